// status, stop, doctor, logs, models and watch against a daemon in memory.
import { doctor } from "@adatom/protocol/doctor.ts";
import { logs, shutdown } from "@adatom/protocol/lifecycle.ts";
import { exportModel } from "@adatom/protocol/model-export.ts";
import { activateModel, listModels, modelChanged } from "@adatom/protocol/models.ts";
import { dataChanged, watchProject } from "@adatom/protocol/project.ts";
import { subscribeRuns } from "@adatom/protocol/runs.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon } from "../fake-daemon.ts";
import { runWords } from "../run-words.ts";

test("status and stop do not start a daemon", async () => {
  const daemon = new FakeDaemon();
  daemon.running = false;
  const status = await runWords(daemon, "status --json");
  assert.is(status.code, 1);
  assert.equal(JSON.parse(status.stdout), { running: false });
  assert.is((await runWords(daemon, "stop")).code, 0);
  assert.is(daemon.running, false);
});

test("stop waits until the daemon has gone, and tells what was checkpointed", async () => {
  const daemon = new FakeDaemon();
  let gone = false;
  daemon.answer(shutdown, ({ force }) => {
    assert.is(force, true);
    setTimeout(() => {
      gone = true;
      daemon.die();
    }, 20);
    return { stopping: true as const, checkpointedJobs: 2 };
  });
  const { code, stdout } = await runWords(daemon, "stop --force");
  assert.is(code, 0);
  assert.ok(gone);
  assert.is(stdout, "the daemon has stopped; 2 runs checkpointed\n");
});

test("doctor fails on an error, not on a warning, and gives the advice", async () => {
  const ok = { name: "Node", state: "ok" as const, found: "24.21.0" };
  const warning = { name: "watching", state: "warning" as const, found: "8192 watches", advice: "raise fs.inotify.max_user_watches" };
  const daemon = new FakeDaemon().answer(doctor, () => ({ checks: [ok, warning] }));
  const warned = await runWords(daemon, "doctor");
  assert.is(warned.code, 0);
  assert.is(warned.stdout, "✓ Node      24.21.0\n! watching  8192 watches\n            raise fs.inotify.max_user_watches\n");
  daemon.answer(doctor, () => ({ checks: [{ ...ok, state: "error" as const }] }));
  assert.is((await runWords(daemon, "doctor --json")).code, 1);
});

test("logs prints the lines; --lines is a whole number", async () => {
  const daemon = new FakeDaemon().answer(logs, ({ lines }) => ({ file: "/f.log", lines: [`${lines} asked for`] }));
  assert.match((await runWords(daemon, "logs -n 5")).stdout, "5 asked for");
  assert.is((await runWords(daemon, "logs --lines many")).code, 2);
});

test("models lists versions with their errors and activates one", async () => {
  const version = {
    version: 3,
    createdAt: "2026-01-01T00:00:00Z",
    run: 1,
    validation: null,
    test: { energyMaeMeVPerAtom: 5.6 },
    active: true,
    reason: "command",
  };
  const daemon = new FakeDaemon()
    .answer(listModels, () => ({
      shipped: [{ name: "sw-si-1985", description: "Stillinger-Weber silicon", species: ["Si"] }],
      learned: [{ project: "/p", name: "si", species: ["Si"], default: true, versions: [version] }],
      imported: [{ project: "/p", name: "water", program: "n2p2", species: ["H", "O"], default: false, problem: null }],
    }))
    .answer(activateModel, () => version);
  const { stdout } = await runWords(daemon, "models");
  assert.match(stdout, /sw-si-1985 +Si +Stillinger-Weber silicon/);
  assert.match(stdout, /si@3 active default +Si +energy 5\.60 meV\/atom/);
  assert.match(stdout, /water +H O +n2p2/);
  for (const line of ["models activate si 3 --project /p", "models activate si@3 --project /p"]) {
    daemon.asked.length = 0;
    assert.is((await runWords(daemon, line)).code, 0);
    assert.equal(daemon.asked[0]!.params, { project: "/p", name: "si", version: 3 });
  }
  assert.is((await runWords(daemon, "models activate si --project /p")).code, 2);
});

test("models export writes a model for another program, into a folder named after both where none is given", async () => {
  const daemon = new FakeDaemon().answer(exportModel, ({ output }) => ({
    model: "si@3",
    files: [`${output}/input.nn`, `${output}/scaling.data`],
  }));
  const { code, stdout } = await runWords(daemon, "models export si --format n2p2 --project /p");
  assert.is(code, 0);
  assert.match(stdout, /si@3 for n2p2:\n +si-n2p2\/input\.nn\n +si-n2p2\/scaling\.data/);
  const { model, format, project, output } = daemon.asked[0]!.params as { model: string; format: string; project: string; output: string };
  assert.equal([model, format, project], ["si", "n2p2", "/p"]);
  assert.match(output, /^\/.*\/si-n2p2$/);
  for (const line of ["models export si --project /p", "models export --format n2p2", "models export si --format lammps"])
    assert.is((await runWords(daemon, line)).code, 2);
});

/** A project without anything in it. */
const emptyProject = {
  folder: "/p",
  file: "/p/adatom.json",
  watching: true,
  defaultModel: null,
  models: [],
  dataSets: [],
  calculators: [],
  problems: [],
};

test("watch goes on over a restart of the daemon", async () => {
  const daemon = new FakeDaemon().answer(watchProject, () => emptyProject).answer(subscribeRuns, () => ({ runs: [] }));
  const controller = new AbortController();
  const watching = runWords(daemon, "watch /p", { signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 10));
  daemon.die();
  await new Promise((resolve) => setTimeout(resolve, 10));
  daemon.notify(modelChanged, { project: "/p", name: "si", version: 2 });
  controller.abort();
  const { stdout, stderr } = await watching;
  assert.match(stdout, "si now means si@2");
  assert.match(stderr, "connecting again");
  assert.is(daemon.asked.filter(({ method }) => method === watchProject.method).length, 2, "the new daemon is asked to watch");
});

test("watch tells of changes of its own project, a JSON line each, until cancelled; the watching goes on", async () => {
  const daemon = new FakeDaemon().answer(watchProject, () => emptyProject).answer(subscribeRuns, () => ({ runs: [] }));
  const controller = new AbortController();
  const watching = runWords(daemon, "watch /p --json", { signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 10));
  daemon.notify(dataChanged, { folder: "/other", files: ["/other/x"], runs: [], problems: [] });
  daemon.notify(dataChanged, { folder: "/p", files: ["/p/new.xyz"], runs: [4], problems: [] });
  daemon.notify(modelChanged, { project: "/p", name: "si", version: 2 });
  controller.abort();
  const { code, stdout } = await watching;
  assert.is(code, 130);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(
    lines.map(({ event }) => event),
    [undefined, "data-changed", "model-changed"],
  );
  assert.equal(lines[1].files, ["/p/new.xyz"]);
  assert.is(daemon.listening, 0);
  const stopped = await runWords(daemon, "watch /p --stop");
  assert.is(stopped.code, 0);
  assert.equal(daemon.asked.at(-1)!.params, { folder: "/p", enabled: false });
});

test.run();
