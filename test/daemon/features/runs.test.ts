// adatom/runs/... through a real daemon: followed by those who asked, paused, resumed, cancelled, listed.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { md } from "@adatom/protocol/md.ts";
import {
  cancelRun,
  getRun,
  getRunCurve,
  listRuns,
  pauseRun,
  plotRun,
  type Run,
  resumeRun,
  runChanged,
  runCurveChanged,
  runMetrics,
  runRow,
  subscribeRuns,
} from "@adatom/protocol/runs.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { until } from "../private-daemon.ts";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("adatom/runs");
const { home, client, structure } = await startRunDaemon();
test.after(() => home.clean());

const start = (steps: number, sampleEvery = 10) => client.request(md, { source: { path: structure }, steps, sampleEvery });

test("a session that follows all runs hears every row once, in order, and the end; another hears nothing", async () => {
  const deaf = await home.connect();
  let heardByDeaf = 0;
  deaf.on(runChanged, () => void heardByDeaf++);
  const rows: number[] = [];
  const changes: Run[] = [];
  client.on(runRow, ({ row }) => void rows.push(row));
  client.on(runChanged, (run) => void changes.push(run));
  await client.request(subscribeRuns, {});
  const begun = performance.now();
  const { id } = await start(3000);
  const over = await ended(client, id);
  assert.is(over.state, "done", over.error ?? "");
  await until("the last news", () => changes.at(-1)?.state === "done");
  assert.equal(
    rows,
    Array.from({ length: 301 }, (_, k) => k),
  );
  const { rows: kept, total } = await client.request(runMetrics, { id, from: 299 });
  assert.is(total, 301);
  assert.equal(
    kept.map((row) => row.step),
    [2990, 3000],
  );
  // Five a second, and the changes of state.
  assert.ok(changes.length <= 5 * ((performance.now() - begun) / 1000) + 6, String(changes.length));
  assert.is(heardByDeaf, 0);
});

test("at most two run at once; queued ones can be cancelled; a paused one makes room and goes on", async () => {
  const made = await Promise.all([1, 2, 3, 4].map(() => start(1e8, 1e5)));
  const states = async () => (await Promise.all(made.map(({ id }) => client.request(getRun, { id })))).map((run) => run.state);
  assert.equal(await states(), ["running", "running", "queued", "queued"]);
  assert.is((await client.request(cancelRun, { id: made[3]!.id })).state, "cancelled");
  assert.is((await client.request(pauseRun, { id: made[0]!.id })).state, "paused");
  assert.equal(await states(), ["paused", "running", "running", "cancelled"]);
  assert.is((await client.request(resumeRun, { id: made[0]!.id })).state, "queued");
  assert.is((await client.request(cancelRun, { id: made[1]!.id })).state, "cancelled");
  await sleep(50);
  assert.equal(await states(), ["running", "cancelled", "running", "cancelled"]);
  for (const k of [0, 2]) assert.is((await client.request(cancelRun, { id: made[k]!.id })).state, "cancelled");
  const { runs } = await client.request(listRuns, { limit: 3 });
  assert.equal(
    runs.map((run) => run.id),
    [5, 4, 3],
  );
});

test("a run that is not there is told as such", async () => {
  for (const definition of [getRun, pauseRun, resumeRun, cancelRun])
    assert.is((await rejection(client.request(definition, { id: 999 }))).name, "UnknownRun");
  assert.is((await rejection(client.request(subscribeRuns, { id: 999 }))).name, "UnknownRun");
});

test("g(r) of a run is told while it goes on, and is there afterwards", async () => {
  const curves: { step: number; points: number }[] = [];
  let id = 0;
  client.on(runCurveChanged, (told) => void (told.id === id && curves.push({ step: told.step, points: told.curve.x.length })));
  await client.request(subscribeRuns, {});
  ({ id } = await client.request(md, { source: { path: structure }, steps: 300, supercell: [2, 2, 2], radialEvery: 100 }));
  const { result } = await ended(client, id);
  await until("the last curve", () => curves.at(-1)?.step === 300);
  assert.equal(
    curves.slice(-2).map(({ step, points }) => [step, points]),
    [
      [200, 120],
      [300, 120],
    ],
  );
  const { curve } = await client.request(getRunCurve, { id });
  assert.is(curve!.name, "g(r)");
  assert.equal(curve, result!.radialDistribution);
  // The first shell of silicon.
  const near = curve!.y.slice(0, 60);
  const highest = curve!.x[near.indexOf(Math.max(...near))]!;
  assert.ok(Math.abs(highest - 2.35) < 0.1, `${highest}`);
});

test("a run's rows are drawn as files", async () => {
  const { id } = await start(200);
  await ended(client, id);
  const folder = join(home.folder, "figures");
  const { files } = await client.request(plotRun, { id, folder });
  assert.equal(files.map((path) => basename(path)).slice(0, 3), ["temperature.svg", "energy.svg", "pressure.svg"]);
  const energy = readFileSync(files[1]!, "utf8");
  for (const text of ["time (fs)", "energy (eV)", "potential", "conserved"]) assert.ok(energy.includes(text), text);
  assert.match((await rejection(client.request(plotRun, { id: 999_999, folder }))).message, /999999/);
});

test.run();
