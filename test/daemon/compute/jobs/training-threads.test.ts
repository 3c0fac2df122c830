// Training on several threads: the same errors and gradients as on one, the same weights for the same number of parts however
// many threads there are, exact resumption, no tensors left, and a failure that says what failed. Networks without hidden layers
// are trained through tensors, whose parts are asked for by messages; all others by a kernel.
import { availableParallelism } from "node:os";
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { inSharedMemory } from "@adatom/daemon/compute/jobs/shared-arrays.ts";
import { TrainingThreads, trainingParts } from "@adatom/daemon/compute/jobs/training-threads.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { type BatchEngine, partsOf } from "@adatom/models/training/batch-engine.ts";
import type { TrainingProblem, TrainingSample } from "@adatom/models/training/batch-gradient.ts";
import { resumeTraining, type StoppableTrainingRun, startTraining, type TrainingOptions } from "@adatom/models/training/training-run.ts";
import { memory } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon, smallConfig } from "../../../models/training/silicon.ts";

await selectBackend("wasm");
const data = { train: labelledSilicon(24, 1), validation: labelledSilicon(6, 2) };
const config = { ...smallConfig, epochs: 4 };
const two = new TrainingThreads("wasm", 2);

async function finish(run: StoppableTrainingRun): Promise<Snapshot> {
  while ((await run.advance()).phase !== "finished");
  return run.bestModel();
}
const train = (options: TrainingOptions): Promise<Snapshot> => finish(startTraining(config, data, options));
/** The largest difference of weights. */
const distance = (a: Snapshot, b: Snapshot): number =>
  Math.max(...Object.entries(a.arrays).map(([name, array]) => Math.max(...Array.from(array, (v, k) => Math.abs(v - b.arrays[name]![k]!)))));

const onTwo = await train({ batches: two });

/** Until another thread has done parts too: it takes its time to start. */
async function untilShared(engine: TrainingThreads, batch: () => Promise<unknown>): Promise<void> {
  for (let round = 0; round < 2000 && engine.shares[1] === 0; round++) {
    await batch();
    await new Promise((resolve) => setImmediate(resolve));
  }
  // On one processor it may find everything done whenever it wakes.
  if (availableParallelism() > 1) assert.ok(engine.shares[1]! > 0, "the other thread never took part");
}

test("two parts on two threads give the bits of two parts on one, and no tensor stays", async () => {
  const before = memory().numTensors;
  const one = new TrainingThreads("wasm", 2, 1);
  await untilShared(two, async () => assert.equal((await train({ batches: two })).arrays, onTwo.arrays));
  assert.equal((await train({ batches: two })).arrays, onTwo.arrays);
  assert.equal((await train({ batches: one })).arrays, onTwo.arrays);
  assert.ok(one.shares[0]! > 0);
  assert.is(one.tensors + two.tensors, 0);
  one.dispose();
  assert.is(memory().numTensors, before);
});

test("so do parts that are made of tensors", async () => {
  const [one, several] = [new TrainingThreads("wasm", 3, 1), new TrainingThreads("wasm", 3, 2)];
  const through = (batches: BatchEngine): Promise<Snapshot> =>
    finish(startTraining({ ...config, hidden: [], epochs: 1 }, data, { batches }));
  try {
    assert.equal((await through(several)).arrays, (await through(one)).arrays);
    assert.equal(several.shares, [0, 0]);
    assert.is(several.tensors, 0);
  } finally {
    one.dispose();
    several.dispose();
  }
});

test("they agree with one thread's to the rounding of float32, which Adam's first steps carry on", async () => {
  const alone = await train({});
  // Gradients differ by 1e-6; Adam divides small ones by their own size, so single weights drift apart by some 1e-3.
  assert.ok(distance(alone, onTwo) < 0.02, `${distance(alone, onTwo)}`);
});

