// The compiler and the linter, as tests: both must have nothing to say. time limit: 300 s
import { spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { repositoryRoot } from "../runner/files.ts";

function run(file: string, args: string[]): { status: number | null; output: string } {
  const done = spawnSync(process.execPath, [path.join(repositoryRoot, "node_modules", file), ...args], {
    cwd: repositoryRoot,
    encoding: "utf8",
  });
  return { status: done.status, output: (done.stdout + done.stderr).slice(-4000) };
}

test("TypeScript finds no error", () => {
  const { status, output } = run("typescript/bin/tsc", ["--noEmit", "-p", "tsconfig.json"]);
  assert.is(status, 0, output);
});

test("biome finds nothing to say", () => {
  const { status, output } = run("@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]);
  assert.is(status, 0, output);
});

test.run();
