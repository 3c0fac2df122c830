// Spooled texts of one session: files that a client wrote into the spool folder because a text was too large for a message.
// They are the daemon's to remove, when their document or session closes. Files elsewhere are never touched.
import { rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";

export interface SpoolFiles {
  hold(uri: string, path: string): void;
  release(uri: string): void;
  releaseAll(): void;
}

export function createSpoolFiles(folder: string): SpoolFiles {
  const held = new Map<string, string>();
  const remove = (path: string | undefined) => {
    if (path !== undefined && dirname(resolve(path)) === resolve(folder)) void rm(path, { force: true }).catch(() => {});
  };
  return {
    hold(uri, path) {
      if (held.get(uri) !== path) remove(held.get(uri));
      held.set(uri, path);
    },
    release(uri) {
      remove(held.get(uri));
      held.delete(uri);
    },
    releaseAll() {
      for (const path of held.values()) remove(path);
      held.clear();
    },
  };
}
