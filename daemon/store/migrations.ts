// The database's tables, version by version. A version once released is never edited: a change is a new line at the end.
import type { DatabaseSync } from "node:sqlite";

const migrations: readonly string[] = [
  `CREATE TABLE runs (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL,
     state TEXT NOT NULL,
     project TEXT,
     created_at TEXT NOT NULL,
     parameters TEXT NOT NULL,
     run TEXT NOT NULL
   );
   CREATE INDEX runs_by_project ON runs (project, id);
   CREATE INDEX runs_by_state ON runs (state);
   CREATE TABLE metrics (
     run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
     row INTEGER NOT NULL,
     step REAL NOT NULL,
     row_values TEXT NOT NULL,
     PRIMARY KEY (run, row)
   ) WITHOUT ROWID;
   CREATE TABLE model_versions (
     project TEXT NOT NULL,
     name TEXT NOT NULL,
     version INTEGER NOT NULL,
     path TEXT NOT NULL,
     created_at TEXT NOT NULL,
     run INTEGER,
     validation TEXT,
     test TEXT,
     species TEXT NOT NULL,
     reason TEXT NOT NULL,
     active INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY (project, name, version)
   ) WITHOUT ROWID;
   CREATE UNIQUE INDEX one_active_version ON model_versions (project, name) WHERE active = 1;
   CREATE TABLE projects (
     folder TEXT PRIMARY KEY,
     watching INTEGER NOT NULL DEFAULT 0,
     opened_at TEXT NOT NULL
   ) WITHOUT ROWID;`,
  `ALTER TABLE projects ADD COLUMN watched_globs TEXT;
   CREATE TABLE watched_files (
     folder TEXT NOT NULL REFERENCES projects (folder) ON DELETE CASCADE,
     path TEXT NOT NULL,
     hash TEXT NOT NULL,
     PRIMARY KEY (folder, path)
   ) WITHOUT ROWID;`,
];

/** Brings a database to the newest version. @throws Error where it is of a newer one than this program knows */
export function migrate(database: DatabaseSync): void {
  const { user_version: version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > migrations.length)
    throw new Error(`The store was written by a newer Adatom (schema ${version}, this one knows ${migrations.length}). Update Adatom.`);
  for (let next = version; next < migrations.length; next++) {
    database.exec("BEGIN IMMEDIATE");
    try {
      database.exec(migrations[next]!);
      database.exec(`PRAGMA user_version = ${next + 1}`);
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  }
}
