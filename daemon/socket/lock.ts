// The lock that makes the daemon one per user: an exclusive SQLite transaction on an empty database, held for life. It is
// the operating system's own file lock, so the kernel frees it at any death; no process id is ever trusted.
// Nothing else in this process may open and close the lock file: POSIX would drop the lock.
import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

export interface Lock {
  release(): void;
}

/** @returns null when another daemon holds it */
export function takeLock(file: string): Lock | null {
  closeSync(openSync(file, "a", 0o600));
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (/locked|busy/i.test((error as Error).message)) return null;
    throw new Error(`Cannot lock ${file}: ${(error as Error).message}. If it is damaged, remove it while no Adatom daemon runs.`);
  }
  return { release: () => database.close() };
}
