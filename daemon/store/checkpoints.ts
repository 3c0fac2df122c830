// The checkpoints of one job: numbered files in its folder, each written atomically, with a digest of its content in its name.
// The last two are kept, and an older one goes only after a newer one was read back whole.
import { join } from "node:path";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { contentDigest, temporaryEnding, writeFileAtomically } from "./atomic-file.ts";
import { diskOperations, type FileOperations } from "./file-operations.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-file.ts";

/** Number, and the first 16 hexadecimal digits of the content's SHA-256. */
const namePattern = /^checkpoint-(\d{8})-([0-9a-f]{16})\.safetensors$/;
const kept = 2;

export interface Checkpoint {
  readonly path: string;
  readonly number: number;
  readonly snapshot: Snapshot;
}

/** Writes the next checkpoint and then removes those before the last two. Returns its path. */
export function saveCheckpoint(folder: string, snapshot: Snapshot, operations: FileOperations = diskOperations): string {
  const present = filesOf(folder, operations);
  const bytes = encodeSnapshot(snapshot);
  const number = String((present[0]?.number ?? 0) + 1).padStart(8, "0");
  const path = join(folder, `checkpoint-${number}-${shortDigest(bytes)}.safetensors`);
  writeFileAtomically(path, bytes, operations);
  for (const old of present.slice(kept - 1)) operations.remove(old.path);
  for (const name of operations.list(folder)) if (name.endsWith(temporaryEnding)) operations.remove(join(folder, name));
  return path;
}

/** The newest checkpoint that is whole, or null. What is damaged is told to `warn` and passed over. */
export function newestCheckpoint(
  folder: string,
  warn: (message: string) => void,
  operations: FileOperations = diskOperations,
): Checkpoint | null {
  for (const { number, digest, path } of filesOf(folder, operations)) {
    try {
      const bytes = operations.read(path);
      if (shortDigest(bytes) !== digest) throw new RangeError("its content does not match its digest");
      return { path, number, snapshot: decodeSnapshot(bytes) };
    } catch (error) {
      warn(`Checkpoint ${path} is damaged (${(error as Error).message}); an older one is used.`);
    }
  }
  return null;
}

/** For a job that is done: nothing will go on from them. */
export function removeCheckpoints(folder: string, operations: FileOperations = diskOperations): void {
  for (const { path } of filesOf(folder, operations)) operations.remove(path);
}

function shortDigest(bytes: Uint8Array): string {
  return contentDigest(bytes).slice(0, 16);
}

/** The checkpoints there are, newest first. */
function filesOf(folder: string, operations: FileOperations): { number: number; digest: string; path: string }[] {
  return operations
    .list(folder)
    .flatMap((name) => {
      const match = namePattern.exec(name);
      return match ? [{ number: Number(match[1]), digest: match[2]!, path: join(folder, name) }] : [];
    })
    .sort((a, b) => b.number - a.number);
}
