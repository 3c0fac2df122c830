// How a run begins: its schedule, and velocities drawn from the seed at the temperature over the freedoms that there are.
import { atomicMass, symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { checkOptions, fixedMask } from "./check-options.ts";
import { removeRotation, rotations } from "./drift-removal.ts";
import type { MolecularDynamicsOptions } from "./dynamics.ts";
import { createRandom, type Random } from "./random.ts";
import { Schedule } from "./schedule.ts";
import { degreesOfFreedom, maxwellBoltzmannVelocities, scaleToTemperature } from "./velocities.ts";

export interface StartingMotion {
  readonly schedule: Schedule;
  /** amu, N */
  readonly masses: Float64Array;
  /** The stream after the velocities were drawn from it. */
  readonly random: Random;
  /** angstrom/fs, 3N */
  readonly speed: Float64Array;
  /** 1 for atoms that never move, N; null where all may. */
  readonly fixed: Uint8Array | null;
  /** Freedoms that share the kinetic energy. */
  readonly freedom: number;
}

/** @throws RangeError for options or a structure that cannot be run; the message says which */
export function startingMotion(structure: Structure, options: MolecularDynamicsOptions): StartingMotion {
  const schedule = new Schedule(options);
  checkOptions(options, schedule, structure);
  const masses = massesOf(structure);
  const random = createRandom(options.seed);
  const { temperatureKelvin } = schedule.at(0);
  const speed = maxwellBoltzmannVelocities(masses, temperatureKelvin, random);
  const fixed = fixedMask(options.fixedAtoms, masses.length);
  const freedom = freedomOf(options, structure, masses, fixed);
  if (fixed) for (let p = 0; p < speed.length; p++) if (fixed[Math.floor(p / 3)] === 1) speed[p] = 0;
  if (options.removeDrift === "rotation") removeRotation(masses, structure.positions, speed);
  if (fixed || options.removeDrift === "rotation") scaleToTemperature(masses, speed, temperatureKelvin, freedom);
  return { schedule, masses, random, speed, fixed, freedom };
}

/**
 * Freedoms that share the kinetic energy: those of the atoms that move, less the three of a momentum that stays zero.
 * A Langevin bath moves the centre of mass as well, and fixed atoms take up momentum: nothing is conserved there.
 */
function freedomOf(options: MolecularDynamicsOptions, structure: Structure, masses: Float64Array, fixed: Uint8Array | null): number {
  const { ensemble, removeDrift = "none" } = options;
  if (fixed) return 3 * fixed.reduce((count, one) => count + (one === 1 ? 0 : 1), 0);
  if (removeDrift === "rotation") return Math.max(0, degreesOfFreedom(masses.length) - rotations(masses, structure.positions));
  return ensemble === "nvt-langevin" && removeDrift === "none" ? 3 * masses.length : degreesOfFreedom(masses.length);
}

/** amu, N. @throws RangeError naming an atom whose element has no mass */
export function massesOf(structure: Structure): Float64Array {
  return Float64Array.from(structure.atomicNumbers, (number, i) => {
    const mass = atomicMass(number);
    if (!(mass > 0)) throw new RangeError(`Atom ${i + 1} (${symbolOf(number)}) has no known mass, so it cannot be moved.`);
    return mass;
  });
}
