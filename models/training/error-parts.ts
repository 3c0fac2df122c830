// How far a network's energies and gradients are from one structure's references, and what that adds to the loss.
import type { TrainingProblem, TrainingSample } from "./batch-gradient.ts";
import type { SamplePlace } from "./descriptor-sample.ts";
import type { NetworkStep } from "./network-step.ts";
import { respond } from "./response.ts";
import type { PartWeights } from "./structure-weights.ts";

/** Predictions less references. */
export interface ErrorParts {
  /** Energy per atom, eV. */
  readonly perAtom: number;
  /** eV/angstrom, 3N; empty without references. */
  readonly forces: Float64Array;
  /** Of dE/dstrain, eV, and of the stress, eV/angstrom^3; 6, or empty without references or a cell. */
  readonly strain: Float64Array;
  readonly stress: Float64Array;
  /** Of the loss's parts: the run's times the structure's. */
  readonly weights: PartWeights;
  readonly loss: number;
}

/** @param steps and gradients (dE/dcolumn) of the elements' networks, of the whole batch */
export function errorParts(
  problem: TrainingProblem,
  sample: TrainingSample,
  steps: readonly (NetworkStep | undefined)[],
  gradients: readonly Float32Array[],
  place: SamplePlace,
): ErrorParts {
  const { energyOffsets, energyScale, weights: common } = problem;
  const { atomCount, volume, weights: own } = sample;
  let energy = 0;
  for (const [e, step] of steps.entries()) {
    const count = sample.rowCounts[e]!;
    energy += count * energyOffsets[e]!;
    for (let row = 0; row < count; row++) energy += energyScale * step!.energies[place.rowStart[e]! + row]!;
  }
  const perAtom = (energy - sample.energy) / atomCount;
  const wanted = sample.forces.length > 0 || sample.stress.length > 0;
  const response = wanted ? respond(sample, gradients, place) : undefined;
  const forces = sample.forces.map((force, k) => energyScale * response!.forces[k]! - force);
  const hasStress = volume > 0 && sample.stress.length > 0;
  const strain = hasStress ? sample.stress.map((stress, v) => energyScale * response!.strain[v]! - volume * stress) : new Float64Array(0);
  const weights = {
    energy: common.energy * own.energy,
    force: common.force * own.force,
    stress: common.stress * own.stress,
  };
  let loss = weights.energy * perAtom * perAtom;
  if (forces.length > 0) loss += weights.force * meanSquare(forces);
  if (strain.length > 0) loss += (weights.stress * meanSquare(strain)) / atomCount ** 2;
  return { perAtom, forces, strain, stress: strain.map((error) => error / volume), weights, loss };
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]! ** 2;
  return sum / values.length;
}
