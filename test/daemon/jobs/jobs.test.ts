// Runs through the real store and compute process: md, relax and training from start to end, pause, resume, cancel, a killed daemon.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rattledSilicon } from "../compute/silicon.ts";
import { ended, mdJob, openWorkshop, relaxJob, trainJob, type Workshop, writeSiliconData } from "./workshop.ts";

const test = suite("jobs");
const folder = mkdtempSync(join(tmpdir(), "adatom-jobs-"));
const shop: Workshop = openWorkshop(join(folder, "state"));

test("molecular dynamics: rows, trajectory, drift and temperature", async () => {
  const trajectory = join(folder, "md.xyz");
  const run = await shop.jobs.create(mdJob(rattledSilicon(3, 2), { steps: 200, sampleEvery: 20, trajectory }));
  assert.is(run.kind, "md");
  const over = await ended(shop.jobs, run.id);
  assert.is(over.state, "done", over.error ?? "");
  const { rows, total } = shop.jobs.metrics(run.id, 0, 100);
  assert.is(total, 11);
  assert.equal(
    rows.map((row) => row.step),
    [0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200],
  );
  const { frames, problems } = parseXyz(readFileSync(trajectory, "utf8"));
  assert.is(frames.length, 11);
  assert.is(problems.length, 0);
  const result = over.result as { driftEvPerAtomPerPs: number; meanTemperatureKelvin: number; stepsPerSecond: number; steps: number };
  assert.is(result.steps, 200);
  // Velocity Verlet at 1 fs conserves the energy of silicon to about 1e-4 eV/atom over 0.2 ps; 0.02 eV/atom/ps is a gross error.
  assert.ok(Math.abs(result.driftEvPerAtomPerPs) < 0.02, String(result.driftEvPerAtomPerPs));
  assert.ok(result.meanTemperatureKelvin > 50 && result.meanTemperatureKelvin < 1000);
  assert.ok(result.stepsPerSecond > 0);
  // Exactly one frame a sample, with the row's own energy.
  assert.equal(
    frames.map((frame) => frame.structure.reference?.energy),
    rows.map((row) => row.values.potentialEnergy),
  );
});

test("relaxation reaches the tolerance and writes the structure", async () => {
  const output = join(folder, "relaxed.xyz");
  const over = await ended(shop.jobs, (await shop.jobs.create(relaxJob(rattledSilicon(4), output))).id);
  assert.is(over.state, "done", over.error ?? "");
  const result = over.result as { converged: boolean; maximumForce: number; energy: number; energyBefore: number };
  assert.ok(result.converged && result.maximumForce < 0.01 && result.energy < result.energyBefore);
  assert.is(parseXyz(readFileSync(output, "utf8")).frames[0]!.structure.reference!.energy, result.energy);
});

test("training: broken files are named and left out, the version is stored, a retrain that is not worse becomes active", async () => {
  const files = writeSiliconData(folder, 12);
  const broken = join(folder, "broken.xyz");
  writeFileSync(broken, '2\nLattice="5 0 0 0 5 0 0 0 5" Properties=species:S:1:pos:R:3 energy=-1\nSi 0 0 0\nSi 0 zero 0\n');
  const bare = join(folder, "bare.xyz");
  writeFileSync(bare, '1\nLattice="5 0 0 0 5 0 0 0 5" Properties=species:S:1:pos:R:3\nSi 0 0 0\n');
  const over = await ended(shop.jobs, (await shop.jobs.create(trainJob(shop, [...files, broken, bare], { epochs: 4 }))).id);
  assert.is(over.state, "done", over.error ?? "");
  assert.ok(
    over.warnings.some((warning) => warning.includes("broken.xyz:4:")),
    over.warnings.join("\n"),
  );
  assert.ok(
    over.warnings.some((warning) => /bare\.xyz:\d+: 1 of 1 .*no reference energy/.test(warning)),
    over.warnings.join("\n"),
  );
  assert.is(over.result?.version, 1);
  assert.is(over.result?.accepted, true);
  const { rows } = shop.jobs.metrics(over.id, 0, 100);
  assert.equal(
    rows.map((row) => row.step),
    [1, 2, 3, 4],
  );
  for (const key of [
    "loss",
    "trainEnergyMaeMeVPerAtom",
    "validationEnergyMaeMeVPerAtom",
    "trainForceMaeEvPerA",
    "validationForceMaeEvPerA",
    "learningRate",
    "best",
  ])
    assert.type(rows[0]!.values[key], "number", key);
  assert.is(shop.models.active("/project", "si")?.version, 1);
  const again = await ended(shop.jobs, (await shop.jobs.create(trainJob(shop, files, { epochs: 3 }))).id);
  assert.is(again.state, "done", again.error ?? "");
  const { score, currentScore, accepted, version } = again.result as {
    score: number;
    currentScore: number;
    accepted: boolean;
    version: number;
  };
  assert.is(version, 2);
  // A warm start keeps the model it began with where nothing better is found: it can be equal, not worse.
  assert.ok(accepted && score <= currentScore * 1.000001);
  assert.is(shop.models.active("/project", "si")?.version, 2);
  assert.is(shop.models.versions("/project", "si").length, 2);
  const energy = await shop.energyOf(rattledSilicon(5), {
    kind: "stored",
    name: "si",
    version: 2,
    path: shop.models.active("/project", "si")!.path,
  });
  assert.ok(Number.isFinite(energy));
});

