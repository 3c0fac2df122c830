// The history on disk: one JSON string a line, so that commands of several lines survive; readable by its owner only.
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

const limit = 1000;

/** ADATOM_HOME, or the state folder of the XDG base directory specification. */
export function historyPath(environment: NodeJS.ProcessEnv = process.env): string {
  const state = environment.XDG_STATE_HOME || join(homedir(), ".local", "state");
  return join(environment.ADATOM_HOME || join(state, "adatom"), "history");
}

/** Entries, oldest first. A line that is no JSON string is left out: history is a comfort, never a reason to fail. */
export function readHistory(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readFileSync(path, "utf8").split("\n").flatMap(parseEntry);
  if (entries.length > 2 * limit) rewrite(path, entries.slice(-limit));
  return entries.slice(-limit);
}

/** Appends one entry; several REPLs may do so at once. */
export function appendHistory(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  appendFileSync(path, `${JSON.stringify(text)}\n`, { mode: 0o600 });
  // The mode above holds for a new file only, and less the umask.
  chmodSync(path, 0o600);
}

function rewrite(path: string, entries: readonly string[]): void {
  const beside = `${path}.${process.pid}.new`;
  writeFileSync(beside, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""), { mode: 0o600 });
  renameSync(beside, path);
}

function parseEntry(line: string): string[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "string" ? [value] : [];
  } catch {
    return [];
  }
}
