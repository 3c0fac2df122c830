// What is said where a file or folder that was named cannot be read.
import { Failure } from "@adatom/protocol/failure.ts";

/** @param error of a file operation */
export function unreadable(path: string, error: unknown): Failure {
  const code = (error as { code?: unknown }).code;
  const why =
    code === "ENOENT" ? "no such file" : code === "EACCES" ? "permission denied" : error instanceof Error ? error.message : String(error);
  return new Failure("FileUnreadable", `${path} cannot be read: ${why}.`);
}
