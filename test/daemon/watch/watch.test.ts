// Watching a project's data on a real file system: what counts as a change, and what does not.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createProjects } from "@adatom/daemon/project/projects.ts";
import { createProjectRecords } from "@adatom/daemon/store/project-records.ts";
import { openStore } from "@adatom/daemon/store/store.ts";
import { createWatchedFiles } from "@adatom/daemon/store/watched-files.ts";
import { createWatch, type WatchOptions } from "@adatom/daemon/watch/watch.ts";
import type { ProtocolProblem } from "@adatom/protocol/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { until } from "../private-daemon.ts";

interface Changed {
  files: string[];
  runs: number[];
  problems: ProtocolProblem[];
}

/** A file is whole here when its text ends with "end". */
const check = async (path: string): Promise<ProtocolProblem[]> =>
  readFileSync(path, "utf8").endsWith("end")
    ? []
    : [{ severity: "error", code: "cut", message: "the last frame is cut off", file: path, line: 0, column: 0, endColumn: 1 }];

async function scene(
  body: (scene: { folder: string; changes: Changed[]; data: (name: string) => string; trained: string[] }) => Promise<void>,
  options: Partial<WatchOptions> = {},
): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "adt-")));
  const data = (name: string) => join(folder, "data", name);
  mkdirSync(join(folder, "data"));
  writeFileSync(data("first.xyz"), "one end");
  writeFileSync(join(folder, "adatom.json"), JSON.stringify({ dataSets: { bulk: { files: ["data/*.xyz"] } } }));
  const changes: Changed[] = [];
  const trained: string[] = [];
  const projects = createProjects({ watching: () => true });
  const log: string[] = [];
  const write = (message: string) => void log.push(message);
  const store = openStore(join(folder, "state"), { info: write, warn: write, error: write });
  const watch = createWatch({
    log: { info: write, warn: write, error: write },
    onWished: createProjectRecords(store).setWatching,
    memory: createWatchedFiles(store),
    projects,
    retraining: {
      async dataChanged(_project, { dataSets, reason }, taken) {
        taken?.();
        trained.push(`${[...dataSets].join()}: ${reason}`);
        return [trained.length];
      },
    },
    check,
    isOwnOutput: (path) => path.endsWith("trajectory.xyz"),
    times: { quietMs: 120, brokenQuietMs: 400 },
    ...options,
  });
  watch.onDataChanged((change) => void changes.push(change));
  try {
    await watch.enable(await projects.open(folder));
    await body({ folder, changes, data, trained });
  } finally {
    await watch.stop();
    store.close();
    rmSync(folder, { recursive: true });
  }
  assert.equal(
    log.filter((line) => /error/i.test(line)),
    [],
  );
}

test("a new file, a changed one and a removed one are each told once, with what begins because of it", () =>
  scene(async ({ folder, changes, data, trained }) => {
    writeFileSync(data("new.xyz"), "two end");
    await until("new", () => changes.length === 1);
    assert.equal(changes[0], { folder, files: [data("new.xyz")], runs: [1], problems: [] } as never);
    assert.is(trained[0], "bulk: new.xyz added");
    appendFileSync(data("new.xyz"), " more end");
    await until("changed", () => changes.length === 2);
    unlinkSync(data("new.xyz"));
    await until("gone", () => changes.length === 3);
    assert.is(trained[1], "bulk: new.xyz changed");
    assert.is(trained[2], "bulk: new.xyz gone");
  }));

test("touching, writing the same again, files outside the globs and our own outputs are no changes", () =>
  scene(async ({ changes, data }) => {
    utimesSync(data("first.xyz"), new Date(), new Date());
    writeFileSync(data("first.xyz"), "one end");
    writeFileSync(data("notes.txt"), "x");
    writeFileSync(data("trajectory.xyz"), "x end");
    await sleep(900);
    assert.equal(changes, []);
    // The watcher is alive all the same.
    writeFileSync(data("new.xyz"), "two end");
    await until("new", () => changes.length === 1);
  }));

test("an atomic rename over a file, twice, is told each time", () =>
  scene(async ({ changes, data }) => {
    for (const [index, text] of ["two end", "three end"].entries()) {
      writeFileSync(data(".first.tmp"), text);
      renameSync(data(".first.tmp"), data("first.xyz"));
      await until(`rename ${index}`, () => changes.length === index + 1);
      assert.equal(changes[index]!.files, [data("first.xyz")]);
    }
  }));

test("a slow writer is waited for: one change, at its end", () =>
  scene(async ({ changes, data }) => {
    for (let part = 0; part < 8; part++) {
      appendFileSync(data("slow.xyz"), `part ${part} `);
      await sleep(60);
    }
    // Quiet for longer than a whole file needs, but the text is cut off: it is given more time.
    await sleep(250);
    assert.equal(changes, []);
    appendFileSync(data("slow.xyz"), "end");
    await until("whole", () => changes.length === 1);
    assert.equal(changes[0]!.problems, []);
    assert.equal(changes[0]!.files, [data("slow.xyz")]);
  }));

test("a broken file is reported and skipped while others go on; repaired, it counts", () =>
  scene(async ({ changes, data }) => {
    writeFileSync(data("broken.xyz"), "cut");
    await until("reported", () => changes.length === 1);
    assert.equal(changes[0]!.files, []);
    assert.equal(changes[0]!.runs, []);
    assert.is(changes[0]!.problems[0]!.file, data("broken.xyz"));
    writeFileSync(data("broken.xyz"), "whole end");
    await until("repaired", () => changes.length === 2);
    assert.equal(changes[1]!.files, [data("broken.xyz")]);
  }));

test("many files at once are one change, or few", () =>
  scene(async ({ changes, data }) => {
    for (let index = 0; index < 30; index++) writeFileSync(data(`many${index}.xyz`), `${index} end`);
    await until("all", () => changes.flatMap((change) => change.files).length === 30);
    assert.ok(changes.length <= 3, `${changes.length} changes`);
  }));

test("globs that change in adatom.json are taken up; files that were there already are no change", () =>
  scene(async ({ folder, changes }) => {
    mkdirSync(join(folder, "more"));
    writeFileSync(join(folder, "more", "old.xyz"), "old end");
    writeFileSync(join(folder, "adatom.json"), JSON.stringify({ dataSets: { bulk: { files: ["more/*.xyz"] } } }));
    await sleep(700);
    writeFileSync(join(folder, "more", "x.xyz"), "x end");
    await until("seen", () => changes.length > 0);
    assert.equal(
      changes.flatMap((change) => change.files),
      [join(folder, "more", "x.xyz")],
    );
  }));

test("polling sees the same (network file systems)", () =>
  scene(
    async ({ changes, data }) => {
      writeFileSync(data("new.xyz"), "two end");
      await until("new", () => changes.length === 1);
      assert.equal(changes[0]!.files, [data("new.xyz")]);
    },
    { polling: true, pollingMs: 100 },
  ));

test.run();
