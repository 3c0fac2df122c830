// Observations of a structure of two elements: residuals against the batch's errors, every row against differences, and
// the sum of rows against the gradient of the loss.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { batchErrors } from "@adatom/models/training/batch-gradient.ts";
import { resolveTraining } from "@adatom/models/training/config.ts";
import { observe } from "@adatom/models/training/observations.ts";
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
import { labelledSilicon, smallConfig } from "./silicon.ts";

await selectBackend("wasm");
// Labels need not make sense here.
const structures = labelledSilicon(3, 1).map(
  (structure, k): Structure => ({ ...structure, atomicNumbers: structure.atomicNumbers.map((z, i) => ((i + k) % 3 === 0 ? 8 : z)) }),
);
const plan = planTraining(resolveTraining({ ...smallConfig, energyWeight: 3, forceWeight: 0.7 }, false), {
  train: structures,
  validation: [],
});
const described = structures.map((structure) => describeStructure(plan, structure));
const basis = fitBasis(plan, structures, described);
const problem = createProblem(plan, basis);
const sample = addInputs(plan, basis, described[0]!, structures[0]!);
const parameters = firstParameters(plan, problem, basis);
const components = Array.from({ length: 24 }, (_, k) => k);

test("rows are the derivatives of residuals, by differences", async () => {
  const before = memory().numTensors;
  const { rows } = await observe(problem, parameters, sample, components, true);
  assert.is(memory().numTensors, before);
  const largest = rows.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Float32: residuals of some eV/A are good to 1e-6, so a step of 0.01 gives slopes to some 1e-4.
  const step = 0.01;
  for (let k = 0; k < parameters.length; k += 11) {
    const at = async (by: number): Promise<Float64Array> => {
      const moved = parameters.slice();
      moved[k]! += by;
      return (await observe(problem, moved, sample, components, false)).residuals;
    };
    const [far, near, nearBelow, farBelow] = [await at(2 * step), await at(step), await at(-step), await at(-2 * step)];
    for (let r = 0; r < near.length; r++) {
      // Five points: the step's error is of fourth order.
      const difference = (8 * (near[r]! - nearBelow[r]!) - (far[r]! - farBelow[r]!)) / (12 * step);
      const own = rows[r * parameters.length + k]!;
      assert.ok(Math.abs(own - difference) < 2e-3 * largest, `residual ${r}, weight ${k}: ${own} against ${difference}`);
    }
  }
});

test("residuals and rows add up to the loss and its gradient", async () => {
  const { residuals, shares, rows, sums } = await observe(problem, parameters, sample, components, true);
  const batch = await batchErrors(problem, parameters, [sample], true);
  assert.equal(sums, batch.sums);
  const loss = residuals.reduce((sum, value, r) => sum + shares[r]! * value * value, 0);
  assert.ok(Math.abs(loss - sums[7]!) < 1e-12 * loss);
  const largest = batch.gradient!.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  for (let k = 0; k < parameters.length; k++) {
    const sum = residuals.reduce((all, value, r) => all + 2 * shares[r]! * value * rows[r * parameters.length + k]!, 0);
    // Float32 sums in another order.
    assert.ok(Math.abs(sum - batch.gradient![k]!) < 1e-5 * largest, `weight ${k}: ${sum} against ${batch.gradient![k]}`);
  }
});

test.run();
