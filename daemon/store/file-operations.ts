// The few file operations that everything kept on disk goes through, so that a trial can stop the world at each of them.
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, unlinkSync, writeSync } from "node:fs";

export interface FileOperations {
  /** Creates (or empties) a file for writing. */
  create(path: string): number;
  write(descriptor: number, bytes: Uint8Array): void;
  sync(descriptor: number): void;
  close(descriptor: number): void;
  read(path: string): Uint8Array;
  rename(from: string, to: string): void;
  remove(path: string): void;
  list(folder: string): string[];
  /** Makes renames and removals in a folder lasting. */
  syncFolder(folder: string): void;
}

export const diskOperations: FileOperations = {
  create: (path) => openSync(path, "w", 0o600),
  write(descriptor, bytes) {
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
  },
  sync: fsyncSync,
  close: closeSync,
  read: (path) => readFileSync(path),
  rename: renameSync,
  remove: unlinkSync,
  list: (folder) => readdirSync(folder),
  syncFolder(folder) {
    // Windows cannot open folders; there a rename is lasting by itself.
    if (process.platform === "win32") return;
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
};
