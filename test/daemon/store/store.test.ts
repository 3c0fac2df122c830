// The database: runs, rows, versions and projects survive; damage is moved aside; a newer schema is refused.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "@adatom/protocol/runs.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Compute } from "../../../daemon/compute/contract.ts";
import type { ModelVersion, Project } from "../../../daemon/project/contract.ts";
import { createModelLibrary } from "../../../daemon/store/model-library.ts";
import { createProjectRecords } from "../../../daemon/store/project-records.ts";
import { createRunRecords } from "../../../daemon/store/run-records.ts";
import { openStore } from "../../../daemon/store/store.ts";
import { createWatchedFiles } from "../../../daemon/store/watched-files.ts";
import { quietLog } from "../compute/silicon.ts";

const test = suite("store");
const folder = mkdtempSync(join(tmpdir(), "adatom-store-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const run: Omit<Run, "id"> = {
  kind: "md",
  title: "md",
  state: "queued",
  project: "/p",
  model: "sw-si-1985",
  reason: "command",
  createdAt: "2026-01-01T00:00:00.000Z",
  startedAt: null,
  endedAt: null,
  progress: { phase: "queued", done: 0, total: 0 },
  secondsLeft: null,
  restarts: 0,
  last: null,
  result: null,
  error: null,
  warnings: [],
};

/** Knows one shipped potential, for silicon. */
const compute = {
  request: async (method: string, params: { species?: number[] }) =>
    method === "shipped.list"
      ? [{ name: "sw-si-1985", description: "", species: [14] }]
      : params.species?.every((number) => number === 14)
        ? { name: "sw-si-1985" }
        : null,
} as unknown as Pick<Compute, "request">;

const version: Omit<ModelVersion, "version" | "active"> = {
  project: "/p",
  name: "si",
  path: "/p/1.safetensors",
  createdAt: "2026-01-01T00:00:00.000Z",
  run: 1,
  validation: { energyMaeMeVPerAtom: 5 },
  test: null,
  species: [14],
  reason: "command",
};

const project = {
  folder: "/p",
  file: "/p/adatom.json",
  content: {
    dataSets: {},
    calculators: {},
    models: { si: { type: "behler-parrinello", data: "d", retrain: "manual" }, classical: { type: "shipped", potential: "sw-si-1985" } },
    defaultModel: "si",
  },
  problems: [],
  watching: false,
} as Project;

test("runs and rows are kept; a row told twice is one row", () => {
  const store = openStore(join(folder, "runs"), quietLog);
  const records = createRunRecords(store);
  const made = records.insert(run);
  assert.is(made.id, 1);
  assert.equal(records.addRow(1, 0, { energy: -1 }), { row: 0, step: 0, values: { energy: -1 } });
  assert.equal(records.addRow(1, 10, { energy: -2 })?.row, 1);
  assert.is(records.addRow(1, 10, { energy: -2 }), null);
  assert.is(records.addRow(1, 5, { energy: -3 }), null);
  records.update({ ...made, state: "running" });
  store.close();
  const again = openStore(join(folder, "runs"), quietLog);
  const reread = createRunRecords(again);
  assert.is(reread.inStates(["running"])[0]!.run.id, 1);
  assert.equal(reread.rows(1, 1, 10), { rows: [{ row: 1, step: 10, values: { energy: -2 } }], total: 2 });
  reread.countFrom(41);
  assert.is(reread.insert(run).id, 42);
  assert.equal(
    reread.list({ project: "/p", limit: 10 }).map((one) => one.id),
    [42, 1],
  );
  assert.is(reread.list({ project: "/other", limit: 10 }).length, 0);
  again.close();
});

test("versions count up by project and model; one of them is active; resolving follows it", async () => {
  const store = openStore(join(folder, "versions"), quietLog);
  const models = createModelLibrary({ store, compute });
  const heard: number[] = [];
  models.onActivated((activated) => heard.push(activated.version));
  assert.equal(await models.resolve({ project, species: [14] }), {
    reference: { kind: "shipped", name: "sw-si-1985" },
    label: "sw-si-1985",
    createdAt: null,
  });
  assert.is(models.add(version, true).version, 1);
  assert.is(models.add({ ...version, path: "/p/2.safetensors" }, false).version, 2);
  assert.is(models.add({ ...version, project: "/q" }, true).version, 1);
  assert.is(models.active("/p", "si")?.version, 1);
  assert.is((await models.resolve({ project, species: [14] }))?.label, "si@1");
  models.activate("/p", "si", 2);
  assert.is((await models.resolve({ project, model: "si", species: [14] }))?.label, "si@2");
  assert.is((await models.resolve({ project, model: "si@1", species: [14] }))?.label, "si@1");
  assert.is((await models.resolve({ project, model: "classical", species: [14] }))?.label, "sw-si-1985");
  assert.equal(heard, [1, 1, 2]);
  // The default does not know oxygen, and nothing shipped does.
  assert.is(await models.resolve({ project, species: [8, 14] }), null);
  for (const [choice, message] of [
    [{ model: "ge" }, /no model "ge".*si, classical/],
    [{ model: "si@9" }, /no version 9.*1, 2/],
    [{ potential: "sw-ge" }, /sw-si-1985/],
  ] as const) {
    const error = await models.resolve({ ...choice, project, species: [14] }).catch((failure: Error) => failure);
    assert.instance(error, Error);
    assert.is((error as Error).name, "UnknownModel");
    assert.match((error as Error).message, message);
  }
  assert.throws(() => models.activate("/p", "si", 7), /no version 7/);
  assert.is(models.active("/p", "si")?.version, 2);
  store.close();
});

test("projects are remembered with their watching", () => {
  const store = openStore(join(folder, "projects"), quietLog);
  const projects = createProjectRecords(store);
  projects.remember("/a");
  projects.setWatching("/b", true);
  projects.remember("/b");
  projects.forget("/a");
  assert.equal(projects.list(), [{ folder: "/b", watching: true }]);
  store.close();
});

test("what the watcher knew of a project's files is remembered, changed, and forgotten with the watching or the project", () => {
  const store = openStore(join(folder, "watched"), quietLog);
  const projects = createProjectRecords(store);
  const watched = createWatchedFiles(store);
  for (const project of ["/a", "/b"]) projects.setWatching(project, true);
  assert.is(watched.known("/a"), null);
  const known = { globs: '["*.xyz"]', hashes: new Map([1, 2].map((n) => [`/a/${n}.xyz`, String(n)])) };
  watched.replace("/a", known);
  assert.equal(watched.known("/a"), known);
  assert.is(watched.known("/b"), null);
  const changes = { "/a/1.xyz": null, "/a/2.xyz": "other", "/a/3.xyz": "3" };
  watched.change("/a", new Map(Object.entries(changes)));
  assert.equal([...watched.known("/a")!.hashes], Object.entries(changes).slice(1));
  watched.forget("/a");
  assert.is(watched.known("/a"), null);
  watched.replace("/a", known);
  projects.forget("/a");
  projects.setWatching("/a", true);
  assert.is(watched.known("/a"), null);
  store.close();
});

test("a damaged store is moved aside with a word in the log, and a new one begun", () => {
  const state = join(folder, "damaged");
  const path = join(state, "store.db");
  openStore(state, quietLog).close();
  const whole = readFileSync(path);
  // Not a database at all; and a database whose inner pages are torn.
  const torn = Buffer.from(whole);
  torn.fill(0xff, 4096);
  for (const content of [Buffer.from("what was a database\n".repeat(100)), torn]) {
    writeFileSync(path, content);
    const errors: string[] = [];
    const store = openStore(state, { ...quietLog, error: (message) => errors.push(message) });
    assert.is(createRunRecords(store).list({ limit: 1 }).length, 0);
    store.close();
    assert.is(errors.length, 1);
    assert.match(errors[0]!, /damaged.*moved to/);
  }
  assert.is(readdirSync(state).filter((name) => name.includes(".damaged-")).length, 2);
});

test("a store of a newer Adatom is refused, not harmed", () => {
  const state = join(folder, "newer");
  const store = openStore(state, quietLog);
  store.database.exec("PRAGMA user_version = 99");
  store.close();
  assert.throws(() => openStore(state, quietLog), /newer Adatom.*99/);
  assert.equal(readdirSync(state), ["store.db"]);
});

test.run();
