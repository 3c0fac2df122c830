// chokidar over a project's data folders: local folders by the kernel's events, network ones by polling; when the kernel's
// watches run out it says so and polls.
import { type FSWatcher, watch } from "chokidar";
import type { Log } from "../features/feature.ts";
import { networkFileSystem } from "./network-file-system.ts";

export interface FolderWatcherOptions {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  isWanted(path: string): boolean;
  onEvent(path: string): void;
  /** Something a user should know: polling, and why. */
  onNotice(message: string): void;
  readonly log: Log;
  readonly pollingMs?: number;
  /** For tests and odd file systems. */
  readonly polling?: boolean;
}

const outOfWatches = new Set(["ENOSPC", "EMFILE"]);

export interface FolderWatcher {
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

export function watchFolders(options: FolderWatcherOptions): FolderWatcher {
  const wanted = new Set(options.files);
  let current: FSWatcher;
  let closed = false;

  function begin(usePolling: boolean): Promise<void> {
    const watcher = watch([...options.folders, ...options.files], {
      ignoreInitial: true,
      usePolling,
      interval: options.pollingMs ?? 1000,
      binaryInterval: options.pollingMs ?? 1000,
      ignored: (path, stats) => {
        if (/[\\/](node_modules|\.git)([\\/]|$)/.test(path)) return true;
        return stats?.isFile() === true && !wanted.has(path) && !options.isWanted(path);
      },
    });
    current = watcher;
    watcher.on("all", (event, path) => {
      if (event === "add" || event === "change" || event === "unlink") options.onEvent(path);
    });
    return new Promise((resolve) => {
      watcher.once("ready", resolve);
      watcher.on("error", (error) => {
        const { code } = error as NodeJS.ErrnoException;
        if (!usePolling && outOfWatches.has(code ?? "") && !closed && watcher === current) {
          options.onNotice(
            "The system's limit of file watches is reached, so data files are looked at once a second instead. To raise it: sudo sysctl fs.inotify.max_user_watches=524288",
          );
          void watcher.close();
          resolve(begin(true));
          return;
        }
        options.log.warn(`watching ${options.folders.join(", ")}: ${(error as Error).message}`);
        resolve();
      });
    });
  }

  const network = options.folders.map(networkFileSystem).find((kind) => kind !== null) ?? null;
  if (network)
    options.onNotice(`Data lies on a network file system (${network}), so it is looked at once a second instead of being told of changes.`);
  const ready = begin(options.polling ?? network !== null);
  return {
    ready,
    async close() {
      closed = true;
      await current.close();
    },
  };
}