test("cancelled training keeps its best model so far; a cancelled run can go on", async () => {
  const files = writeSiliconData(folder, 12);
  const run = await shop.jobs.create(trainJob(shop, files, { epochs: 100_000 }, true));
  while (shop.jobs.metrics(run.id, 0, 1).total === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const over = await shop.jobs.cancel(run.id);
  assert.is(over.state, "cancelled", over.error ?? "");
  assert.is(over.result?.version, 3);
  const before = shop.jobs.metrics(run.id, 0, 100_000).total;
  await shop.jobs.resume(run.id);
  while (shop.jobs.metrics(run.id, 0, 1).total <= before) {
    assert.is(shop.jobs.get(run.id).error, null);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.is((await shop.jobs.cancel(run.id)).result?.version, 4);
});

test("a training paused with a model and cancelled, at once or right after resuming, keeps that model as a version", async () => {
  const files = writeSiliconData(folder, 12);
  for (const resumed of [true, false]) {
    const before = shop.models.versions("/project", "si").length;
    const run = await shop.jobs.create(trainJob(shop, files, { epochs: 100_000 }, true));
    while (shop.jobs.metrics(run.id, 0, 1).total === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.is((await shop.jobs.pause(run.id)).state, "paused");
    const epochs = shop.jobs.metrics(run.id, 0, 1).total;
    if (resumed) await shop.jobs.resume(run.id);
    const over = await shop.jobs.cancel(run.id);
    assert.is(over.state, "cancelled", over.error ?? "");
    assert.is(over.error, null);
    assert.is(over.result?.version, before + 1);
    assert.is(shop.models.versions("/project", "si").length, before + 1);
    // No row is lost. A row on its way when the run was paused is told from the checkpoint once compute takes the run up again.
    assert.ok(shop.jobs.metrics(run.id, 0, 1).total >= epochs);
  }
});

test("data that changed under a paused training: it begins anew on them, and says so", async () => {
  const files = writeSiliconData(folder, 12);
  const run = await shop.jobs.create(trainJob(shop, files, { epochs: 100_000 }, true));
  while (shop.jobs.metrics(run.id, 0, 1).total === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await shop.jobs.pause(run.id);
  const before = shop.jobs.metrics(run.id, 0, 100_000).total;
  rmSync(files[0]!);
  await shop.jobs.resume(run.id);
  while (shop.jobs.metrics(run.id, 0, 1).total <= before) {
    assert.is(shop.jobs.get(run.id).error, null);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const over = await shop.jobs.cancel(run.id);
  assert.is(over.state, "cancelled", over.error ?? "");
  assert.ok(
    over.warnings.some((warning) => warning.includes("does not fit the data any more")),
    over.warnings.join("\n"),
  );
  assert.ok(over.warnings.some((warning) => /si-0\.xyz cannot be read/.test(warning)));
});

test("a paused run and one that a killed daemon left behind go on with nothing lost or doubled", async () => {
  const trajectory = join(folder, "paused.xyz");
  const run = await shop.jobs.create(mdJob(rattledSilicon(6, 2), { steps: 60_000, sampleEvery: 1000, trajectory }));
  while (shop.jobs.metrics(run.id, 0, 1).total < 10) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.is((await shop.jobs.pause(run.id)).state, "paused");
  assert.is(shop.jobs.counts().paused, 1);
  await shop.jobs.resume(run.id);
  while (shop.jobs.metrics(run.id, 0, 1).total < 30) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.is(await shop.jobs.suspendAll(), 1);
  await shop.close();
  const reopened = openWorkshop(join(folder, "state"));
  try {
    const over = await ended(reopened.jobs, run.id);
    assert.is(over.state, "done", over.error ?? "");
    assert.is(over.restarts, 1);
    const { rows } = reopened.jobs.metrics(run.id, 0, 1000);
    const expected = Array.from({ length: 61 }, (_, k) => 1000 * k);
    assert.equal(
      rows.map((row) => row.step),
      expected,
    );
    const steps = parseXyz(readFileSync(trajectory, "utf8")).frames.map((frame) => frame.structure.info?.step);
    assert.equal(steps, expected);
  } finally {
    await reopened.close();
  }
});

test.after(async () => {
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
});
test.run();
