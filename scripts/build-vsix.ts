// Builds the VS Code extension: clients/vscode/dist, then clients/vscode/adatom-VERSION.vsix, ready to install with
// "Install from VSIX" or `code --install-extension`. usage: npm run vsix
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./vsix/bundle.ts";
import { packVsix } from "./vsix/package.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** @returns path of the .vsix */
export async function buildVsix(log: (line: string) => void): Promise<string> {
  const started = performance.now();
  const buildId = await bundle(root);
  const { version } = JSON.parse(readFileSync(join(root, "clients", "vscode", "package.json"), "utf8")) as { version: string };
  const path = join(root, "clients", "vscode", `adatom-${version}.vsix`);
  const bytes = packVsix(root);
  writeFileSync(path, bytes);
  log(`${path}: ${(bytes.length / 1e6).toFixed(2)} MB, build ${buildId}, made in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return path;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  await buildVsix((line) => console.log(line));
