// The runner itself: every file under failing/ must be caught, and a good file must pass with the right counts.
import { readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { describe, findTestFiles, repositoryRoot } from "./files.ts";
import { forgottenRuns, runFile } from "./run-file.ts";

const folder = "test/runner/failing";
for (const file of (await readdir(path.join(repositoryRoot, folder))).filter((name) => name.endsWith(".test.ts"))) {
  test(`catches ${file}`, async () => {
    const result = await runFile(await describe(`${folder}/${file}`));
    assert.ok(result.failures.length > 0, `${file} was let through`);
  });
}

test("passes a good file and counts its tests", async () => {
  const result = await runFile(await describe("test/runner/passing/good.test.ts"));
  assert.equal(result.failures, []);
  assert.is(result.passed, 2);
  assert.is(result.skipped, 1);
});

test("finds files by any part of their path, and the failing ones never", async () => {
  const files = (await findTestFiles(path.join(repositoryRoot, "test"), ["runner/"])).map((entry) => entry.file);
  assert.equal(files, ["test/runner/runner.test.ts"]);
});

test("names suites that are never run", () => {
  assert.equal([...forgottenRuns('const a = suite("a");\nconst b = suite("b");\na.run();\n')], ["b.run() is missing"]);
});

test.run();
