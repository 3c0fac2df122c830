// The periodic table as far as a structure file needs it: symbols, names, masses, radii and colours of elements 1 to 118.
// Numbers only; nothing here depends on a structure.

/** Symbols by atomic number; index 0 is the element that could not be read. */
export const elementSymbols: readonly string[] = (
  "X H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In " +
  "Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm " +
  "Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og"
).split(" ");

/** Largest atomic number known here. */
export const largestAtomicNumber = 118;

const names: readonly string[] = (
  "unknown hydrogen helium lithium beryllium boron carbon nitrogen oxygen fluorine neon sodium magnesium aluminium silicon phosphorus sulfur " +
  "chlorine argon potassium calcium scandium titanium vanadium chromium manganese iron cobalt nickel copper zinc gallium germanium arsenic " +
  "selenium bromine krypton rubidium strontium yttrium zirconium niobium molybdenum technetium ruthenium rhodium palladium silver cadmium " +
  "indium tin antimony tellurium iodine xenon caesium barium lanthanum cerium praseodymium neodymium promethium samarium europium gadolinium " +
  "terbium dysprosium holmium erbium thulium ytterbium lutetium hafnium tantalum tungsten rhenium osmium iridium platinum gold mercury " +
  "thallium lead bismuth polonium astatine radon francium radium actinium thorium protactinium uranium neptunium plutonium americium curium " +
  "berkelium californium einsteinium fermium mendelevium nobelium lawrencium rutherfordium dubnium seaborgium bohrium hassium meitnerium " +
  "darmstadtium roentgenium copernicium nihonium flerovium moscovium livermorium tennessine oganesson"
).split(" ");

/** Standard atomic weights, amu (IUPAC 2013 to 2021 abridged, conventional values); the longest-lived isotope where there is none. */
const masses = Float64Array.of(
  ...[0, 1.008, 4.002602, 6.94, 9.0121831, 10.81, 12.011, 14.007, 15.999, 18.998403163, 20.1797, 22.98976928, 24.305, 26.9815385],
  ...[28.085, 30.973761998, 32.06, 35.45, 39.948, 39.0983, 40.078, 44.955908, 47.867, 50.9415, 51.9961, 54.938044, 55.845, 58.933194],
  ...[58.6934, 63.546, 65.38, 69.723, 72.63, 74.921595, 78.971, 79.904, 83.798, 85.4678, 87.62, 88.90584, 91.224, 92.90637, 95.95],
  ...[97.90721, 101.07, 102.9055, 106.42, 107.8682, 112.414, 114.818, 118.71, 121.76, 127.6, 126.90447, 131.293, 132.90545196, 137.327],
  ...[138.90547, 140.116, 140.90766, 144.242, 144.91276, 150.36, 151.964, 157.25, 158.92535, 162.5, 164.93033, 167.259, 168.93422],
  ...[173.054, 174.9668, 178.49, 180.94788, 183.84, 186.207, 190.23, 192.217, 195.084, 196.966569, 200.592, 204.38, 207.2, 208.9804],
  ...[208.98243, 209.98715, 222.01758, 223.01974, 226.02541, 227.02775, 232.0377, 231.03588, 238.02891, 237.04817, 244.06421],
  ...[243.06138, 247.07035, 247.07031, 251.07959, 252.083, 257.09511, 258.09843, 259.101, 262.11, 267.122, 268.126, 271.134, 270.133],
  ...[269.1338, 278.156, 281.165, 281.166, 285.177, 286.182, 289.19, 289.194, 293.204, 293.208, 294.214],
);

/** Covalent radii in picometres, elements 1 to 96 (Cordero et al. 2008, table 2; carbon sp3, low-spin Mn, Fe and Co). */
const covalentRadiiPicometre: readonly number[] = [
  ...[0, 31, 28, 128, 96, 84, 76, 71, 66, 57, 58, 166, 141, 121, 111, 107, 105, 102, 106, 203, 176, 170, 160, 153, 139, 139, 132, 126],
  ...[124, 132, 122, 122, 120, 119, 120, 120, 116, 220, 195, 190, 175, 164, 154, 147, 146, 142, 139, 145, 144, 142, 139, 139, 138, 139],
  ...[140, 244, 215, 207, 204, 203, 201, 199, 198, 198, 196, 194, 192, 192, 189, 190, 187, 187, 175, 170, 162, 151, 144, 141, 136, 136],
  ...[132, 145, 146, 148, 140, 150, 150, 260, 221, 215, 206, 200, 196, 190, 187, 180, 169],
];

