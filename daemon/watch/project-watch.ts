// One watched project: events of single paths become, once the files are at rest, really different and readable, one change.
import { basename } from "node:path";
import type { ProtocolProblem } from "@adatom/protocol/structure.ts";
import type { Log } from "../features/feature.ts";
import type { Project } from "../project/contract.ts";
import { filesOf } from "../project/data-files.ts";
import type { KnownFiles } from "../store/watched-files.ts";
import { dataGlobs } from "./data-globs.ts";
import { hashFile } from "./file-hash.ts";
import { watchFolders } from "./folder-watcher.ts";
import type { DataChange } from "./retraining.ts";
import { type Rest, type SettleTimes, settled } from "./settle.ts";

/** A change is reported at most this long after its first file was at rest, though others are still being written. */
const batchCapMs = 1000;

export interface Change {
  /** Readable files that are new or different, and those that are gone. */
  readonly files: string[];
  readonly problems: ProtocolProblem[];
  readonly data: DataChange;
  /** What the files hold now, the unreadable ones too; null for one that is gone. */
  readonly hashes: ReadonlyMap<string, string | null>;
}

export interface ProjectWatchOptions {
  readonly log: Log;
  readonly times: SettleTimes;
  /** Errors in a structure file; empty when it can be read. */
  check(path: string): Promise<ProtocolProblem[]>;
  /** Files that Adatom itself writes. */
  isOwnOutput(path: string): boolean;
  onChange(change: Change): void;
  /**
   * Told what the data are when watching begins. @returns what was known of them before, from which they may have changed
   * while nobody watched, or null; may be waited for.
   */
  before(): Promise<KnownFiles | null>;
  /** Told what later changes are counted from. */
  onBegun(known: KnownFiles): void;
  onProjectFile(): void;
  readonly pollingMs?: number;
  readonly polling?: boolean;
}

export interface ProjectWatch {
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

export function watchProject(project: Project, options: ProjectWatchOptions): ProjectWatch {
  const globs = dataGlobs(project);
  const closing = new AbortController();
  const hashes = new Map<string, string>();
  const working = new Set<string>();
  const again = new Set<string>();
  let batch:
    | { files: Map<string, string>; hashes: Map<string, string | null>; problems: ProtocolProblem[]; timer: NodeJS.Timeout }
    | undefined;

  const watcher = watchFolders({
    folders: globs.folders,
    files: [project.file],
    isWanted: (path) => globs.dataSetsOf(path).length > 0 && !options.isOwnOutput(path),
    onEvent: (path) => void follow(path),
    onNotice(message) {
      options.log.warn(`${project.folder}: ${message}`);
      add(null, "", [{ severity: "warning", code: "watch", message, file: project.file, line: 0, column: 0, endColumn: 0 }]);
    },
    log: options.log,
    ...(options.pollingMs !== undefined && { pollingMs: options.pollingMs }),
    ...(options.polling !== undefined && { polling: options.polling }),
  });

  async function remember(): Promise<void> {
    const before = await options.before();
    const patterns = Object.values(project.content?.dataSets ?? {}).flatMap((set) => [...set.files, ...set.test]);
    const present = new Map<string, string>();
    for (const path of await filesOf(project.folder, patterns)) {
      const hash = closing.signal.aborted || options.isOwnOutput(path) ? null : await hashFile(path);
      if (hash !== null) present.set(path, hash);
    }
    if (closing.signal.aborted) return;
    const globsNow = JSON.stringify(patterns);
    for (const [path, hash] of before?.hashes ?? []) if (present.has(path) || globs.dataSetsOf(path).length > 0) hashes.set(path, hash);
    // Under other globs, and at the first time, what is unknown is not new.
    if (before?.globs !== globsNow) for (const [path, hash] of present) if (!hashes.has(path)) hashes.set(path, hash);
    options.onBegun({ globs: globsNow, hashes });
    // What changed while nobody watched goes the way of every change. All begin together, to be one.
    const changed = [...new Set([...hashes.keys(), ...present.keys()])].filter((path) => hashes.get(path) !== present.get(path));
    for (const path of changed.sort()) void follow(path);
  }
  const remembered = remember();

  async function follow(path: string): Promise<void> {
    if (options.isOwnOutput(path)) return;
    if (working.has(path)) {
      again.add(path);
      return;
    }
    working.add(path);
    try {
      do {
        again.delete(path);
        await examine(path);
      } while (again.has(path) && !closing.signal.aborted);
    } catch (error) {
      if (!closing.signal.aborted) options.log.error(`watching ${path}: ${(error as Error).stack}`);
    } finally {
      working.delete(path);
      if (batch && working.size === 0) flush();
    }
  }

  async function examine(path: string): Promise<void> {
    let rest: Rest = await settled(path, options.times.quietMs, undefined, closing.signal);
    if (path === project.file) {
      options.onProjectFile();
      return;
    }
    await remembered;
    for (;;) {
      const hash = rest.stamp === "gone" ? null : await hashFile(path);
      if (hash === (hashes.get(path) ?? null)) return;
      const problems = hash === null ? [] : await options.check(path);
      if (problems.length > 0) {
        // Perhaps half written by a slow program: what cannot be read is given a longer rest before it is called broken.
        const longer = await settled(path, options.times.brokenQuietMs, rest, closing.signal);
        if (longer.stamp !== rest.stamp) {
          rest = longer;
          continue;
        }
      }
      const what = hash === null ? "gone" : hashes.has(path) ? "changed" : "added";
      if (hash === null) hashes.delete(path);
      else hashes.set(path, hash);
      add(problems.length > 0 ? null : path, what, problems);
      batch!.hashes.set(path, hash);
      return;
    }
  }

  function add(path: string | null, what: string, problems: ProtocolProblem[]): void {
    batch ??= { files: new Map(), hashes: new Map(), problems: [], timer: setTimeout(flush, batchCapMs) };
    if (path !== null) batch.files.set(path, what);
    batch.problems.push(...problems);
  }

  function flush(): void {
    if (!batch) return;
    const { files, hashes: told, problems, timer } = batch;
    clearTimeout(timer);
    batch = undefined;
    if (closing.signal.aborted) return;
    const names = [...files.keys()];
    const first = names[0];
    const reason =
      first === undefined ? "" : `${basename(first)} ${files.get(first)}${names.length > 1 ? ` and ${names.length - 1} more` : ""}`;
    const listChanged = [...files.values()].some((what) => what !== "changed");
    options.onChange({
      files: names,
      problems,
      data: { dataSets: new Set(names.flatMap(globs.dataSetsOf)), reason, listChanged },
      hashes: told,
    });
  }

  return {
    ready: Promise.all([watcher.ready, remembered]).then(() => {}),
    async close() {
      closing.abort();
      clearTimeout(batch?.timer);
      await watcher.close();
    },
  };
}
