// The projects that the daemon knows, and whether it watches them: a restarted daemon takes them up again.
import type { Store } from "./store.ts";

export interface ProjectRecords {
  remember(folder: string): void;
  setWatching(folder: string, watching: boolean): void;
  forget(folder: string): void;
  /** By the time they were first opened. */
  list(): { folder: string; watching: boolean }[];
}

export function createProjectRecords({ database }: Store): ProjectRecords {
  const remember = database.prepare("INSERT INTO projects (folder, opened_at) VALUES (?, ?) ON CONFLICT (folder) DO NOTHING");
  const setWatching = database.prepare("UPDATE projects SET watching = ? WHERE folder = ?");
  const forget = database.prepare("DELETE FROM projects WHERE folder = ?");
  const list = database.prepare("SELECT folder, watching FROM projects ORDER BY opened_at, folder");
  return {
    remember: (folder) => void remember.run(folder, new Date().toISOString()),
    setWatching(folder, watching) {
      remember.run(folder, new Date().toISOString());
      setWatching.run(watching ? 1 : 0, folder);
    },
    forget: (folder) => void forget.run(folder),
    list: () =>
      (list.all() as unknown as { folder: string; watching: number }[]).map(({ folder, watching }) => ({
        folder,
        watching: watching === 1,
      })),
  };
}
