// The project's own source files, as the tidy tests read them.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { glob } from "tinyglobby";
import { repositoryRoot } from "../runner/files.ts";

export interface Source {
  /** Relative to the repository root, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

export async function readSources(patterns: readonly string[]): Promise<Source[]> {
  const files = await glob([...patterns], {
    cwd: repositoryRoot,
    ignore: ["**/node_modules/**", "**/dist/**", "test/output/**", ".tools/**"],
  });
  return Promise.all(
    files.sort().map(async (file) => ({ file: file.replaceAll("\\", "/"), text: await readFile(path.join(repositoryRoot, file), "utf8") })),
  );
}

/** Module names in import and export lines and in dynamic imports with a literal. */
export function importsOf(text: string): string[] {
  const found = [
    ...text.matchAll(/^\s*(?:import|export)\b[^"';]*?from\s*["']([^"']+)["']/gm),
    ...text.matchAll(/^\s*import\s*["']([^"']+)["']/gm),
    ...text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g),
  ];
  return found.map((match) => match[1]!);
}
