// What a molecular-dynamics run refuses before it starts, and why.
import { isDegenerate } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";
import type { Ensemble, MolecularDynamicsOptions } from "./dynamics.ts";
import type { Schedule } from "./schedule.ts";

const ensembles: readonly Ensemble[] = ["nve", "nvt-langevin", "nvt-nose-hoover", "nvt-bussi", "nvt-berendsen", "npt-isotropic", "npt"];

/** @throws RangeError naming the option and what to do; times and temperatures are the schedule's to check */
export function checkOptions(options: MolecularDynamicsOptions, schedule: Schedule, structure: Structure): void {
  const { ensemble, frictionPerFs, thermostatTimeFs, barostatTimeFs, fixedAtoms, removeDrift } = options;
  const atoms = structure.atomicNumbers.length;
  if (!ensembles.includes(ensemble)) throw new RangeError(`Unknown ensemble "${ensemble}": use one of ${ensembles.join(", ")}.`);
  if (ensemble === "nvt-langevin" && !(frictionPerFs !== undefined && frictionPerFs > 0 && frictionPerFs < 1e3)) {
    throw new RangeError(`Langevin dynamics needs frictionPerFs, a positive rate in 1/fs such as 0.01, not ${frictionPerFs}.`);
  }
  for (const [name, time] of Object.entries({ thermostatTimeFs, barostatTimeFs })) {
    if (time !== undefined && !(time > 0 && time < 1e9)) throw new RangeError(`${name} must be a positive time in fs, not ${time}.`);
  }
  const pressured = ensemble === "npt" || ensemble === "npt-isotropic";
  if ((pressured || ensemble === "nvt-nose-hoover") && !(schedule.highestKelvin > 0))
    throw new RangeError(`${ensemble} needs a temperatureKelvin above 0, which sets the inertia of its thermostat.`);
  checkFixedAtoms(fixedAtoms, atoms);
  if (pressured && !structure.periodic.every(Boolean))
    throw new RangeError(`${ensemble} needs a structure that repeats along all three cell vectors.`);
  if (pressured && isDegenerate(structure.cell)) throw new RangeError(`${ensemble} needs a cell with a volume.`);
  if (pressured && fixedAtoms && fixedAtoms.length > 0)
    throw new RangeError(`${ensemble} moves the cell and every atom with it: no atom can be fixed. Use an nvt ensemble.`);
  if (pressured && atoms < 2)
    throw new RangeError(`${ensemble} needs two atoms or more: one alone has no motion that could push the cell.`);
  if (removeDrift === "rotation" && structure.periodic.some(Boolean))
    throw new RangeError('removeDrift "rotation" is for structures that repeat nowhere; use "momentum".');
  if (removeDrift !== undefined && removeDrift !== "none" && fixedAtoms && fixedAtoms.length > 0)
    throw new RangeError("removeDrift and fixedAtoms exclude each other: fixed atoms take up momentum.");
}

/** @throws RangeError for an index that is no atom */
export function checkFixedAtoms(fixedAtoms: readonly number[] | undefined, atoms: number): void {
  for (const atom of fixedAtoms ?? []) {
    if (!(Number.isInteger(atom) && atom >= 0 && atom < atoms))
      throw new RangeError(`fixedAtoms holds ${atom}, but atoms count from 0 to ${atoms - 1}.`);
  }
}

/** 1 for atoms that never move; null where all may. */
export function fixedMask(fixedAtoms: readonly number[] | undefined, atoms: number): Uint8Array | null {
  if (!fixedAtoms || fixedAtoms.length === 0) return null;
  const mask = new Uint8Array(atoms);
  for (const atom of fixedAtoms) mask[atom] = 1;
  return mask;
}
