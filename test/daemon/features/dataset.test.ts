// adatom/dataset/make and plan through a real daemon, paused and killed on the way.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { makeDataSet, planDataSet } from "@adatom/protocol/dataset.ts";
import { getRun, pauseRun, resumeRun } from "@adatom/protocol/runs.ts";
import { status } from "@adatom/protocol/status.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("adatom/dataset");
const { home, client } = await startRunDaemon();
test.after(() => home.clean());

const small = {
  recipe: "asi",
  size: 40,
  start: "random",
  walks: 2,
  workers: 2,
  equilibrationEvents: 0,
  eventsPerMinimum: 1,
  dynamicsPicoseconds: 0.1,
} as const;

test("a set is made, paused on the way, and told of", async () => {
  const output = join(home.folder, "asi.xyz");
  const made = await client.request(makeDataSet, { ...small, output });
  assert.is(made.kind, "dataset");
  assert.is(made.model, "sw-si-vink2001");
  for (;;) {
    const { progress, state } = await client.request(getRun, { id: made.id });
    if (state !== "running" && state !== "queued") break;
    if (progress.phase === "configurations" && progress.done > 0) break;
    await sleep(20);
  }
  await client.request(pauseRun, { id: made.id });
  await client.request(resumeRun, { id: made.id });
  const { state, error, result } = await ended(client, made.id);
  assert.is(state, "done", error ?? "");
  assert.is(result?.configurations, 40);
  assert.is(result?.output, output);
  for (const key of ["minima", "events", "equivalent", "positive", "energyMean", "energySigma", "energyPerAtom", "seconds"])
    assert.type(result?.[key], "number", key);
  assert.is(parseXyz(readFileSync(output, "utf8")).frames.length, 40);
});

test("compute killed on the way, the set is the same", async () => {
  const output = join(home.folder, "killed.xyz");
  const { id } = await client.request(makeDataSet, { ...small, output });
  for (;;) {
    const { progress } = await client.request(getRun, { id });
    if (progress.phase === "configurations" && progress.done > 0) break;
    await sleep(10);
  }
  const { compute } = await client.request(status, {});
  process.kill(compute.pid!, "SIGKILL");
  const { state, error } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  assert.is(readFileSync(output, "utf8"), readFileSync(join(home.folder, "asi.xyz"), "utf8"));
});

test("other sizes of cell, at the same density", async () => {
  const output = join(home.folder, "sixty-four.xyz");
  const { id } = await client.request(makeDataSet, { ...small, size: 3, walks: 1, cells: 2, dynamicsPicoseconds: 0.03, output });
  assert.is((await ended(client, id)).state, "done");
  const { frames } = parseXyz(readFileSync(output, "utf8"));
  assert.is(frames.length, 3);
  assert.is(frames[0]!.structure.atomicNumbers.length, 64);
  assert.ok(Math.abs(frames[0]!.structure.cell[0]! - (2 / 3) * 16.282) < 1e-9);
});

test("a plan names walks, minima, time and bytes", async () => {
  const plan = await client.request(planDataSet, { recipe: "asi", size: 121_163, start: "random", workers: 2 });
  assert.is(plan.configurations, 121_163);
  assert.is(plan.walks, 25);
  assert.is(plan.workers, 2);
  // 134 configurations a minimum: itself and 2 ps in steps of 15 fs.
  assert.is(plan.minima, Math.ceil(121_163 / 134));
  assert.ok(plan.seconds > 10);
  // 216 lines of an atom with position and force.
  assert.ok(plan.bytes > 121_163 * 216 * 50);
});

test("what cannot be made is refused", async () => {
  const output = join(home.folder, "x.xyz");
  assert.is((await rejection(client.request(makeDataSet, { ...small, output, potential: "lj-ar" }))).name, "UnsupportedSpecies");
  assert.is((await rejection(client.request(makeDataSet, { ...small, output, potential: "nothing" }))).name, "UnknownModel");
  assert.is((await rejection(client.request(makeDataSet, { ...small, output: join(home.folder, "no", "x.xyz") }))).name, "FileUnreadable");
});

test.run();
