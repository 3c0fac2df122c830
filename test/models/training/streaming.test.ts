// Features from a cache on disk in place of memory: the same weights, bit for bit; nothing is computed twice; what is damaged
// or gone is computed again. And the forecast that decides.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { TrainingConfig } from "@adatom/models/training/config.ts";
import { resolveTraining } from "@adatom/models/training/config.ts";
import { type FeatureCache, featureBytes, featureKey } from "@adatom/models/training/feature-record.ts";
import type { TrainingForecast } from "@adatom/models/training/forecast.ts";
import { resumeTraining, type StoppableTrainingRun, startTraining, type TrainingOptions } from "@adatom/models/training/training-run.ts";
import { describeStructure, planTraining } from "@adatom/models/training/training-setup.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon, smallConfig } from "./silicon.ts";

await selectBackend("wasm");
const data = { train: labelledSilicon(10, 1), validation: labelledSilicon(3, 2) };

/** In memory, with counts of what was asked. */
function cacheOf(): FeatureCache & { readonly entries: Map<string, Uint8Array>; reads: number; writes: number } {
  const entries = new Map<string, Uint8Array>();
  return {
    entries,
    reads: 0,
    writes: 0,
    read(key, room) {
      this.reads++;
      const known = entries.get(key);
      if (!known) return undefined;
      const bytes = room(known.length);
      bytes.set(known);
      return bytes;
    },
    write(key, bytes) {
      this.writes++;
      entries.set(key, bytes.slice());
    },
  };
}

async function finish(run: StoppableTrainingRun): Promise<{ run: StoppableTrainingRun; forecast: TrainingForecast | undefined }> {
  let forecast: TrainingForecast | undefined;
  for (;;) {
    const progress = await run.advance();
    forecast ??= progress.forecast;
    if (progress.phase === "finished") return { run, forecast };
  }
}

const optimisers: readonly TrainingConfig["optimiser"][] = [{ type: "adam" }, { type: "l-bfgs" }, { type: "kalman", forceShare: 0.1 }];

for (const optimiser of optimisers) {
  test(`${optimiser!.type}: streamed training gives the weights of training in memory`, async () => {
    const config: TrainingConfig = { ...smallConfig, epochs: 3, optimiser };
    const inMemory = await finish(startTraining(config, data));
    const cache = cacheOf();
    const streamed = await finish(startTraining(config, data, { features: cache, memoryBytes: 1 }));
    assert.is(inMemory.forecast!.streams, false);
    assert.is(streamed.forecast!.streams, true);
    assert.equal(streamed.run.bestModel(), inMemory.run.bestModel());
    assert.is(cache.writes, 13);
    assert.ok(cache.reads > 3 * 13);
  });
}

const config: TrainingConfig = { ...smallConfig, epochs: 2 };
const streaming = (cache: FeatureCache): TrainingOptions => ({ features: cache, memoryBytes: 1 });

test("files that are added cost their own features alone, and other functions share nothing", async () => {
  const cache = cacheOf();
  await finish(startTraining(config, { ...data, train: data.train.slice(0, 7) }, streaming(cache)));
  assert.is(cache.writes, 10);
  await finish(startTraining(config, data, streaming(cache)));
  assert.is(cache.writes, 13);
  const descriptors = { radial: { cutoff: 4.4, eta: [2], shift: [2, 3] } };
  await finish(startTraining({ ...config, descriptors }, data, streaming(cache)));
  assert.is(cache.writes, 26);
});

test("damaged and lost features are computed again", async () => {
  const cache = cacheOf();
  const expected = (await finish(startTraining(config, data, streaming(cache)))).run.bestModel();
  const [first, second, third] = [...cache.entries.keys()] as [string, string, string];
  cache.entries.set(first, cache.entries.get(first)!.slice(0, 100));
  cache.entries.delete(second);
  cache.entries.set(third, new Uint8Array(0));
  assert.equal((await finish(startTraining(config, data, streaming(cache)))).run.bestModel(), expected);
  assert.is(cache.writes, 16);
});

test("a streamed run resumes to the same weights, in memory or not", async () => {
  const long: TrainingConfig = { ...config, epochs: 4 };
  const expected = (await finish(startTraining(long, data))).run.bestModel();
  const cache = cacheOf();
  const run = startTraining(long, data, streaming(cache));
  for (let k = 0; k < 5; k++) await run.advance();
  const snapshot = run.snapshot();
  run.dispose();
  assert.equal((await finish(resumeTraining(data, snapshot, streaming(cache)))).run.bestModel(), expected);
  assert.equal((await finish(resumeTraining(data, snapshot))).run.bestModel(), expected);
});

test("the forecast's memory is what features take, and its times are there with a clock", async () => {
  const plan = planTraining(resolveTraining(config, false), data);
  const bytes = [...data.train, ...data.validation].reduce((sum, structure) => sum + featureBytes(describeStructure(plan, structure)), 0);
  const { forecast } = await finish(startTraining(config, data, { now: () => performance.now() }));
  const { structures, atoms, featureBytes: forecasted, descriptorSeconds, epochSeconds, totalSeconds } = forecast!;
  assert.is(structures, 13);
  assert.is(atoms, 13 * 8);
  // From four structures of like density.
  assert.ok(Math.abs(forecasted / bytes - 1) < 0.2, `${forecasted} against ${bytes}`);
  assert.ok(descriptorSeconds! > 0 && epochSeconds! > 0);
  assert.ok(Math.abs(totalSeconds! - (descriptorSeconds! + 2 * epochSeconds!)) < 1e-9);
});

test("structures without forces have no derivatives stored, and their values are the same", () => {
  const plan = planTraining(resolveTraining(smallConfig, false), data);
  const [structure] = data.train;
  const whole = describeStructure(plan, structure!);
  const bare = { ...structure!, reference: { energy: 1 } };
  const { values, pairs } = describeStructure(plan, bare);
  // Another kernel computes values alone: the same to rounding.
  const apart = values.flatMap((own, e) => [...own.map((value, k) => Math.abs(value - whole.values[e]![k]!))]);
  assert.ok(Math.max(...apart) < 1e-12, String(Math.max(...apart)));
  assert.is(pairs.radial.length + pairs.angular.length + pairs.direction.length, 0);
  assert.ok(whole.pairs.angular.length > 0);
  assert.is.not(featureKey("functions", structure!), featureKey("functions", bare));
});

test.run();
