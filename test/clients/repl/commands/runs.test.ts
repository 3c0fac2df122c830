// train, md and runs: following, cancelling, leaving and losing a run, against a daemon in memory.
import { md } from "@adatom/protocol/md.ts";
import { openProject } from "@adatom/protocol/project.ts";
import {
  cancelRun,
  getRun,
  getRunCurve,
  listRuns,
  plotRun,
  type Run,
  runChanged,
  runMetrics,
  runRow,
  subscribeRuns,
} from "@adatom/protocol/runs.ts";
import { train } from "@adatom/protocol/train.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon, someRun } from "../fake-daemon.ts";
import { runWords } from "../run-words.ts";

const result = { steps: 100, driftEvPerAtomPerPs: 1e-6, meanTemperatureKelvin: 301.5, stepsPerSecond: 1234, model: "sw-si-1985" };
const finished = someRun({
  state: "done",
  result,
  endedAt: "2026-01-01T00:00:10.000Z",
  progress: { phase: "steps", done: 100, total: 100 },
});
const row = (step: number) => ({ row: step, step, values: { temperatureKelvin: 300 + step } });

/** A daemon with one run, which the test moves on. */
function withRun(begin: Run): { daemon: FakeDaemon; become: (run: Run) => void } {
  let run = begin;
  const daemon = new FakeDaemon()
    .answer(md, () => run)
    .answer(train, () => run)
    .answer(getRun, () => run)
    .answer(subscribeRuns, () => ({ runs: [run] }))
    .answer(runMetrics, () => ({ rows: [row(0), row(1)], total: 2 }))
    .answer(getRunCurve, () => ({ curve: { name: "g(r)", xLabel: "distance r (Å)", yLabel: "g(r)", x: [1, 2, 3, 4], y: [0, 5, 0.2, 1] } }))
    .answer(cancelRun, () => {
      become(someRun({ state: "cancelled" }));
      return run;
    });
  const become = (next: Run): void => {
    run = next;
    daemon.notify(runChanged, next);
  };
  return { daemon, become };
}
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

test("follows a run to its end; stdout holds the result only, progress is on stderr, nothing is left listening", async () => {
  const { daemon, become } = withRun(someRun());
  const running = runWords(daemon, "md a.xyz --json");
  await soon();
  daemon.notify(runRow, { id: 7, ...row(2) });
  become(finished);
  const { code, stdout, stderr } = await running;
  assert.is(code, 0);
  assert.is(stdout, `${JSON.stringify(result)}\n`);
  assert.match(stderr, "run 7 running · steps 10/100 · 9.0 s left");
  assert.is(daemon.listening, 0);
});

test("a run that was already over when the following began is reported as well", async () => {
  const { daemon } = withRun(finished);
  const { code, stdout } = await runWords(daemon, "md a.xyz");
  assert.is(code, 0);
  assert.match(stdout, /mean temperature +301\.5 K/);
  assert.match(stdout, /energy drift +1\.00e-6 eV\/atom\/ps/);
  assert.match(stdout, /steps +100 in 10\.0 s, 1234\.0 steps\/s/);
});

test("options go to the daemon under the protocol's names", async () => {
  const { daemon } = withRun(finished);
  await runWords(daemon, "md a.xyz --steps 5 --temperature 10.5 --seed -3 --supercell 2x2x1 --ensemble nvt-langevin --trajectory t.xyz", {
    folder: "/f",
  });
  assert.equal(JSON.parse(JSON.stringify(daemon.asked[0]!.params)), {
    source: { path: "/f/a.xyz" },
    ensemble: "nvt-langevin",
    temperatureKelvin: 10.5,
    steps: 5,
    seed: -3,
    supercell: [2, 2, 1],
    trajectory: "/f/t.xyz",
  });
});

test("cancelling the command cancels the run, waits for its end, and is exit code 130", async () => {
  const { daemon } = withRun(someRun());
  const controller = new AbortController();
  const running = runWords(daemon, "md a.xyz", { signal: controller.signal });
  await soon();
  controller.abort();
  const { code, stderr } = await running;
  assert.is(code, 130);
  assert.ok(daemon.asked.some(({ method }) => method === cancelRun.method));
  assert.match(stderr, "run 7 was cancelled");
  assert.is(daemon.listening, 0);
});

test("a cancelled follow leaves the run alone", async () => {
  const { daemon } = withRun(someRun());
  const controller = new AbortController();
  const running = runWords(daemon, "runs follow 7", { signal: controller.signal });
  await soon();
  controller.abort();
  const { code, stderr } = await running;
  assert.is(code, 130);
  assert.not.ok(daemon.asked.some(({ method }) => method === cancelRun.method));
  assert.match(stderr, "run 7 goes on");
});

test("--detach returns at once with the run", async () => {
  const { daemon } = withRun(someRun());
  const { code, stdout } = await runWords(daemon, "md a.xyz --detach --json");
  assert.is(code, 0);
  assert.is(JSON.parse(stdout).id, 7);
});

test("a daemon that dies is found again and the run followed to its end", async () => {
  const { daemon, become } = withRun(someRun());
  const running = runWords(daemon, "md a.xyz");
  await soon();
  daemon.die();
  await soon();
  become({ ...finished, restarts: 1 });
  const { code, stdout } = await running;
  assert.is(code, 0);
  assert.match(stdout, "301.5 K");
});

