// Active learning through the daemon, from no data at all: errors fall, the set grows, and kills change nothing.
// time limit: 300 s
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "@adatom/connect/index.ts";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { learnActively } from "@adatom/protocol/active-learning.ts";
import type { Input } from "@adatom/protocol/define.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { cancelRun, getRun, pauseRun, resumeRun, runMetrics } from "@adatom/protocol/runs.ts";
import { status } from "@adatom/protocol/status.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type SiliconProject, writeSiliconProject } from "../../fixtures/calculators/silicon-project.ts";
import { privateHome, until } from "../private-daemon.ts";
import { ended, rejection } from "./run-daemon.ts";

const test = suite("active learning");
const home = privateHome({ ADATOM_CHECKPOINT_SECONDS: "0.1" });
let client: Client;
test.before(async () => {
  client = await home.connect();
});
test.after(() => home.clean());

const model = {
  descriptors: { radial: { cutoff: 5, eta: [0.01, 0.1, 0.5, 1.5] }, angular: { cutoff: 4.5, eta: [0.05], zeta: [1, 4] } },
  hidden: [6],
  committee: 2,
  training: { optimiser: { type: "kalman", forceShare: 1 }, epochs: 70, seed: 3, patience: 1000 },
};

// Epochs and steps enough for every stage to be seen, and struck, on fast machines.
const make = (name: string): SiliconProject => writeSiliconProject(join(home.folder, name), { held: 8, temperatureKelvin: 900, model });

const learn = ({ folder, start }: SiliconProject): Input<typeof learnActively> => ({
  project: folder,
  model: "si",
  calculator: "sw",
  files: [start],
  rounds: 2,
  perRound: 6,
  bootstrap: 5,
  temperatureKelvin: 300,
  temperatureEndKelvin: 900,
  timestepFs: 2,
  steps: 6000,
  sampleEvery: 300,
});

const rowsOf = async (id: number) => (await client.request(runMetrics, { id })).rows.map(({ step, values }) => ({ step, values }));

let expected: Awaited<ReturnType<typeof rowsOf>>;
let learned: string;

test("from nothing to a model in two rounds: the set grows by what was asked for, and errors fall", async () => {
  const project = make("calm");
  const { id, kind } = await client.request(learnActively, learn(project));
  assert.is(kind, "active-learning");
  const { state, error, result } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  assert.is(result?.reason, "rounds");
  expected = await rowsOf(id);
  assert.equal(
    expected.map(({ step }) => step),
    [1, 2, 3],
  );
  const output = join(project.folder, "data", "si-learned.xyz");
  assert.is(result?.output, output);
  learned = readFileSync(output, "utf8");
  const { frames, problems } = parseXyz(learned);
  assert.equal(problems, []);
  const [first, second, last] = expected.map(({ values }) => values);
  // The start and five changed copies, then six a round.
  assert.equal([first!.structures, second!.structures, last!.structures], [6, 12, 18]);
  assert.is(frames.length, 18);
  assert.is(result?.labelled, 18);
  assert.equal([first!.selected, second!.selected, last!.selected], [6, 6, 0]);
  for (const { values } of expected.slice(0, 2)) assert.ok(values.candidates! > 6 && values.meanSpreadEvPerA! > 0);
  for (const { structure } of frames) {
    assert.ok(structure.reference!.energy! < 0 && structure.reference!.forces);
    assert.is(structure.info?.calculator, "sw");
    assert.is(structure.info?.unlabelled, undefined);
  }
  // Hot dynamics was never bootstrapped: knowing some of it must help.
  assert.ok(last!.forceMaeEvPerA! < 0.8 * first!.forceMaeEvPerA!, `${first!.forceMaeEvPerA} to ${last!.forceMaeEvPerA} eV/A`);
  const training = result!.training as { version: number; test: Record<string, number> };
  assert.is(training.version, 1);
  assert.is(training.test.forceMaeEvPerA, last!.forceMaeEvPerA);
  const { frames: predicted } = await client.request(predict, { source: { path: project.start }, project: project.folder, model: "si" });
  assert.is(predicted[0]!.model, "si@1");
});

test("killed, paused, cancelled and resumed in every stage, it ends with the same numbers and the same data", async () => {
  const project = make("struck");
  const { id } = await client.request(learnActively, learn(project));
  const phase = async (): Promise<string> => (await client.request(getRun, { id })).progress.phase;
  const during = (wanted: string) => until(wanted, async () => (await phase()).includes(wanted), 60_000);
  await during("round 1 of 2: epochs");
  process.kill((await client.request(status, {})).compute.pid!, "SIGKILL");
  await during("round 1 of 2: exploring");
  process.kill((await client.request(status, {})).compute.pid!, "SIGKILL");
  await during("round 2 of 2: epochs");
  await client.request(pauseRun, { id });
  await client.request(resumeRun, { id });
  await during("round 2 of 2: exploring");
  await client.request(cancelRun, { id });
  assert.is((await client.request(getRun, { id })).state, "cancelled");
  await client.request(resumeRun, { id });
  const { state, error, restarts } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  assert.is(restarts, 2);
  assert.equal(await rowsOf(id), expected);
  assert.is(readFileSync(join(project.folder, "data", "si-learned.xyz"), "utf8"), learned);
});

test("good enough ends it early; what cannot be learned is refused", async () => {
  const project = make("early");
  const { id } = await client.request(learnActively, { ...learn(project), targetForceMaeEvPerA: 100 });
  const { state, result, error } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  assert.is(result?.reason, "good enough");
  assert.is((result!.rounds as unknown[]).length, 1);
  const refused = async (more: object): Promise<string> =>
    (await rejection(client.request(learnActively, { ...learn(make("refused")), ...more }))).message;
  assert.match(await refused({ bootstrap: 0 }), /matches no files: begin with bootstrap/);
  assert.match(await refused({ output: join(home.folder, "elsewhere.xyz") }), /is not one of the training files/);
  assert.match(await refused({ model: "nothing" }), /has no model "nothing"/);
  assert.match(await refused({ files: [join(home.folder, "no.xyz")] }), /no\.xyz cannot be read/);
});

test.run();
