// Loss and gradient of a batch of two elements: forces against the finished model as a potential, gradient against
// differences, batches against their parts.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { modelToSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { batchErrors } from "@adatom/models/training/batch-gradient.ts";
import { resolveTraining } from "@adatom/models/training/config.ts";
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
} from "@adatom/models/training/training-setup.ts";
import { memory } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon, smallConfig } from "./silicon.ts";

await selectBackend("wasm");
// Labels need not make sense here.
const structures = labelledSilicon(5, 1).map(
  (structure, k): Structure => ({ ...structure, atomicNumbers: structure.atomicNumbers.map((z, i) => ((i + k) % 3 === 0 ? 8 : z)) }),
);
const data = { train: structures, validation: [] };
const plan = planTraining(resolveTraining({ ...smallConfig, energyWeight: 3, forceWeight: 0.7 }, false), data);
const described = structures.map((structure) => describeStructure(plan, structure));
const basis = fitBasis(plan, structures, described);
const problem = createProblem(plan, basis);
const samples = described.map((sample, k) => addInputs(plan, basis, sample, structures[k]!));
const parameters = firstParameters(plan, problem, basis);

test("errors are those of the model as a potential", async () => {
  const potential = createBehlerParrinelloPotential(modelToSnapshot(modelOf(plan, problem, basis, parameters)), "two");
  const expected = evaluateModel(potential, structures);
  const found = metricsOf((await batchErrors(problem, parameters, samples, false)).sums);
  // Float32 network and derivatives against float64: 1e-6 relative of energies and forces of a few eV and eV/A.
  for (const [name, value] of Object.entries(expected)) {
    const own = found[name as keyof typeof found]!;
    assert.ok(Math.abs(own - value) < 2e-5 * Math.max(1, Math.abs(value)), `${name}: ${own} against ${value}`);
  }
  // Ranges come from these very structures.
  assert.is(potential.species.join(), "8,14");
});

test("gradient of the loss, by differences", async () => {
  const before = memory().numTensors;
  const { gradient, sums } = await batchErrors(problem, parameters, samples, true);
  assert.is(memory().numTensors, before);
  assert.ok(sums[7]! > 0);
  const largest = gradient!.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  // Float32: the loss is good to some 1e-6 of itself, so a step of 0.01 gives slopes to about 1e-4 times loss / step.
  const step = 0.01;
  for (let k = 0; k < parameters.length; k += 7) {
    const at = async (by: number): Promise<number> => {
      const moved = parameters.slice();
      moved[k]! += by;
      return (await batchErrors(problem, moved, samples, false)).sums[7]!;
    };
    // Five points: the step's error is of fourth order.
    const difference = (8 * ((await at(step)) - (await at(-step))) - ((await at(2 * step)) - (await at(-2 * step)))) / (12 * step);
    assert.ok(Math.abs(gradient![k]! - difference) < 2e-3 * largest, `weight ${k}: ${gradient![k]} against ${difference}`);
  }
});

test("a batch is the sum of its shards", async () => {
  const whole = await batchErrors(problem, parameters, samples, true);
  const parts = [
    await batchErrors(problem, parameters, samples.slice(0, 2), true),
    await batchErrors(problem, parameters, samples.slice(2), true),
  ];
  const largest = whole.gradient!.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  for (let k = 0; k < parameters.length; k++) {
    const sum = parts[0]!.gradient![k]! + parts[1]!.gradient![k]!;
    // Float32 sums in another order: 1e-7 of the terms, which are as large as the largest weight's gradient.
    assert.ok(Math.abs(sum - whole.gradient![k]!) < 5e-6 * largest, `weight ${k}: ${sum} against ${whole.gradient![k]}`);
  }
});

test.run();
