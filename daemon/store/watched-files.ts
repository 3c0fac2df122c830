// What the watcher last knew of a project's data files, kept so that a restarted daemon sees what changed while none ran.
import type { Store } from "./store.ts";

export interface KnownFiles {
  /** The project's globs at that time: under other globs a file may be unknown without being new. */
  readonly globs: string;
  /** SHA-256 of each file's content, by absolute path. */
  readonly hashes: ReadonlyMap<string, string>;
}

export interface WatchedFiles {
  /** Null for a project that is not watched, or was never since it is watched. */
  known(folder: string): KnownFiles | null;
  /** Replaces all that was known. The project must be among the known ones. */
  replace(folder: string, known: KnownFiles): void;
  /** Takes up changes that were told; null for a file that is gone. */
  change(folder: string, hashes: ReadonlyMap<string, string | null>): void;
  forget(folder: string): void;
}

export function createWatchedFiles({ database }: Store): WatchedFiles {
  const globsOf = database.prepare("SELECT watched_globs AS globs FROM projects WHERE folder = ?");
  const setGlobs = database.prepare("UPDATE projects SET watched_globs = ? WHERE folder = ?");
  const list = database.prepare("SELECT path, hash FROM watched_files WHERE folder = ?");
  const set = database.prepare("INSERT OR REPLACE INTO watched_files (folder, path, hash) VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM watched_files WHERE folder = ? AND path = ?");
  const removeAll = database.prepare("DELETE FROM watched_files WHERE folder = ?");

  function atOnce(work: () => void): void {
    database.exec("BEGIN IMMEDIATE");
    try {
      work();
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  }

  return {
    known(folder) {
      const { globs } = (globsOf.get(folder) ?? { globs: null }) as { globs: string | null };
      if (globs === null) return null;
      const rows = list.all(folder) as unknown as { path: string; hash: string }[];
      return { globs, hashes: new Map(rows.map(({ path, hash }) => [path, hash])) };
    },
    replace: (folder, { globs, hashes }) =>
      atOnce(() => {
        setGlobs.run(globs, folder);
        removeAll.run(folder);
        for (const [path, hash] of hashes) set.run(folder, path, hash);
      }),
    change: (folder, hashes) =>
      atOnce(() => {
        for (const [path, hash] of hashes) {
          if (hash === null) remove.run(folder, path);
          else set.run(folder, path, hash);
        }
      }),
    forget: (folder) =>
      atOnce(() => {
        setGlobs.run(null, folder);
        removeAll.run(folder);
      }),
  };
}
