// Phonons at Gamma: the dynamical matrix of a structure from finite differences of forces, its frequencies and modes.
import { tridiagonalEigen } from "../linear-algebra/tridiagonal-eigen.ts";
import type { Potential } from "../potentials/potential.ts";
import { atomicMass } from "../structure/elements.ts";
import { buildNeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { electronvoltPerAmuAngstrom2PerFs2 } from "../structure/units.ts";
import { runThrough, type Stepwise } from "./stepwise.ts";

/** 1 THz in wave numbers, 1/cm (c = 299 792 458 m/s, exact). */
export const waveNumberPerTerahertz = 1e12 / 29_979_245_800;

export interface GammaPhonons {
  /** Ascending, THz, 3N; an imaginary frequency (unstable mode) stands as a negative number. */
  readonly frequenciesTerahertz: Float64Array;
  readonly waveNumbersPerCm: Float64Array;
  /** Mass-weighted displacement of every mode, unit length, in rows: mode k at 3N k. */
  readonly modes: Float64Array;
  /** Largest violation of the acoustic sum rule before it was imposed, eV/angstrom^2: an error estimate. */
  readonly sumRuleError: number;
}

export interface GammaPhononOptions {
  /** Displacement either way, angstrom; default 0.005. */
  readonly displacementAngstrom?: number;
  /** amu, N; default the standard atomic weights. */
  readonly masses?: ArrayLike<number>;
}

/**
 * The force constants -dF/dx (eV/angstrom^2, 3N by 3N row by row) by central differences, symmetric, with the acoustic sum
 * rule imposed on the diagonal blocks (a uniform shift costs nothing). Periodic images move along: this is Gamma of the cell given.
 */
export function forceConstants(structure: Structure, potential: Potential, displacementAngstrom = 0.005): ForceConstants {
  return runThrough(forceConstantsSteps(structure, potential, displacementAngstrom));
}

export interface ForceConstants {
  /** eV/angstrom^2. */
  readonly matrix: Float64Array;
  readonly sumRuleError: number;
}

/** The same in pieces. */
export function* forceConstantsSteps(structure: Structure, potential: Potential, displacementAngstrom = 0.005): Stepwise<ForceConstants> {
  if (!(displacementAngstrom > 0)) throw new RangeError(`The displacement must be a length in angstrom, not ${displacementAngstrom}.`);
  const size = structure.positions.length;
  const raw = new Float64Array(size * size);
  // One list with a skin serves all displacements.
  const list = buildNeighbourList(structure, potential.cutoffAngstrom + 2 * displacementAngstrom);
  const positions = structure.positions.slice();
  for (let c = 0; c < size; c++) {
    const at = (by: number): Float64Array => {
      positions[c] = structure.positions[c]! + by;
      return potential.evaluate({ ...structure, positions }, list).forces;
    };
    const plus = at(displacementAngstrom);
    const minus = at(-displacementAngstrom);
    positions[c] = structure.positions[c]!;
    for (let k = 0; k < size; k++) raw[c * size + k] = (minus[k]! - plus[k]!) / (2 * displacementAngstrom);
    yield (c + 1) / size;
  }
  const matrix = new Float64Array(size * size);
  for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) matrix[a * size + b] = 0.5 * (raw[a * size + b]! + raw[b * size + a]!);
  return { matrix, sumRuleError: imposeSumRule(matrix, size) };
}

/** Sets each atom's own block to minus the sum of its others, symmetrised; returns the largest change. */
function imposeSumRule(matrix: Float64Array, size: number): number {
  let largest = 0;
  for (let i = 0; i < size; i += 3) {
    const block = new Float64Array(9);
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        for (let j = 0; j < size; j += 3) if (j !== i) block[3 * a + b]! -= matrix[(i + a) * size + j + b]!;
      }
    }
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        const place = (i + a) * size + i + b;
        largest = Math.max(largest, Math.abs(block[3 * a + b]! - matrix[place]!));
        matrix[place] = 0.5 * (block[3 * a + b]! + block[3 * b + a]!);
      }
    }
  }
  return largest;
}

/** Frequencies and modes at Gamma. The structure should be relaxed. @throws RangeError for an element without a mass or a bad displacement */
export function gammaPhonons(structure: Structure, potential: Potential, options: GammaPhononOptions = {}): GammaPhonons {
  return runThrough(gammaPhononsSteps(structure, potential, options));
}

/** The same in pieces; the last, the eigenvalues, is the longest of large structures: some seconds for 200 atoms. */
export function* gammaPhononsSteps(structure: Structure, potential: Potential, options: GammaPhononOptions = {}): Stepwise<GammaPhonons> {
  const { matrix, sumRuleError } = yield* forceConstantsSteps(structure, potential, options.displacementAngstrom);
  const size = structure.positions.length;
  const roots = Float64Array.from(structure.atomicNumbers, (number, i) => Math.sqrt(options.masses?.[i] ?? atomicMass(number)));
  if (!roots.every((root) => root > 0)) throw new RangeError("Phonons need the mass of every atom: an element could not be read.");
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) matrix[a * size + b]! /= roots[Math.floor(a / 3)]! * roots[Math.floor(b / 3)]!;
  const { values, vectors } = tridiagonalEigen(matrix, size);
  // omega^2 in eV/(angstrom^2 amu) = omega^2 in 1/fs^2 times eV per (amu angstrom^2/fs^2).
  const frequenciesTerahertz = values.map(
    (value) => (Math.sign(value) * 1000 * Math.sqrt(Math.abs(value) / electronvoltPerAmuAngstrom2PerFs2)) / (2 * Math.PI),
  );
  return {
    frequenciesTerahertz,
    waveNumbersPerCm: frequenciesTerahertz.map((frequency) => frequency * waveNumberPerTerahertz),
    modes: vectors,
    sumRuleError,
  };
}
