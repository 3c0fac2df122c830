// The feature cache on disk: what was written is read, the cap holds, leftovers go, and a training that streams from it gives
// the weights of one in memory.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { defaultFeatureBytes, FeatureFiles } from "@adatom/daemon/store/feature-cache.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { startTraining, type TrainingOptions } from "@adatom/models/training/training-run.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon, smallConfig } from "../../models/training/silicon.ts";

let folder = "";
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), "adatom-features-"));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

const room = (bytes: number): Uint8Array => new Uint8Array(bytes);
const record = (fill: number): Uint8Array => new Uint8Array(1000).fill(fill);

test("what was written is read, also by the next process; what was not is not there", () => {
  const cache = new FeatureFiles(folder);
  cache.write("a", record(1));
  cache.write("a", record(2));
  assert.equal(Uint8Array.from(cache.read("a", room)!), record(2));
  assert.equal(Uint8Array.from(new FeatureFiles(folder).read("a", room)!), record(2));
  assert.is(cache.read("b", room), undefined);
});

test("beyond the cap the oldest go, and what is larger than the cap is not kept", () => {
  const cache = new FeatureFiles(folder, 5000);
  for (let k = 0; k < 12; k++) cache.write(`k${k}`, record(k));
  const left = readdirSync(folder);
  assert.ok(left.length <= 5 && left.length >= 3, left.join());
  assert.ok(cache.read("k11", room) !== undefined && cache.read("k0", room) === undefined);
  cache.write("large", new Uint8Array(6000));
  assert.is(cache.read("large", room), undefined);
});

test("leftovers of a crash go, and a folder that vanishes stops nothing", () => {
  writeFileSync(join(folder, "x.features.1.part"), "half");
  const cache = new FeatureFiles(folder);
  cache.write("a", record(1));
  assert.equal(readdirSync(folder), ["a.features"]);
  rmSync(folder, { recursive: true });
  cache.write("b", record(1));
  assert.is(cache.read("b", room), undefined);
});

test("the cap can be asked for", () => {
  assert.is(defaultFeatureBytes(folder, { ADATOM_FEATURE_CACHE_MB: "3" }), 3 * 2 ** 20);
  assert.ok(defaultFeatureBytes(folder, {}) > 0);
});

test("training from disk, with room for a part of the records alone, gives the weights of training in memory", async () => {
  await selectBackend("wasm");
  const data = { train: labelledSilicon(6, 1), validation: labelledSilicon(2, 2) };
  const trained = async (options: TrainingOptions): Promise<Snapshot> => {
    const run = startTraining({ ...smallConfig, epochs: 2 }, data, options);
    while ((await run.advance()).phase !== "finished");
    return run.bestModel();
  };
  const expected = await trained({});
  assert.equal(await trained({ features: new FeatureFiles(folder), memoryBytes: 1 }), expected);
  assert.is(readdirSync(folder).length, 8);
  assert.equal(await trained({ features: new FeatureFiles(folder, 100_000), memoryBytes: 1 }), expected);
});

test.run();
