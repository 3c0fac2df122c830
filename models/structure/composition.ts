// What a structure is made of: element counts, formula, mass and density.
import { cellVolume } from "./cell.ts";
import { atomicMass, symbolOf } from "./elements.ts";
import type { Structure } from "./structure.ts";
import { gramPerCm3PerAmuPerAngstrom3 } from "./units.ts";

/** Number of atoms by atomic number, in order of atomic number. */
export function elementCounts(atomicNumbers: Uint8Array): Map<number, number> {
  const counts = new Uint32Array(256);
  for (let i = 0; i < atomicNumbers.length; i++) counts[atomicNumbers[i]!]!++;
  const result = new Map<number, number>();
  for (let z = 0; z < 256; z++) if (counts[z]! > 0) result.set(z, counts[z]!);
  return result;
}

/** Formula in Hill order: carbon, hydrogen, then by symbol; by symbol alone without carbon. "Si64", "O2Ti", "CH4". Empty for no atoms. */
export function hillFormula(atomicNumbers: Uint8Array): string {
  const entries = [...elementCounts(atomicNumbers)].map(([z, count]) => ({ symbol: symbolOf(z), count }));
  const hasCarbon = entries.some((entry) => entry.symbol === "C");
  const rank = (symbol: string): number => (!hasCarbon ? 2 : symbol === "C" ? 0 : symbol === "H" ? 1 : 2);
  entries.sort((a, b) => rank(a.symbol) - rank(b.symbol) || (a.symbol < b.symbol ? -1 : 1));
  return entries.map((entry) => entry.symbol + (entry.count === 1 ? "" : entry.count)).join("");
}

/** Mass of all atoms, amu. */
export function totalMass(atomicNumbers: Uint8Array): number {
  let mass = 0;
  for (const [z, count] of elementCounts(atomicNumbers)) mass += count * atomicMass(z);
  return mass;
}

/** Density, g/cm^3; undefined unless the structure repeats in three directions and its cell has a volume. */
export function density(structure: Structure): number | undefined {
  const volume = cellVolume(structure.cell);
  if (!structure.periodic.every(Boolean) || !(volume > 0)) return undefined;
  return (totalMass(structure.atomicNumbers) / volume) * gramPerCm3PerAmuPerAngstrom3;
}
