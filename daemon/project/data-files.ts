// The files of a data set, by its globs.
import { join, resolve } from "node:path";
import type { ProjectFile } from "@adatom/protocol/project-file.ts";
import { glob } from "tinyglobby";

export type DataSet = ProjectFile["dataSets"][string];

/** Absolute paths, sorted: the order must not depend on the file system, for the split's sake. */
export async function filesOf(folder: string, globs: readonly string[]): Promise<string[]> {
  if (globs.length === 0) return [];
  const found = await glob([...globs], {
    cwd: folder,
    absolute: true,
    onlyFiles: true,
    expandDirectories: false,
    ignore: ["**/node_modules/**"],
  });
  return found.map((path) => resolve(path)).sort();
}

/** Test files are never trained on, also where the training globs match them. */
export async function dataSetFiles(folder: string, dataSet: DataSet): Promise<{ files: string[]; testFiles: string[] }> {
  const testFiles = await filesOf(folder, dataSet.test);
  const held = new Set(testFiles);
  return { files: (await filesOf(folder, dataSet.files)).filter((path) => !held.has(path)), testFiles };
}

export const projectFileName = "adatom.json";

export function projectFilePath(folder: string): string {
  return join(folder, projectFileName);
}