test("errors and gradients of one batch are those of one thread", async () => {
  const seen: { problem: TrainingProblem; parameters: Float64Array; samples: readonly TrainingSample[] }[] = [];
  const spy: BatchEngine = {
    parts: two.parts,
    threads: two.threads,
    hold: (sample) => two.hold(sample),
    release() {},
    async errors(problem, parameters, samples, wantGradient) {
      if (wantGradient) seen.push({ problem, parameters: parameters.slice(), samples });
      return two.errors(problem, parameters, samples, wantGradient);
    },
  };
  const run = startTraining({ ...config, epochs: 1 }, data, { batches: spy });
  await finish(run);
  const { batchErrors } = await import("@adatom/models/training/batch-gradient.ts");
  for (const { problem, parameters, samples } of seen.slice(0, 2)) {
    const expected = await batchErrors(problem, parameters, samples, true);
    const found = await two.errors(problem, parameters, samples, true);
    const scale = Math.max(...expected.gradient!.map(Math.abs));
    // Float32 sums over other groups of rows.
    for (const [k, g] of expected.gradient!.entries())
      assert.ok(Math.abs(found.gradient![k]! - g) < 2e-5 * scale, `${g} ${found.gradient![k]}`);
    for (const [k, sum] of expected.sums.entries()) assert.ok(Math.abs(found.sums[k]! - sum) < 1e-5 * (1 + Math.abs(sum)));
  }
  two.release();
});

test("a resumed run on threads ends with the bits of an unbroken one", async () => {
  let run = startTraining(config, data, { batches: two });
  for (let k = 0; k < 12; k++) await run.advance();
  const { arrays, json } = run.snapshot();
  run.dispose();
  run = resumeTraining(data, { arrays, json: JSON.parse(JSON.stringify(json)) }, { batches: two });
  assert.equal((await finish(run)).arrays, onTwo.arrays);
});

test("parts have about as many atoms each, in order, and none is empty", () => {
  const sample = (atomCount: number): TrainingSample => ({ atomCount }) as TrainingSample;
  const sizes = (atoms: number[], parts: number): number[][] =>
    partsOf(atoms.map(sample), parts).map((part) => part.map(({ atomCount }) => atomCount));
  assert.equal(sizes([8, 8, 8, 8], 2), [
    [8, 8],
    [8, 8],
  ]);
  assert.equal(sizes([30, 8, 8, 8], 2), [[30], [8, 8, 8]]);
  assert.equal(sizes([5], 4), [[5]]);
  assert.equal(sizes([1, 1, 100], 3), [[1, 1], [100]]);
  assert.equal(sizes([], 2), []);
});

test("parts are for backends that have one thread, and for data and batches that are worth it", () => {
  const large = labelledSilicon(300, 3);
  // 8 atoms a structure, a part has some hundred.
  assert.equal(
    [4, 8, 32, 64, 1000].map((structures) => trainingParts("wasm", large, structures)),
    [1, 2, 2, 4, 16],
  );
  assert.is(trainingParts("tensorflow", large, 64), 1);
  assert.is(trainingParts("wasm", data.train, 64), 1);
});

test("shared copies hold the same, in shared memory", () => {
  const given = { name: "x", list: [Float32Array.of(1, 2)], deep: { ints: Int32Array.of(3), bytes: Uint8Array.of(4), none: null } };
  const held = inSharedMemory(given);
  assert.equal(held, given);
  assert.instance(held.deep.ints.buffer, SharedArrayBuffer);
});

test("what fails in a thread fails the batch with its reason; without a need of its tensors it does its parts", async () => {
  const threads = new TrainingThreads("no such backend", 2);
  await rejects(() => finish(startTraining({ ...config, hidden: [] }, data, { batches: threads })), /unknown tensor backend/);
  await untilShared(threads, async () => assert.equal((await train({ batches: threads })).arrays, onTwo.arrays));
  threads.dispose();
});

async function rejects(work: () => Promise<unknown>, pattern: RegExp): Promise<void> {
  const error = await work().then(
    () => null,
    (reason: Error) => reason,
  );
  assert.match(error?.message ?? "nothing failed", pattern);
}

test.after(() => two.dispose());
test.run();
