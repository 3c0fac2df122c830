// Watching projects: what changed in their data, and the trainings that begin because of it.
import type { ProtocolProblem } from "@adatom/protocol/structure.ts";
import type { Log } from "../features/feature.ts";
import type { Project, Projects, Watch } from "../project/contract.ts";
import type { WatchedFiles } from "../store/watched-files.ts";
import { type ProjectWatch, watchProject } from "./project-watch.ts";
import type { Retraining } from "./retraining.ts";
import { type SettleTimes, settleTimes } from "./settle.ts";

export interface WatchOptions {
  readonly log: Log;
  readonly projects: Pick<Projects, "open">;
  readonly retraining: Retraining;
  /** Errors in a structure file; empty when it can be read. */
  check(path: string): Promise<ProtocolProblem[]>;
  isOwnOutput(path: string): boolean;
  /** Told when watching of a folder begins or ends by a user's wish: a restarted daemon takes it up again. */
  onWished?(folder: string, watching: boolean): void;
  /** Outlives the daemon: changes that nobody was there to see are told when watching begins again. */
  readonly memory?: WatchedFiles;
  readonly times?: SettleTimes;
  readonly pollingMs?: number;
  readonly polling?: boolean;
}

type Listener = Parameters<Watch["onDataChanged"]>[0];

export function createWatch(options: WatchOptions): Watch {
  const { log, retraining, memory } = options;
  const watched = new Map<string, ProjectWatch>();
  const listeners: Listener[] = [];

  /** @param previous settles when the watch that this one takes over from has said its last */
  function begin(project: Project, previous: Promise<void> | undefined): ProjectWatch {
    const { folder } = project;
    /** Changes are told one after the other. */
    let told = Promise.resolve();
    const watch = watchProject(project, {
      log,
      times: options.times ?? settleTimes,
      check: options.check,
      isOwnOutput: options.isOwnOutput,
      ...(options.pollingMs !== undefined && { pollingMs: options.pollingMs }),
      ...(options.polling !== undefined && { polling: options.polling }),
      async before() {
        await previous;
        return memory?.known(folder) ?? null;
      },
      onBegun: (known) => memory?.replace(folder, known),
      onChange({ files, problems, data, hashes }) {
        // Only when all that follows from it is made: a daemon that ends before that tells of the change when it is back.
        const taken = (): void => memory?.change(folder, hashes);
        const tell = async (): Promise<void> => {
          const runs = files.length > 0 ? await retraining.dataChanged(project, data, taken) : [];
          log.info(`${folder}: ${files.length} data files changed${runs.length > 0 ? `, runs ${runs.join(", ")}` : ""}`);
          for (const problem of problems) log.warn(`${problem.file ?? folder}:${problem.line + 1}: ${problem.message}`);
          for (const listener of listeners) listener({ folder, files, runs, problems });
          if (files.length === 0) taken();
        };
        told = told.then(tell).catch((error) => log.error(`after a change in ${folder}: ${(error as Error).stack}`));
      },
      onProjectFile() {
        // Globs and models may be others now. A file that is gone or broken leaves the watch as it was.
        options.projects
          .open(folder)
          .then((next) => (next.content && watched.has(next.folder) ? replace(next) : undefined))
          .catch((error) => log.warn((error as Error).message));
      },
    });
    return {
      ready: watch.ready,
      async close() {
        await watch.close();
        await told;
      },
    };
  }

  async function replace(project: Project): Promise<void> {
    const before = watched.get(project.folder);
    const closed = before?.close();
    const next = begin(project, closed);
    watched.set(project.folder, next);
    await closed;
    await next.ready;
  }

  return {
    async enable(project) {
      options.onWished?.(project.folder, true);
      await replace(project);
    },
    async disable(folder) {
      options.onWished?.(folder, false);
      const one = watched.get(folder);
      watched.delete(folder);
      await one?.close();
    },
    watching: (folder) => watched.has(folder),
    onDataChanged: (listener) => void listeners.push(listener),
    async stop() {
      const all = [...watched.values()];
      watched.clear();
      await Promise.all(all.map((one) => one.close()));
    },
  };
}
