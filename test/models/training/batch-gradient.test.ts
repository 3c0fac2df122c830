// Loss and gradient of a batch of two elements: forces against the finished model as a potential, gradient against
// differences, batches against their parts.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { batchErrors } from "@adatom/models/training/batch-gradient.ts";
import { memory } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkErrors, checkGradient, mixedSilicon, potentialOf, prepare } from "./prepared.ts";
import { smallConfig } from "./silicon.ts";

await selectBackend("wasm");
const prepared = prepare({ ...smallConfig, energyWeight: 3, forceWeight: 0.7 }, mixedSilicon(5));
const { problem, samples, parameters } = prepared;

test("errors are those of the model as a potential", async () => {
  const potential = potentialOf(prepared);
  await checkErrors(prepared, potential);
  // Ranges come from these very structures.
  assert.is(potential.species.join(), "8,14");
});

test("gradient of the loss, by differences", async () => {
  const before = memory().numTensors;
  const { sums } = await batchErrors(problem, parameters, samples, true);
  assert.is(memory().numTensors, before);
  assert.ok(sums[7]! > 0);
  await checkGradient(prepared, 7, "batch");
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
