// A training as it stands before its first step, for tests of the loss: samples and first weights, the model as a potential, and two
// checks of what batchErrors gives.
import { modelToSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { batchErrors, type TrainingProblem, type TrainingSample } from "@adatom/models/training/batch-gradient.ts";
import { resolveTraining, type TrainingConfig } from "@adatom/models/training/config.ts";
import { metricsOf } from "@adatom/models/training/error-sums.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import {
  addInputs,
  createProblem,
  describeStructure,
  firstParameters,
  fitBasis,
  modelOf,
  planTraining,
  type TrainingBasis,
  type TrainingPlan,
} from "@adatom/models/training/training-setup.ts";
import * as assert from "uvu/assert";
import { labelledSilicon } from "./silicon.ts";

export interface Prepared {
  readonly structures: readonly Structure[];
  readonly plan: TrainingPlan;
  readonly basis: TrainingBasis;
  readonly problem: TrainingProblem;
  readonly samples: readonly TrainingSample[];
  readonly parameters: Float64Array;
}

export function prepare(config: TrainingConfig, structures: readonly Structure[]): Prepared {
  const plan = planTraining(resolveTraining(config, false), { train: structures, validation: [] });
  const described = structures.map((structure) => describeStructure(plan, structure));
  const basis = fitBasis(plan, structures, described);
  const problem = createProblem(plan, basis);
  const samples = described.map((sample, k) => addInputs(plan, basis, sample, structures[k]!));
  return { structures, plan, basis, problem, samples, parameters: firstParameters(plan, problem, basis) };
}

/** Two elements; their labels, silicon's, need not make sense. */
export const mixedSilicon = (count: number): Structure[] =>
  labelledSilicon(count, 1).map((structure, k) => ({
    ...structure,
    atomicNumbers: structure.atomicNumbers.map((z, i) => ((i + k) % 3 === 0 ? 8 : z)),
  }));

export const snapshotOf = ({ plan, problem, basis, parameters }: Prepared) => modelToSnapshot(modelOf(plan, problem, basis, parameters));

export const potentialOf = (prepared: Prepared) => createBehlerParrinelloPotential(snapshotOf(prepared), "model");

/** The batch's errors are those of the model as a potential. */
export async function checkErrors({ structures, problem, samples, parameters }: Prepared, potential: Potential): Promise<void> {
  const expected = evaluateModel(potential, structures);
  const found = metricsOf((await batchErrors(problem, parameters, samples, false)).sums);
  // Float32 network and derivatives against float64: 1e-6 relative of energies and forces of a few eV and eV/A.
  for (const [name, value] of Object.entries(expected)) {
    const own = found[name as keyof typeof found]!;
    assert.ok(Math.abs(own - value) < 2e-5 * Math.max(1, Math.abs(value)), `${name}: ${own} against ${value}`);
  }
}

/** The gradient of the loss is its slope, for one weight in `every`. */
export async function checkGradient({ problem, samples, parameters }: Prepared, every: number, name: string): Promise<void> {
  const { gradient } = await batchErrors(problem, parameters, samples, true);
  const largest = gradient!.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  // Float32: the loss is good to some 1e-6 of itself, so a step of 0.01 gives slopes to about 1e-4 times loss / step.
  const step = 0.01;
  for (let k = 0; k < parameters.length; k += every) {
    const at = async (by: number): Promise<number> => {
      const moved = parameters.slice();
      moved[k]! += by;
      return (await batchErrors(problem, moved, samples, false)).sums[7]!;
    };
    // Five points: the step's error is of fourth order.
    const difference = (8 * ((await at(step)) - (await at(-step))) - ((await at(2 * step)) - (await at(-2 * step)))) / (12 * step);
    assert.ok(Math.abs(gradient![k]! - difference) < 2e-3 * largest, `${name}, weight ${k}: ${gradient![k]} against ${difference}`);
  }
}
