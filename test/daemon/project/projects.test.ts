// Projects on disk: opened, found from files below, read again after edits, their globs and split of files.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createProjects } from "@adatom/daemon/project/projects.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "adt-")));
mkdirSync(join(folder, "data", "deep"), { recursive: true });
for (const name of ["data/b.xyz", "data/a.xyz", "data/test.xyz", "data/deep/c.xyz"]) writeFileSync(join(folder, name), "");
const file = join(folder, "adatom.json");
const write = (sets: unknown) => writeFileSync(file, JSON.stringify({ dataSets: sets }, null, 2));
test.after(() => rmSync(folder, { recursive: true }));

test("data files are absolute, sorted, and test files are never training files", async () => {
  write({ all: { files: ["data/*.xyz"], test: ["data/test.xyz"] } });
  const projects = createProjects({ watching: () => false });
  const project = await projects.open(folder);
  assert.equal(await projects.dataFiles(project, "all"), {
    files: [join(folder, "data/a.xyz"), join(folder, "data/b.xyz")],
    testFiles: [join(folder, "data/test.xyz")],
  });
  const error = await projects.dataFiles(project, "al").catch((failure: Failure) => failure);
  assert.instance(error, Failure);
  assert.match((error as Failure).message, /no data set "al". Did you mean "all"/);
});

test("a glob that matches nothing is a warning at the glob", async () => {
  write({ all: { files: ["data/*.xyz", "dta/*.xyz"] } });
  const { problems } = await createProjects({ watching: () => false }).open(folder);
  assert.is(problems.length, 1);
  assert.is(problems[0]!.severity, "warning");
  assert.match(problems[0]!.message, /"dta\/\*.xyz" matches no file/);
  assert.is(problems[0]!.line, 5);
});

test("the nearest project is found from below, and follows edits; listeners hear of real changes only", async () => {
  write({ one: { files: ["data/*.xyz"] } });
  const projects = createProjects({ watching: (path) => path === folder });
  const heard: string[] = [];
  projects.onChanged((project) => heard.push(Object.keys(project.content?.dataSets ?? {}).join()));
  const found = await projects.nearest(join(folder, "data/deep/c.xyz"), "seldom");
  assert.is(found?.folder, folder);
  assert.is(found?.watching, true);
  assert.is(await projects.nearest(join(folder, "data/deep/c.xyz"), "seldom"), found);
  await projects.open(folder);
  write({ two: { files: ["data/*.xyz"] } });
  // Folders are looked at once a second at most.
  await sleep(1050);
  assert.equal(Object.keys((await projects.nearest(join(folder, "data/deep/c.xyz"), "seldom"))?.content?.dataSets ?? {}), ["two"]);
  assert.equal(heard, ["one", "two"]);
  assert.is(projects.known().length, 1);
});

test("a project that was written a moment ago is found by who asks now", async () => {
  const below = join(folder, "new/deep");
  mkdirSync(below, { recursive: true });
  rmSync(join(folder, "adatom.json"), { force: true });
  const projects = createProjects({ watching: () => false });
  assert.is(await projects.nearest(below, "now"), null);
  write({ one: { files: ["data/*.xyz"] } });
  assert.is(await projects.nearest(below, "seldom"), null, "not looked at again within a second");
  assert.is((await projects.nearest(below, "now"))?.folder, folder);
  rmSync(join(folder, "adatom.json"));
  assert.is(await projects.nearest(below, "now"), null);
});

test("a folder without adatom.json is a BadProject that says what to do", async () => {
  const projects = createProjects({ watching: () => false });
  const error = (await projects.open(join(folder, "data")).catch((failure: unknown) => failure)) as Failure;
  assert.is(error.errorName, "BadProject");
  assert.match(error.message, /No project in .*Create adatom.json/);
  assert.match(
    ((await projects.open("data").catch((failure: unknown) => failure)) as Failure).message,
    /must be an absolute path, not "data"/,
  );
  assert.is(await projects.nearest("/", "now"), null);
});

test.run();
