// Another program in a process group of its own: output goes to files, and the whole group dies with its time limit, its
// cancellation, this process, or, where this process was killed, with the next one that takes up the work.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Between asking a group to end and killing it. */
const graceMs = 2000;
/** Names the group's first process while it runs. */
export const processFile = ".adatom-process";

export interface ProgramRun {
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

export interface ProgramEnd {
  readonly status: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly timedOut: boolean;
}

const live = new Set<ChildProcess>();
let watched = false;

/**
 * Runs the program to its end; "stdout" and "stderr" of the folder hold what it printed.
 * @throws Error where it cannot be started; the signal's reason when aborted, after the group is gone
 */
export function runProgram({ command, folder, environment, timeoutSeconds }: ProgramRun, signal: AbortSignal): Promise<ProgramEnd> {
  signal.throwIfAborted();
  killGroupsWithThisProcess();
  const output = openSync(join(folder, "stdout"), "w");
  const errors = openSync(join(folder, "stderr"), "w");
  const [program, ...words] = command;
  const child = spawn(program!, words, {
    cwd: folder,
    detached: true,
    stdio: ["ignore", output, errors],
    env: { ...process.env, ...environment },
  });
  closeSync(output);
  closeSync(errors);
  if (child.pid !== undefined) {
    live.add(child);
    writeFileSync(join(folder, processFile), JSON.stringify({ pid: child.pid, began: beginningOf(child.pid) }));
  }
  let timedOut = false;
  let killer: NodeJS.Timeout | undefined;
  const end = (): void => {
    killGroup(child.pid, "SIGTERM");
    killer ??= setTimeout(() => killGroup(child.pid, "SIGKILL"), graceMs);
  };
  const limit = setTimeout(
    () => {
      timedOut = true;
      end();
    },
    Math.min(2 ** 31 - 1, 1000 * timeoutSeconds),
  );
  signal.addEventListener("abort", end);
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(limit);
      clearTimeout(killer);
      signal.removeEventListener("abort", end);
      // What it started in its group goes too.
      killGroup(child.pid, "SIGKILL");
      live.delete(child);
      rmSync(join(folder, processFile), { force: true });
      finish();
    };
    child.once("error", (error: NodeJS.ErrnoException) =>
      settle(() => reject(new Error(error.code === "ENOENT" ? `there is no program ${program} on the path` : error.message))),
    );
    child.once("close", (status, killedBy) =>
      settle(() => (signal.aborted ? reject(signal.reason) : resolve({ status, killedBy, timedOut }))),
    );
  });
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone.
  }
}

/** An ending compute process, also one whose daemon is gone, leaves nothing running. */
function killGroupsWithThisProcess(): void {
  if (watched) return;
  watched = true;
  process.on("exit", () => {
    for (const child of live) killGroup(child.pid, "SIGKILL");
  });
}

/** Kills what a process that was itself killed left running in a work folder. */
export function killLeftOver(folder: string): void {
  try {
    const { pid, began } = JSON.parse(readFileSync(join(folder, processFile), "utf8")) as { pid: number; began: string | null };
    // A number may be another process's by now.
    if (began !== null && beginningOf(pid) === began) killGroup(pid, "SIGKILL");
  } catch {
    // There is none.
  }
}

/** When a process began, in ticks since the machine did; null where the system does not say. */
function beginningOf(pid: number): string | null {
  try {
    // The name, in brackets, may hold blanks: fields are counted behind it.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
