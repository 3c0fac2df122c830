// Whether a document is opened by message or by file. Pure, but for the one function that writes the file.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Above this a text goes by file (protocol/documents.ts). Counted in UTF-16 units: what a string knows at no cost. */
export const messageLimit = 1024 * 1024;

export type Opening = "message" | "own-file" | "spool-file";

export interface OpenedText {
  readonly length: number;
  /** Unsaved changes. */
  readonly isDirty: boolean;
  /** Path of the file the text was read from; null for an unsaved text. */
  readonly path: string | null;
}

/** The document's own file will do when it says the same: nothing is written then. */
export function howToOpen(text: OpenedText): Opening {
  if (text.length <= messageLimit) return "message";
  return text.isDirty || text.path === null ? "spool-file" : "own-file";
}

/**
 * Writes a text into the daemon's spool folder; the daemon removes it. Synchronous, so that no didChange can overtake it.
 * @returns the file's path
 */
export function writeSpoolFile(spoolFolder: string, text: string): string {
  const path = join(spoolFolder, `${randomUUID()}.txt`);
  writeFileSync(path, text, { mode: 0o600, flag: "wx" });
  return path;
}