test("a failed run is exit code 1 with the daemon's reason; warnings are said once", async () => {
  const { daemon, become } = withRun(someRun({ warnings: ["b.xyz was skipped"] }));
  const running = runWords(daemon, "md a.xyz --json");
  await soon();
  become(someRun({ state: "failed", error: "the atoms flew apart", warnings: ["b.xyz was skipped"] }));
  const { code, stdout, stderr } = await running;
  assert.is(code, 1);
  const { error } = JSON.parse(stdout);
  assert.is(error.name, "RunFailed");
  assert.is(error.message, "run 7 (md diamond.xyz) failed: the atoms flew apart");
  assert.is(error.run.state, "failed");
  assert.is(stderr.match(/b\.xyz was skipped/g)!.length, 1);
});

test("train without a name takes the project's only model, and asks where there are several", async () => {
  const model = (name: string, type = "behler-parrinello") => ({ name, type, data: "si", retrain: "manual" as const, activeVersion: null });
  const project = (names: string[]) => ({
    folder: "/p",
    file: "/p/adatom.json",
    watching: false,
    defaultModel: null,
    dataSets: [],
    calculators: [],
    problems: [],
    models: [...names.map((name) => model(name)), model("sw", "shipped")],
  });
  const trained = {
    model: "si",
    version: 2,
    accepted: true,
    test: { energyMaeMeVPerAtom: 5.6, forceMaeEvPerA: 0.11 },
    validation: {},
    seconds: 61,
  };
  const { daemon } = withRun(someRun({ kind: "train", state: "done", result: trained }));
  daemon.answer(openProject, () => project(["si"]));
  const one = await runWords(daemon, "train --project /p --json");
  assert.equal(JSON.parse(one.stdout), trained);
  assert.equal(daemon.asked.find(({ method }) => method === train.method)!.params, { project: "/p", model: "si", fresh: false });
  const text = await runWords(daemon, "train si --project /p");
  assert.match(text.stdout, /test +energy MAE 5\.60 meV\/atom · force MAE 0\.110 eV\/Å/);
  daemon.answer(openProject, () => project(["a", "b"]));
  const several = await runWords(daemon, "train --project /p");
  assert.is(several.code, 2);
  assert.match(several.stderr, "name one of a, b");
});

test("runs lists, newest first as the daemon has them; actions are checked", async () => {
  const daemon = new FakeDaemon().answer(listRuns, () => ({ runs: [someRun(), finished] }));
  const { stdout } = await runWords(daemon, "runs");
  assert.match(stdout, /run +state +what +time +begun/);
  assert.match(stdout, /7 +running +10 % +md diamond\.xyz +9\.0 s left/);
  assert.is((await runWords(daemon, "runs explode")).code, 2);
  assert.is((await runWords(daemon, "runs show")).code, 2);
  assert.is((await runWords(daemon, "runs show x")).code, 2);
});

test("on a terminal the view is redrawn in place, with its curve, and taken away at the end", async () => {
  const { daemon, become } = withRun(someRun());
  const running = runWords(daemon, "md a.xyz", { isTTY: true });
  await soon();
  become(someRun({ progress: { phase: "steps", done: 50, total: 100 } }));
  await new Promise((resolve) => setTimeout(resolve, 150));
  become(finished);
  const { stderr, stdout } = await running;
  assert.match(stderr, "█");
  assert.match(stderr, "temperature (K)");
  assert.ok(stderr.endsWith("A\r\u001B[J"), "erased at last");
  assert.match(stdout, "\u001B[", "coloured");
  const colourless = await runWords(withRun(finished).daemon, "md a.xyz", { isTTY: true, environment: { NO_COLOR: "1" } });
  assert.not.match(colourless.stdout, "\u001B");
});

test("runs plot writes to a folder of the run's number, or to the one that is named", async () => {
  const { daemon } = withRun(finished);
  daemon.answer(plotRun, ({ folder }) => ({ files: [`${folder}/energy.svg`] }));
  const { code, stdout } = await runWords(daemon, "runs plot 7", { folder: "/f" });
  assert.is(code, 0);
  assert.is(stdout.trim(), "run-7/energy.svg");
  await runWords(daemon, "runs plot 7 --output ../g", { folder: "/f" });
  assert.equal(
    daemon.asked.filter(({ method }) => method === plotRun.method).map(({ params }) => params),
    [
      { id: 7, folder: "/f/run-7" },
      { id: 7, folder: "/g" },
    ],
  );
});

test("what is done where a model is not to be trusted goes to the daemon; an action that is none is refused", async () => {
  const { daemon } = withRun(finished);
  await runWords(daemon, "md a.xyz --on-extrapolation stop --max-outside 0.1 --max-spread 0.3 --check-every 5 --radial-every 0", {
    folder: "/f",
  });
  const { extrapolation, radialEvery } = daemon.asked[0]!.params as { extrapolation: object; radialEvery: number };
  assert.equal(JSON.parse(JSON.stringify(extrapolation)), { action: "stop", every: 5, maximumOutside: 0.1, maximumSpreadEvPerA: 0.3 });
  assert.is(radialEvery, 0);
  const { code, stderr } = await runWords(daemon, "md a.xyz --on-extrapolation melt");
  assert.is(code, 2);
  assert.match(stderr, "--on-extrapolation takes warn, pause, stop");
});

test.run();