/** Jmol's element colours as 0xRRGGBB, elements 1 to 109. */
const colours: readonly string[] = (
  "ff1493 ffffff d9ffff cc80ff c2ff00 ffb5b5 909090 3050f8 ff0d0d 90e050 b3e3f5 ab5cf2 8aff00 bfa6a6 f0c8a0 ff8000 ffff30 1ff01f 80d1e3 " +
  "8f40d4 3dff00 e6e6e6 bfc2c7 a6a6ab 8a99c7 9c7ac7 e06633 f090a0 50d050 c88033 7d80b0 c28f8f 668f8f bd80e3 ffa100 a62929 5cb8d1 702eb0 " +
  "00ff00 94ffff 94e0e0 73c2c9 54b5b5 3b9e9e 248f8f 0a7d8c 006985 c0c0c0 ffd98f a67573 668080 9e63b5 d47a00 940094 429eb0 57178f 00c900 " +
  "70d4ff ffffc7 d9ffc7 c7ffc7 a3ffc7 8fffc7 61ffc7 45ffc7 30ffc7 1fffc7 00ff9c 00e675 00d452 00bf38 00ab24 4dc2ff 4da6ff 2194d6 267dab " +
  "266696 175487 d0d0e0 ffd123 b8b8d0 a6544d 575961 9e4fb5 ab5c00 754f45 428296 420066 007d00 70abfa 00baff 00a1ff 008fff 0080ff 006bff " +
  "545cf2 785ce3 8a4fe3 a136d4 b31fd4 b31fba b30da6 bd0d87 c70066 cc0059 d1004f d90045 e00038 e6002e eb0026"
).split(" ");

const numberBySymbol = new Map<string, number>();
for (let z = 1; z <= largestAtomicNumber; z++) numberBySymbol.set(elementSymbols[z]!, z);

/** Atomic number of an exactly written symbol ("Si"), or 0. */
export function atomicNumberOf(symbol: string): number {
  return numberBySymbol.get(symbol) ?? 0;
}

/** Atomic number of a symbol in any letter case ("SI", "si"), or 0; D and T are hydrogen. */
export function atomicNumberOfAnyCase(symbol: string): number {
  const exact = numberBySymbol.get(symbol);
  if (exact !== undefined) return exact;
  const tidy = symbol.slice(0, 1).toUpperCase() + symbol.slice(1).toLowerCase();
  if (tidy === "D" || tidy === "T") return 1;
  return numberBySymbol.get(tidy) ?? 0;
}

/** "Si" for 14; "X" for 0 and for anything outside the table. */
export function symbolOf(atomicNumber: number): string {
  return elementSymbols[atomicNumber] ?? "X";
}

/** "silicon" for 14. */
export function elementName(atomicNumber: number): string {
  return names[atomicNumber] ?? "unknown";
}

/** Standard atomic mass, amu; 0 for an unknown element. */
export function atomicMass(atomicNumber: number): number {
  return masses[atomicNumber] ?? 0;
}

/** Covalent radius, angstrom; 1.5 where Cordero et al. give none (beyond curium, or unknown). */
export function covalentRadius(atomicNumber: number): number {
  const picometre = covalentRadiiPicometre[atomicNumber] ?? 0;
  return picometre > 0 ? picometre / 100 : 1.5;
}

/** Colour as red, green, blue from 0 to 255 (Jmol); unknown and the heaviest elements are Jmol's pink. */
export function elementColour(atomicNumber: number): readonly [number, number, number] {
  const value = Number.parseInt(colours[atomicNumber] ?? colours[0]!, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
