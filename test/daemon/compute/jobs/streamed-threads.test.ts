// Training on threads with features streamed from disk, on stresses too: the bits of the same number of threads in memory.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { TrainingThreads } from "@adatom/daemon/compute/jobs/training-threads.ts";
import { FeatureFiles } from "@adatom/daemon/store/feature-cache.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { startTraining, type TrainingOptions } from "@adatom/models/training/training-run.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon, smallConfig } from "../../../models/training/silicon.ts";

await selectBackend("wasm");
const withStress = (structure: Structure): Structure => {
  const { stress } = stillingerWeberSilicon1985.evaluate(structure, buildNeighbourList(structure, 4));
  return { ...structure, reference: { ...structure.reference, stress } };
};
const data = { train: labelledSilicon(12, 1).map(withStress), validation: labelledSilicon(4, 2).map(withStress) };
const folder = mkdtempSync(join(tmpdir(), "adatom-streamed-"));
const batches = new TrainingThreads("wasm", 2);
test.after(() => {
  batches.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function trained(options: TrainingOptions): Promise<Snapshot> {
  const run = startTraining({ ...smallConfig, epochs: 3, stressWeight: 10 }, data, options);
  while ((await run.advance()).phase !== "finished");
  return run.bestModel();
}

test("two threads, from disk and from memory", async () => {
  const expected = await trained({ batches });
  assert.equal((await trained({ batches, features: new FeatureFiles(folder), memoryBytes: 1 })).arrays, expected.arrays);
  assert.is(batches.tensors, 0);
});

test.run();
