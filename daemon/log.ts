// The daemon's log: one line an event, in a file of the state folder that is turned over when it grows.
import { appendFileSync, renameSync, statSync } from "node:fs";
import type { Log } from "./features/feature.ts";

/** @param limitBytes above this FILE becomes FILE.1 and a new one begins; two files at most */
export function createLog(file: string, limitBytes = 4 * 1024 * 1024): Log {
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const write = (level: string, message: string) => {
    const line = `${new Date().toISOString()} ${level} ${message.replaceAll("\n", "\n    ")}\n`;
    try {
      if (size + line.length > limitBytes) {
        renameSync(file, `${file}.1`);
        size = 0;
      }
      appendFileSync(file, line, { mode: 0o600 });
      size += Buffer.byteLength(line);
    } catch {
      // A full disk must not end the daemon; the log is the one thing it can do without.
    }
  };
  return {
    info: (message) => write("info ", message),
    warn: (message) => write("warn ", message),
    error: (message) => write("error", message),
  };
}
