// Which files are tests, and what their head comments ask for.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { glob } from "tinyglobby";

export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

export interface TestFile {
  /** Relative to the repository root. */
  readonly file: string;
  readonly alone: boolean;
  readonly limitSeconds: number;
}

const defaultLimitSeconds = 120;

/** Test files below a folder whose path contains any of the patterns; all of them without patterns. */
export async function findTestFiles(folder: string, patterns: readonly string[]): Promise<TestFile[]> {
  const found = await glob(["**/*.test.ts", "**/*.test.tsx"], {
    cwd: folder,
    ignore: ["runner/failing/**", "runner/passing/**", "output/**"],
  });
  const files = found.map((file) => path.relative(repositoryRoot, path.join(folder, file))).sort();
  const wanted = files.filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)));
  return Promise.all(wanted.map(describe));
}

/** Reads a test file's wishes from the comment lines at its head. */
export async function describe(file: string): Promise<TestFile> {
  const text = await readFile(path.resolve(repositoryRoot, file), "utf8");
  const lines = text.split("\n");
  const firstCode = lines.findIndex((line) => !line.startsWith("//"));
  const head = lines.slice(0, firstCode < 0 ? lines.length : firstCode).join("\n");
  const limit = /time limit: (\d+) s/.exec(head);
  return { file, alone: /\brun alone\b/.test(head), limitSeconds: limit ? Number(limit[1]) : defaultLimitSeconds };
}
