// The daemon's database: runs, their metrics rows, versions of models, known projects. One SQLite file in the state folder.
// Arrays (models, checkpoints) lie in files beside it; here stand only their paths.
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Log } from "../features/feature.ts";
import { migrate } from "./migrations.ts";

export interface Store {
  readonly folder: string;
  readonly database: DatabaseSync;
  close(): void;
}

/**
 * Opens (or makes) store.db in a folder. A file that is no sound database is moved aside, told to the log, and a new
 * one begun: models and checkpoints on disk stay where they are.
 * @throws Error where the store was written by a newer Adatom, or the folder cannot be written to
 */
export function openStore(folder: string, log: Log): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "store.db");
  let database: DatabaseSync;
  try {
    database = openSound(path);
  } catch (error) {
    if (!isCorruption(error)) throw error;
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(":", "-")}`;
    log.error(
      `${path} is damaged (${(error as Error).message}). It was moved to ${aside} and a new store begun; the list of runs starts empty.`,
    );
    renameSync(path, aside);
    // What belongs to the damaged file must not be read into the new one.
    for (const ending of ["-wal", "-shm"]) rmSync(`${path}${ending}`, { force: true });
    database = openSound(path);
  }
  return { folder, database, close: () => database.close() };
}

function openSound(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    // WAL with NORMAL: a killed process loses nothing that was committed.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000");
    const check = database.prepare("PRAGMA quick_check").get() as { quick_check?: unknown } | undefined;
    if (check?.quick_check !== "ok") throw Object.assign(new Error(String(check?.quick_check).split("\n")[0]), { errcode: corrupt });
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const corrupt = 11;
const notADatabase = 26;

function isCorruption(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === "number" && [corrupt, notADatabase].includes(code & 0xff);
}
