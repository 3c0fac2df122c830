// Installs the editor that test/e2e drives: code-server (VS Code's server and workbench) from the npm registry alone, into
// .tools/editor. Install scripts stay off; only node-pty, the one native module the server cannot start without, is built.
// usage: node scripts/with-node.cjs scripts/install-editor.ts   (about half a minute; a second call returns at once)
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const editorVersion = "4.139.1";
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, ".tools", "editor");
const server = join(folder, "node_modules", "code-server");
const stamp = join(folder, "installed");
const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

function npm(arguments_: string[], cwd: string, environment: NodeJS.ProcessEnv = {}): void {
  execFileSync("npm", arguments_, { cwd, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...environment } });
}

/** Folder of a Node distribution with headers of the very version that runs now: what node-gyp compiles against. */
function nodeHeaders(): string {
  const own = resolve(dirname(process.execPath), "..");
  if (existsSync(join(own, "include", "node", "node.h"))) return own;
  const name = `node-${process.platform}-${process.arch}`;
  const fetched = join(folder, "headers", "node_modules", name);
  if (!existsSync(join(fetched, "include", "node", "node.h"))) {
    mkdirSync(join(folder, "headers"), { recursive: true });
    writeFileSync(join(folder, "headers", "package.json"), '{"private":true}\n');
    npm(["install", `${name}@${process.versions.node}`, "--no-save", ...quiet], join(folder, "headers"));
  }
  return fetched;
}

/** Installs when needed and returns the script that starts the server (run it with this process's Node). */
export function installEditor(log: (line: string) => void): string {
  const entry = join(server, "out", "node", "entry.js");
  const wanted = `${editorVersion} ${process.versions.modules}`;
  if (existsSync(entry) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return entry;
  log(`installing code-server ${editorVersion} into .tools/editor ...`);
  rmSync(stamp, { force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true}\n');
  npm(["install", `code-server@${editorVersion}`, "--no-save", ...quiet], folder);
  const workbench = join(server, "lib", "vscode");
  npm(["install", "--omit=dev", ...quiet], workbench);
  npm(["install", "--omit=dev", ...quiet], join(workbench, "extensions"));
  log("building node-pty ...");
  npm(["rebuild", "node-pty", "--foreground-scripts", "--loglevel=error"], workbench, { npm_config_nodedir: nodeHeaders() });
  writeFileSync(stamp, wanted);
  return entry;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.log(installEditor((line) => console.log(line)));
}
