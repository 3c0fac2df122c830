// Labelling through the daemon, with a program that pretends: labels, failures with their logs, time limits, the label store,
// kill and resume.
// time limit: 300 s
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Client } from "@adatom/connect/index.ts";
import { extxyz, parseXyz } from "@adatom/models/formats/extxyz.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { label } from "@adatom/protocol/label.ts";
import { cancelRun, getRun, resumeRun, runMetrics } from "@adatom/protocol/runs.ts";
import { status } from "@adatom/protocol/status.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rattledSilicon } from "../compute/silicon.ts";
import { privateHome, until } from "../private-daemon.ts";
import { ended, rejection } from "./run-daemon.ts";

const test = suite("label");
const home = privateHome();
const project = join(home.folder, "project");
const log = join(home.folder, "pretender.log");
const pretender = fileURLToPath(new URL("../../fixtures/calculators/pretender.ts", import.meta.url));
let client: Client;

const program = {
  type: "program",
  inputs: { "start.xyz": "start.template" },
  command: [process.execPath, pretender],
  output: { reader: "extxyz", files: ["result.xyz"] },
  environment: { PRETENDER_LOG: log },
};

test.before(async () => {
  mkdirSync(project);
  writeFileSync(join(project, "start.template"), "{{structure.extxyz}}");
  const calculators = {
    pretender: { ...program, workers: 2, timeoutSeconds: 30 },
    impatient: { ...program, timeoutSeconds: 3 },
    slow: { ...program, environment: { ...program.environment, PRETENDER_DELAY_MS: "400" }, values: { nothing: 1 } },
    missing: { ...program, command: ["no-such-program-anywhere"] },
    sw: { type: "model", potential: "sw-si-1985" },
    empty: { type: "program", command: ["x"] },
    odd: { ...program, output: { reader: "extxzy" } },
  };
  writeFileSync(join(project, "adatom.json"), JSON.stringify({ calculators }));
  client = await home.connect();
});
test.after(() => home.clean());

function write(name: string, structures: readonly Structure[]): string {
  const path = join(home.folder, name);
  writeFileSync(path, extxyz.write!(structures));
  return path;
}

const starts = (): number => (existsSync(log) ? readFileSync(log, "utf8").split("\n").length - 1 : 0);

function scaled(structure: Structure, edge: number): Structure {
  const by = edge / structure.cell[0]!;
  return { ...structure, positions: structure.positions.map((x) => x * by), cell: structure.cell.map((x) => x * by) };
}

function alive(pid: number): boolean {
  try {
    // A zombie that waits for its parent is no process any more.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)![0] !== "Z";
  } catch {
    return false;
  }
}

test("labels come in the order of the structures, with units, and are those of the program", async () => {
  const structures = [1, 2, 3].map((seed) => rattledSilicon(seed));
  const file = write("three.xyz", structures);
  const output = join(home.folder, "three-labelled.xyz");
  const { id } = await client.request(label, { project, calculator: "pretender", files: [file] });
  const { state, error, result, warnings } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  assert.equal(warnings, []);
  assert.is(result?.labelled, 3);
  assert.is(result?.output, output);
  assert.is(starts(), 3);
  const { frames, problems } = parseXyz(readFileSync(output, "utf8"));
  assert.equal(problems, []);
  const potential = potentialByName("sw-si-1985")!;
  for (const [k, { structure }] of frames.entries()) {
    const expected = potential.evaluate(structures[k]!, buildNeighbourList(structures[k]!, potential.cutoffAngstrom));
    // The same code on the same numbers: text in between keeps every bit.
    assert.is(structure.reference?.energy, expected.energy);
    assert.equal([...structure.reference!.forces!], [...expected.forces]);
    assert.equal([...structure.reference!.stress!], [...expected.stress]);
    assert.is(structure.info?.calculator, "pretender");
    assert.match(String(structure.info?.units), /energy eV, forces eV\/angstrom/);
  }
  const { rows } = await client.request(runMetrics, { id });
  assert.is(rows.at(-1)?.values.labelled, 3);
});

test("nothing is computed twice, also behind a file that grows", async () => {
  const before = starts();
  const file = write(
    "four.xyz",
    [1, 2, 3, 4].map((seed) => rattledSilicon(seed)),
  );
  const output = join(home.folder, "three-labelled.xyz");
  assert.match(
    (await rejection(client.request(label, { project, calculator: "pretender", files: [file], output }))).message,
    /is there already/,
  );
  const { id } = await client.request(label, { project, calculator: "pretender", files: [file], output, append: true });
  const { result, state } = await ended(client, id);
  assert.is(state, "done");
  assert.is(result?.known, 3);
  assert.is(starts(), before + 1);
  assert.is(parseXyz(readFileSync(output, "utf8")).frames.length, 7);
});

