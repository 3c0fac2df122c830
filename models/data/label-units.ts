// Units that a file's numbers may be in, and structures turned from them into ours (angstrom, eV, eV/angstrom, eV/angstrom^3).

import { cellVolume } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";
import {
  bohrAngstrom,
  electronvoltPerKilocaloriePerMole,
  gigapascalToElectronvoltPerAngstrom3,
  hartreeElectronvolt,
  kilobarToElectronvoltPerAngstrom3,
  rydbergElectronvolt,
} from "../structure/units.ts";

/** In angstrom. */
export const lengthUnits = { angstrom: 1, bohr: bohrAngstrom } as const;
/** In eV. "eV/atom": the total energy is so many times larger. */
export const energyUnits = {
  eV: 1,
  hartree: hartreeElectronvolt,
  rydberg: rydbergElectronvolt,
  "kcal/mol": electronvoltPerKilocaloriePerMole,
  meV: 1e-3,
  "eV/atom": 1,
} as const;
/** In eV/angstrom; the first words of a pair are those of the energy. */
export const forceUnits = {
  "eV/angstrom": 1,
  "hartree/bohr": hartreeElectronvolt / bohrAngstrom,
  "rydberg/bohr": rydbergElectronvolt / bohrAngstrom,
  "hartree/angstrom": hartreeElectronvolt,
  "eV/bohr": 1 / bohrAngstrom,
  "kcal/mol/angstrom": electronvoltPerKilocaloriePerMole,
} as const;
/** In eV/angstrom^3. "eV": a virial, to be divided by the volume. */
export const stressUnits = {
  "eV/angstrom^3": 1,
  GPa: gigapascalToElectronvoltPerAngstrom3(1),
  kbar: kilobarToElectronvoltPerAngstrom3(1),
  "hartree/bohr^3": hartreeElectronvolt / bohrAngstrom ** 3,
  eV: 1,
} as const;

export interface LabelUnits {
  readonly length?: keyof typeof lengthUnits | undefined;
  readonly energy?: keyof typeof energyUnits | undefined;
  readonly force?: keyof typeof forceUnits | undefined;
  readonly stress?: keyof typeof stressUnits | undefined;
  /** The stress, or virial, of the file is positive under compression. */
  readonly stressUnderCompression?: boolean | undefined;
  /** What the file calls forces are derivatives of the energy: their opposite. */
  readonly gradients?: boolean | undefined;
}

/** The structure in our units, its numbers taken as given in others; what is not named is in ours already. */
export function fromUnits(structure: Structure, units: LabelUnits): Structure {
  const length = lengthUnits[units.length ?? "angstrom"];
  const cell = structure.cell.map((value) => value * length);
  const { energy, forces, stress } = structure.reference ?? {};
  const atoms = units.energy === "eV/atom" ? structure.atomicNumbers.length : 1;
  const force = forceUnits[units.force ?? "eV/angstrom"] * (units.gradients ? -1 : 1);
  const sign = units.stressUnderCompression ? -1 : 1;
  const pressure = (sign * stressUnits[units.stress ?? "eV/angstrom^3"]) / (units.stress === "eV" ? cellVolume(cell) : 1);
  const reference = {
    ...(energy !== undefined && { energy: energy * energyUnits[units.energy ?? "eV"] * atoms }),
    ...(forces && { forces: forces.map((value) => value * force) }),
    ...(stress && { stress: stress.map((value) => value * pressure) }),
  };
  return {
    ...structure,
    positions: structure.positions.map((value) => value * length),
    cell,
    ...(structure.reference && { reference }),
  };
}
