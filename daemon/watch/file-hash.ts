// SHA-256 of a file's content, read in pieces so that a large file does not stall the event loop.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Null where the file cannot be read. */
export async function hashFile(path: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) hash.update(piece as Buffer);
    return hash.digest("hex");
  } catch {
    return null;
  }
}