test("what fails is left out, said by file and frame, and its folder is kept", async () => {
  const file = write("mixed.xyz", [rattledSilicon(7), scaled(rattledSilicon(8), 4.9), rattledSilicon(9)]);
  const { id } = await client.request(label, { project, calculator: "pretender", files: [file] });
  const { state, result, warnings } = await ended(client, id);
  assert.is(state, "done");
  assert.is(result?.labelled, 2);
  assert.is(result?.failed, 1);
  assert.match(warnings[0]!, /mixed\.xyz, frame 1: pretender: .* ended with status 3; stderr ends: pretender: the cell is too small/);
  const [failure] = result!.failures as { folder: string }[];
  assert.match(readFileSync(join(failure!.folder, "stderr"), "utf8"), /too small/);
  assert.ok(existsSync(join(failure!.folder, "start.xyz")));
});

test("a program that takes too long is killed with all that it started", async () => {
  const file = write("hangs.xyz", [scaled(rattledSilicon(10), 6.1)]);
  const { id } = await client.request(label, { project, calculator: "impatient", files: [file] });
  const { state, error } = await ended(client, id);
  assert.is(state, "failed");
  assert.match(error!, /took longer than 3 s and was killed/);
  const child = Number(readFileSync(`${log}.child`, "utf8"));
  await until("the child is gone", () => !alive(child));
});

test("cancelling ends the program and its children", async () => {
  rmSync(`${log}.child`, { force: true });
  const file = write("hangs-2.xyz", [scaled(rattledSilicon(11), 6.2)]);
  const { id } = await client.request(label, { project, calculator: "pretender", files: [file] });
  await until("the program has begun", () => existsSync(`${log}.child`));
  await sleep(50);
  const child = Number(readFileSync(`${log}.child`, "utf8"));
  assert.is((await client.request(cancelRun, { id })).state, "cancelled");
  await until("the child is gone", () => !alive(child));
});

test("compute killed on the way: the programs die too, the run goes on, labels that were there are not made again", async () => {
  const structures = [21, 22, 23, 24].map((seed) => rattledSilicon(seed));
  const file = write("struck.xyz", structures);
  const before = starts();
  const { id } = await client.request(label, { project, calculator: "slow", files: [file] });
  await until("two are labelled", async () => ((await client.request(getRun, { id })).last?.labelled ?? 0) >= 2);
  const { compute } = await client.request(status, {});
  process.kill(compute.pid!, "SIGKILL");
  const { state, error, result } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  assert.is(result?.labelled, 4);
  assert.ok(Number(result?.known) >= 2);
  // One start more at most than structures: the one that was under way.
  assert.ok(starts() - before <= 5, `${starts() - before} starts`);
});

test("the daemon killed on the way: nothing is left running, and the next one goes on", async () => {
  rmSync(`${log}.child`, { force: true });
  const file = write("orphans.xyz", [rattledSilicon(25), scaled(rattledSilicon(26), 6.3)]);
  const { id } = await client.request(label, { project, calculator: "impatient", files: [file] });
  await until("the one that hangs has begun", () => existsSync(`${log}.child`));
  await sleep(50);
  const child = Number(readFileSync(`${log}.child`, "utf8"));
  for (const daemon of home.daemons()) process.kill(daemon, "SIGKILL");
  await until("the child is gone", () => !alive(child));
  client = await home.connect();
  const { state, result, error } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  assert.is(result?.labelled, 1);
  assert.is(result?.failed, 1);
});

test("cancelled and resumed, it goes on", async () => {
  const file = write(
    "resumed.xyz",
    [31, 32, 33].map((seed) => rattledSilicon(seed)),
  );
  const { id } = await client.request(label, { project, calculator: "slow", files: [file] });
  await until("one is labelled", async () => ((await client.request(getRun, { id })).last?.labelled ?? 0) >= 1);
  await client.request(cancelRun, { id });
  await client.request(resumeRun, { id });
  const { state, result } = await ended(client, id);
  assert.is(state, "done");
  assert.is(result?.labelled, 3);
  assert.ok(Number(result?.known) >= 1);
});

test("a model labels as a program does", async () => {
  const file = write("model.xyz", [rattledSilicon(41)]);
  const { id } = await client.request(label, { project, calculator: "sw", files: [file] });
  const { state, result, error } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  const { structure } = parseXyz(readFileSync(String(result!.output), "utf8")).frames[0]!;
  const potential = potentialByName("sw-si-1985")!;
  const { energy } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
  // Neighbours may be summed in another order: some units in the last place of 35 eV.
  assert.ok(Math.abs(structure.reference!.energy! - energy) < 1e-12);
});

test("what cannot be done is refused, and says what to do", async () => {
  const file = write("one.xyz", [rattledSilicon(51)]);
  const refused = async (calculator: string | undefined): Promise<string> =>
    (await rejection(client.request(label, { project, ...(calculator !== undefined && { calculator }), files: [file] }))).message;
  assert.match(await refused("pretendr"), /no calculator "pretendr".*pretender/);
  assert.match(await refused(undefined), /name one of the calculators pretender, impatient/);
  assert.match(await refused("empty"), /calculators\.empty\.output is missing/);
  assert.match(await refused("odd"), /no reader "extxzy".*extxyz/);
  const { id } = await client.request(label, { project, calculator: "missing", files: [file] });
  assert.match((await ended(client, id)).error!, /there is no program no-such-program-anywhere on the path/);
});

test.run();
