// Runs one test file in a process of its own and judges what it printed, not only how it exited.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot, type TestFile } from "./files.ts";
import { endMarked, markedEnvironment } from "./left-behind.ts";

export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly milliseconds: number;
  /** Why the file failed; empty when all is well. */
  readonly failures: readonly string[];
  readonly output: string;
}

export async function runFile(test: TestFile): Promise<FileResult> {
  const absolute = path.resolve(repositoryRoot, test.file);
  const started = performance.now();
  const { code, signal, output, timedOut } = await execute(absolute, test.limitSeconds);
  const milliseconds = performance.now() - started;
  const counts = readCounts(output);
  const failures = [...forgottenRuns(await readFile(absolute, "utf8"))];
  if (timedOut) failures.push(`still running after ${test.limitSeconds} s: stopped`);
  else if (counts === null) failures.push("no summary printed: no suite was run, a hook threw, or the process ended early");
  else if (counts.total === 0) failures.push("no test ran");
  else if (counts.passed !== counts.total)
    failures.push(`${counts.total - counts.passed} of ${counts.total} tests did not pass (a failing test, or a hook that threw)`);
  if (!timedOut && code !== 0) failures.push(`the process ended with ${signal ?? `code ${code}`}`);
  const { total, passed, skipped } = counts ?? { total: 0, passed: 0, skipped: 0 };
  return { file: test.file, passed, failed: total - passed, skipped, milliseconds, failures, output };
}

interface Execution {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
  readonly timedOut: boolean;
}

function execute(file: string, limitSeconds: number): Promise<Execution> {
  return new Promise((resolve) => {
    const mark = randomUUID();
    // A group of its own, so that whatever a test started ends with it.
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--expose-gc", "--import", "tsx", file], {
      cwd: repositoryRoot,
      env: { ...process.env, ...markedEnvironment(mark), NO_COLOR: "1", FORCE_COLOR: "0" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    let timedOut = false;
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-200_000);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const end = () => {
      try {
        if (child.pid) process.kill(-child.pid, "SIGKILL");
      } catch {
        // The group is gone already.
      }
      endMarked(mark);
    };
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, limitSeconds * 1000);
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      end();
      // What the pipes still hold arrives before the next turn of the loop; "close" could wait for a stray grandchild.
      setTimeout(() => resolve({ code, signal, output, timedOut }), 20);
    });
  });
}

/** The totals that uvu prints at its end; null when they are not there. Totals leave out skipped tests. */
function readCounts(output: string): { total: number; passed: number; skipped: number } | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are what is to be removed
  const plain = output.replace(/\u001b\[[0-9;]*m/g, "");
  const matches = [...plain.matchAll(/\n {2}Total: {5}(\d+)\n {2}Passed: {4}(\d+)\n {2}Skipped: {3}(\d+)\n/g)];
  const last = matches.at(-1);
  return last ? { total: Number(last[1]), passed: Number(last[2]), skipped: Number(last[3]) } : null;
}

/** Suites that a file makes and never runs: uvu would not say a word. */
export function* forgottenRuns(source: string): Generator<string> {
  const suites = [...source.matchAll(/^\s*(?:const|let)\s+(\w+)\s*=\s*suite\b/gm)].map((match) => match[1]!);
  if (/import\s*\{[^}]*\btest\b[^}]*\}\s*from\s*["']uvu["']/.test(source)) suites.push("test");
  for (const name of suites) if (!new RegExp(`^\\s*${name}\\.run\\(\\)`, "m").test(source)) yield `${name}.run() is missing`;
}
