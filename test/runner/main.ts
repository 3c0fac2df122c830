// The strict test runner: `npm test [PATTERN...]`. Each file in its own process under a time limit, two at once;
// what uvu lets pass in silence (no test ran, a forgotten .run(), a hook that threw, a hang) fails here.
// A file may say in its head comment: "run alone" (nothing beside it) and "time limit: 300 s".
import { availableParallelism } from "node:os";
import path from "node:path";
import { findTestFiles, repositoryRoot } from "./files.ts";
import { type FileResult, runFile } from "./run-file.ts";

const patterns = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const files = await findTestFiles(path.join(repositoryRoot, "test"), patterns);
if (files.length === 0) {
  console.error(`no test file matches ${patterns.join(" ") || "test/**/*.test.ts"}`);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

const results: FileResult[] = [];
function report(result: FileResult): void {
  results.push(result);
  const counts = `${result.passed} passed${result.skipped ? `, ${result.skipped} SKIPPED` : ""}`;
  const head = `${result.failures.length ? "FAIL" : "ok  "} ${result.file}  ${counts}  ${(result.milliseconds / 1000).toFixed(1)} s`;
  console.log(head);
  if (result.failures.length > 0) console.log(`${result.output.trimEnd()}\n  => ${result.failures.join("\n  => ")}\n`);
}

const started = performance.now();
const together = files.filter((file) => !file.alone);
const workers = Array.from({ length: Math.max(1, Math.min(2, availableParallelism())) }, async () => {
  for (let file = together.shift(); file; file = together.shift()) report(await runFile(file));
});
await Promise.all(workers);
for (const file of files) if (file.alone) report(await runFile(file));

const failedFiles = results.filter((result) => result.failures.length > 0);
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const skipped = results.reduce((sum, result) => sum + result.skipped, 0);
// A file that failed without a failing test of its own (a hang, no test at all) counts as one failure.
const failed = results.reduce((sum, result) => sum + Math.max(result.failed, result.failures.length > 0 ? 1 : 0), 0);
const slowest = [...results].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 5);
console.log(
  `\nslowest: ${slowest.map((result) => `${path.basename(result.file)} ${(result.milliseconds / 1000).toFixed(1)} s`).join(", ")}`,
);
console.log(
  `${results.length} files in ${((performance.now() - started) / 1000).toFixed(0)} s${failedFiles.length ? `; failed: ${failedFiles.map((result) => result.file).join(", ")}` : ""}`,
);
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
process.exit(failed > 0 ? 1 : 0);
