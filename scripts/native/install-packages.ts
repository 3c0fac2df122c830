// Puts npm packages of optional engines into an engines folder, away from Adatom's own node_modules.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./commands.ts";

/** What is installed beside what; the umbrella package that tfjs-node asks for is 200 MB of which it needs the core. */
const overrides = { "@tensorflow/tfjs": "npm:@tensorflow/tfjs-core@4.22.0" };

/** @param packages name and exact version. Install steps do not run: tfjs-node's downloads a binary from outside the registry. */
export function installPackages(folder: string, packages: Readonly<Record<string, string>>): void {
  const present = (name: string, version: string): boolean => {
    const file = join(folder, "node_modules", name, "package.json");
    return existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version === version;
  };
  if (Object.entries(packages).every(([name, version]) => present(name, version))) return;
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, "package.json");
  const before = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, "utf8")) as { dependencies?: Record<string, string> }) : {};
  const dependencies = { ...before.dependencies, ...packages };
  writeFileSync(manifest, `${JSON.stringify({ private: true, dependencies, overrides }, null, 2)}\n`);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  runProgram(npm, ["install", "--prefix", folder, ...flags], "Is the npm registry reachable?", folder);
}
