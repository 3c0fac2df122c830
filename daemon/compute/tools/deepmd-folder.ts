// DeePMD-kit's folders on disk.
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { readDeepmd, writeDeepmd } from "@adatom/models/formats/deepmd.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import { unreadable } from "../../store/unreadable-file.ts";

/** As the format is called in requests; it is none of the formats of single files. */
export const deepmdName = "deepmd";

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** @throws Failure BadStructure naming the file in the folder, FileUnreadable */
export function readDeepmdFolder(folder: string): Structure[] {
  const files = new Map<string, Uint8Array>();
  try {
    for (const name of readdirSync(folder)) {
      if (/\.raw$|^nopbc$/.test(name)) files.set(name, readFileSync(join(folder, name)));
      if (!/^set\./.test(name)) continue;
      for (const inner of readdirSync(join(folder, name))) {
        if (inner.endsWith(".npy")) files.set(`${name}/${inner}`, readFileSync(join(folder, name, inner)));
      }
    }
  } catch (error) {
    throw unreadable(folder, error);
  }
  try {
    return readDeepmd(files);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure("BadStructure", `${folder}, taken for a folder of DeePMD: ${error.message}.`);
  }
}

/** One folder, or one inside it for each list of atoms. @throws Failure BadStructure | FileUnreadable */
export function writeDeepmdFolders(output: string, structures: readonly Structure[]): void {
  let folders: ReturnType<typeof writeDeepmd>;
  try {
    folders = writeDeepmd(structures);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure("BadStructure", `${output}: ${error.message}.`);
  }
  try {
    for (const [name, files] of folders) {
      for (const [path, bytes] of files) {
        const target = join(output, name, path);
        mkdirSync(dirname(target), { recursive: true });
        writeFileAtomically(target, bytes);
      }
    }
  } catch (error) {
    throw new Failure("FileUnreadable", `${output} cannot be written: ${(error as Error).message}`);
  }
}
