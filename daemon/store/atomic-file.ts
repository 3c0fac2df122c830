// Writing a file so that at every instant either the old content or the new one stands there, whole:
// beside it, synced, read back and compared, renamed, the folder synced.
import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { diskOperations, type FileOperations } from "./file-operations.ts";

/** Ends the name of a file being written; what ends so is left over from a crash and may go. */
export const temporaryEnding = ".part";

export function contentDigest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** @throws Error where the disk does not give back what was written; the old file still stands then */
export function writeFileAtomically(path: string, bytes: Uint8Array, operations: FileOperations = diskOperations): void {
  const folder = dirname(path);
  const temporary = join(folder, `${basename(path)}${temporaryEnding}`);
  const descriptor = operations.create(temporary);
  try {
    operations.write(descriptor, bytes);
    operations.sync(descriptor);
  } finally {
    operations.close(descriptor);
  }
  if (contentDigest(operations.read(temporary)) !== contentDigest(bytes))
    throw new Error(`${temporary} does not read back as it was written; the disk may be failing. ${path} was left as it is.`);
  operations.rename(temporary, path);
  operations.syncFolder(folder);
}
