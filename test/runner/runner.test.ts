// The runner itself: every file under failing/ must be caught, and a good file must pass with the right counts.

import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { describe, findTestFiles, repositoryRoot } from "./files.ts";
import { endMarked, markedEnvironment } from "./left-behind.ts";
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

test("ends what a test left behind in a group of its own, and nothing else", async () => {
  const sleeper = (mark: string) =>
    spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
      env: { ...process.env, ...markedEnvironment(mark) },
      detached: true,
      stdio: "ignore",
    });
  const [left, other] = [sleeper("left"), sleeper("other")];
  const gone = new Promise((resolve) => left.on("exit", (_, signal) => resolve(signal)));
  // A process has its environment from its very start, but not before it was made.
  await Promise.all([left, other].map((one) => new Promise((resolve) => one.once("spawn", resolve))));
  const ended = endMarked("left");
  // Only Linux shows environments.
  if (process.platform === "linux") {
    assert.is(ended, 1);
    assert.is(await gone, "SIGKILL");
    assert.is(other.exitCode ?? other.signalCode, null);
  }
  for (const one of [left, other]) one.kill("SIGKILL");
});

test("names suites that are never run", () => {
  assert.equal([...forgottenRuns('const a = suite("a");\nconst b = suite("b");\na.run();\n')], ["b.run() is missing"]);
});

test.run();
