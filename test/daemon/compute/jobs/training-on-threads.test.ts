// A training job with atoms enough for threads: on any number of them, and from a checkpoint on another number, the same model bit
// for bit.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobParameters } from "@adatom/daemon/compute/contract.ts";
import type { JobContext } from "@adatom/daemon/compute/jobs/driver.ts";
import { createTrainingDriver } from "@adatom/daemon/compute/jobs/train.ts";
import { ModelRegistry } from "@adatom/daemon/compute/model-registry.ts";
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { soloTeam, useTeam } from "@adatom/models/kernels/team/team.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { smallConfig } from "../../../models/training/silicon.ts";
import { writeSiliconData } from "../../jobs/workshop.ts";

const folder = mkdtempSync(join(tmpdir(), "adatom-threads-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const { descriptors, hidden } = smallConfig;
const parameters = {
  kind: "train",
  project: "/project",
  modelName: "si",
  model: {
    type: "behler-parrinello",
    data: "silicon",
    descriptors,
    hidden,
    training: { epochs: 2, seed: 3, batchStructures: 8 },
    retrain: "manual",
  },
  // 2240 atoms to train on.
  files: writeSiliconData(folder, 300),
  testFiles: [],
  dataSet: { files: ["*.xyz"], test: [], validationFraction: 0.05, testFraction: 0, seed: 1 },
  current: null,
  fresh: true,
  output: join(folder, "model.safetensors"),
} as unknown as Extract<JobParameters, { kind: "train" }>;

const context: JobContext = {
  models: new ModelRegistry(),
  progress() {},
  row: () => {},
  warn() {},
  curve() {},
  pause() {},
  requireDaemon() {},
};

/** The model's file, and a checkpoint of the middle. */
async function train(resumed: Snapshot | null): Promise<{ file: Buffer; middle: Snapshot | null }> {
  const driver = await createTrainingDriver(parameters, resumed, context);
  let middle: Snapshot | null = null;
  try {
    while (!(await driver.step())) if (!resumed && !middle && driver.position() === 1) middle = driver.snapshot();
  } finally {
    driver.dispose();
  }
  return { file: readFileSync(parameters.output), middle };
}

test("on two threads; resumed on one; on one from the start: the same model", async () => {
  useTeam(createTeam(2));
  let whole: Awaited<ReturnType<typeof train>>;
  try {
    whole = await train(null);
  } finally {
    useTeam(soloTeam);
  }
  // 64 atoms a batch.
  assert.is(whole.middle!.json.parts, 2);
  assert.equal((await train(whole.middle)).file, whole.file);
  const alone = await train(null);
  assert.is(alone.middle!.json.parts, 2);
  assert.equal(alone.file, whole.file);
});

test.run();
