// End to end in a real VS Code: installs editor and browser where they are missing, builds the extension, and drives the workbench.
// usage: npm run test:e2e   (the checks build on each other, in order)
// Pictures and logs stay in test/output/e2e. Anything that cannot be installed is a failure, never a skip.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { shutdown } from "@adatom/protocol/lifecycle.ts";
import { buildVsix } from "../../scripts/build-vsix.ts";
import { installEditor } from "../../scripts/install-editor.ts";
import { findChromium, openBrowser } from "./browser.ts";
import type { Check, World } from "./check.ts";
import { commandChecks } from "./checks/commands.ts";
import { languageChecks } from "./checks/language.ts";
import { lifeChecks, toDaemon } from "./checks/life.ts";
import { previewChecks } from "./checks/preview.ts";
import { trainingChecks } from "./checks/training.ts";
import { privateEnvironment, startEditor } from "./editor.ts";
import { Workbench } from "./workbench.ts";
import { makeWorkspace } from "./workspace.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");
const shots = join(root, "test", "output", "e2e");
const started = performance.now();
const lap = (text: string) => console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);

const checks: readonly Check[] = [...languageChecks, ...previewChecks, ...trainingChecks, ...commandChecks, ...lifeChecks];
let passed = 0;
let failed = 0;

async function runChecks(world: World): Promise<void> {
  for (const check of checks) {
    // Without a daemon nothing else can pass either.
    if (failed > 0 && passed === 0) return;
    try {
      await withLimit(check.run(world), check.seconds);
      passed++;
      lap(`ok    ${check.name}`);
    } catch (error) {
      failed++;
      lap(`FAIL  ${check.name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      await world.workbench.screenshot(`failed-${failed}`).catch(() => {});
      await world.workbench.page.keyboard.press("Escape").catch(() => {});
    }
  }
}

function withLimit(work: Promise<void>, seconds: number): Promise<void> {
  return new Promise((resolve_, reject) => {
    const timer = setTimeout(() => reject(new Error(`not done within ${seconds} s`)), 1000 * seconds);
    work.then(resolve_, reject).finally(() => clearTimeout(timer));
  });
}

/** What editor and daemon wrote, kept beside the pictures. */
function keepLogs(home: string, editorLog: string, console_: readonly string[]): void {
  writeFileSync(join(shots, "editor.log"), editorLog);
  writeFileSync(join(shots, "console.log"), `${console_.join("\n")}\n`);
  const logs = join(home, "data", "logs");
  const files = existsSync(logs) ? readdirSync(logs, { recursive: true, withFileTypes: true }) : [];
  const texts = files
    .filter((file) => file.isFile() && /adatom|remoteexthost/i.test(file.name + file.parentPath))
    .map((file) => `== ${file.name}\n${readFileSync(join(file.parentPath, file.name), "utf8")}`);
  writeFileSync(join(shots, "extension-host.log"), texts.join("\n"));
  for (const name of ["daemon.log", "daemon-output.log"]) {
    const path = join(home, "adatom", name);
    if (existsSync(path)) writeFileSync(join(shots, name), readFileSync(path));
  }
}

async function main(): Promise<void> {
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });
  const chromium = findChromium(root);
  const entry = installEditor(lap);
  lap("editor and browser are there");
  const vsix = await buildVsix(lap);
  const home = mkdtempSync(join(tmpdir(), "adatom-e2e-"));
  const folder = join(home, "silicon");
  const environment = privateEnvironment(home);
  const messages: string[] = [];
  let editorLog = () => "";
  let close = async () => {};
  try {
    makeWorkspace(root, folder);
    const editor = await startEditor(entry, home, vsix, folder);
    editorLog = editor.log;
    close = () => editor.stop();
    lap("extension installed, server up");
    const browser = await openBrowser(chromium);
    close = async () => {
      await browser.browser.close().catch(() => {});
      await editor.stop();
    };
    const page = await browser.context.newPage();
    page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
    const workbench = new Workbench(page, shots);
    await workbench.open(editor.url);
    lap("workbench up");
    await runChecks({ workbench, editor, browser, folder, environment, lap });
  } finally {
    await close();
    const client = await toDaemon(environment).catch(() => null);
    await client?.request(shutdown, { force: true }).catch(() => {});
    client?.close();
    keepLogs(home, editorLog(), messages);
    await new Promise((done) => setTimeout(done, 500));
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 });
  }
}

try {
  await main();
} catch (error) {
  failed++;
  console.error(`The end-to-end test could not run: ${error instanceof Error ? error.message : String(error)}`);
}
console.log(`\nPictures and logs: ${shots}`);
console.log(`${passed} passed, ${failed + Math.max(checks.length - passed - failed, 0)} failed`);
process.exit(failed === 0 && passed === checks.length ? 0 : 1);
