// The Behler-Parrinello training step: loss, errors and weight gradient of the same batch on every backend here, and
// the same backend twice. (Each against float64 and against differences: test/models/training/network-step.test.ts.)
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { BatchResult } from "@adatom/models/training/batch-gradient.ts";
import { batchErrors } from "@adatom/models/training/batch-gradient.ts";
import { resolveTraining } from "@adatom/models/training/config.ts";
import {
  addInputs,
  createProblem,
  describeStructure,
  firstParameters,
  fitBasis,
  planTraining,
} from "@adatom/models/training/training-setup.ts";
import { memory } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { presentBackends } from "../../../conformance/present-backends.ts";
import { labelledSilicon, smallConfig } from "../../../models/training/silicon.ts";

const structures = labelledSilicon(6, 3);
const plan = planTraining(resolveTraining({ ...smallConfig, hidden: [24, 24], forceWeight: 0.7 }, false), {
  train: structures,
  validation: [],
});
const described = structures.map((structure) => describeStructure(plan, structure));
const basis = fitBasis(plan, structures, described);
const problem = createProblem(plan, basis);
const samples = described.map((sample, k) => addInputs(plan, basis, sample, structures[k]!));
const parameters = firstParameters(plan, problem, basis);

async function step(backend: string): Promise<BatchResult> {
  await selectBackend(backend);
  const before = memory().numTensors;
  const result = await batchErrors(problem, parameters, samples, true);
  assert.is(memory().numTensors, before);
  return result;
}

const backends = await presentBackends();
const reference = await step("cpu");
const largest = reference.gradient!.reduce((most, g) => Math.max(most, Math.abs(g)), 0);

for (const backend of backends) {
  test(`${backend} gives the loss, the errors and the gradient of the plain JavaScript backend, and again the same`, async () => {
    const { gradient, sums } = await step(backend);
    // Float32 sums in another order, of numbers as large as the largest: a few times 1e-7; a GPU's tanh adds as much.
    for (const [k, sum] of reference.sums.entries())
      assert.ok(Math.abs(sums[k]! - sum) < 5e-6 * Math.max(1, Math.abs(sum)), `sum ${k}: ${sums[k]} against ${sum}`);
    for (const [k, g] of reference.gradient!.entries())
      assert.ok(Math.abs(gradient![k]! - g) < 5e-6 * largest, `weight ${k}: ${gradient![k]} against ${g}, largest ${largest}`);
    const again = await step(backend);
    assert.equal(again.gradient, gradient);
    assert.equal(again.sums, sums);
  });
}

test.run();
