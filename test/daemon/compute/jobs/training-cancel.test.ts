// A training that goes on from a checkpoint and is cancelled before it is where it was: its best model so far is kept.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { createLearnedPotential } from "@adatom/models/networks/learned-potential.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { JobParameters, JobResult } from "../../../../daemon/compute/contract.ts";
import type { JobContext } from "../../../../daemon/compute/jobs/driver.ts";
import { createTrainingDriver } from "../../../../daemon/compute/jobs/train.ts";
import { ModelRegistry } from "../../../../daemon/compute/model-registry.ts";
import { decodeSnapshot } from "../../../../daemon/store/snapshot-file.ts";
import { writeSiliconData } from "../../jobs/workshop.ts";

type Parameters = Extract<JobParameters, { kind: "train" }>;

const folder = mkdtempSync(join(tmpdir(), "adatom-cancel-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const files = writeSiliconData(folder, 8);

const network = {
  type: "behler-parrinello",
  data: "silicon",
  descriptors: { radial: { cutoff: 5, eta: [0.1, 1], shift: [0] }, angular: { cutoff: 4, eta: [0.05], zeta: [1], lambda: [-1, 1] } },
  hidden: [3],
  training: { epochs: 100_000, seed: 3, patience: 1_000_000 },
  retrain: "manual",
} as const;

function parametersOf(model: object): Parameters {
  return {
    kind: "train",
    project: "/project",
    modelName: "si",
    model: model as Parameters["model"],
    files,
    testFiles: [],
    dataSet: { files: ["*.xyz"], test: [], validationFraction: 0.3, testFraction: 0, seed: 1 },
    current: null,
    fresh: true,
    output: join(folder, "model.safetensors"),
  };
}

function watched() {
  const phases: string[] = [];
  const context: JobContext = {
    models: new ModelRegistry(),
    progress: (phase) => void phases.push(phase),
    row: () => {},
    // Of 100 000 epochs there is a forecast; nothing else is to be told.
    warn: (message) => assert.match(message, /^Forecast: /),
    curve() {},
    pause() {},
    requireDaemon: () => {},
  };
  return { phases, context };
}

/** A checkpoint after two epochs, and the model that cancelling there would have kept. */
async function twoEpochs(parameters: Parameters): Promise<{ checkpoint: Snapshot; kept: Buffer }> {
  const driver = await createTrainingDriver(parameters, null, watched().context);
  while (driver.position() < 2) await driver.step();
  const checkpoint = driver.snapshot()!;
  assert.ok(driver.cancel());
  let result: JobResult | null = null;
  while (!result) result = await driver.step();
  driver.dispose();
  return { checkpoint, kept: readFileSync(parameters.output) };
}

for (const [name, model] of Object.entries({
  "behler-parrinello": network,
  committee: { ...network, committee: 2 },
  "structure-energy": {
    type: "structure-energy",
    data: "silicon",
    widths: [4, 6],
    radial: 3,
    training: { epochs: 1000 },
    retrain: "manual",
  },
}))
  test(`${name}: cancelled while reading, or describing, or just before going on, it keeps the checkpoint's best model`, async () => {
    const parameters = parametersOf(model);
    const { checkpoint, kept } = await twoEpochs(parameters);
    // None; some files read; all read; the run made; the first descriptors, which are the last of so little data.
    for (const steps of [0, 3, files.length, files.length + 1, files.length + 2]) {
      rmSync(parameters.output);
      const { phases, context } = watched();
      const driver = await createTrainingDriver(parameters, checkpoint, context);
      for (let step = 0; step < steps; step++) assert.is(await driver.step(), null);
      assert.ok(driver.cancel(), `cancelled after ${steps} steps`);
      let result: JobResult | null = null;
      while (!result) result = await driver.step();
      driver.dispose();
      assert.ok(result.kind === "train" && result.reason === "cancelled" && result.lastEpoch?.epoch === 2);
      assert.is(Object.keys(result.files).length, files.length);
      if (steps <= files.length) assert.not.ok(phases.includes("epochs"), "nothing more is learned");
      assert.equal(readFileSync(parameters.output), kept, `after ${steps} steps`);
      assert.equal(createLearnedPotential(decodeSnapshot(kept), "si").species, [14]);
    }
  });

test("where the data are others by now, the checkpoint's model cannot be measured: the end says so", async () => {
  const { checkpoint } = await twoEpochs(parametersOf(network));
  const warnings: string[] = [];
  const context: JobContext = { ...watched().context, warn: (message) => void warnings.push(message) };
  const driver = await createTrainingDriver({ ...parametersOf(network), files: files.slice(1) }, checkpoint, context);
  assert.ok(driver.cancel());
  const failure = await (async () => {
    for (;;) await driver.step();
  })().catch((error: Error) => error);
  driver.dispose();
  assert.match((failure as Error).message, /data changed since .* not kept/);
  assert.match(warnings.join(), /does not fit the data any more/);
});

test("without an epoch at its end there is nothing to keep", async () => {
  const parameters = parametersOf(network);
  const first = await createTrainingDriver(parameters, null, watched().context);
  for (let step = 0; step < files.length + 1; step++) await first.step();
  const checkpoint = first.snapshot();
  first.dispose();
  const driver = await createTrainingDriver(parameters, checkpoint, watched().context);
  assert.not.ok(driver.cancel());
  driver.dispose();
});

test.run();
