// What the REPL's status line tells of the daemon: up, starting or down, and the runs that go on. When the daemon goes
// away it is looked for again, but never started: someone may have stopped it on purpose. The next command starts it.
import { listRuns, type Run, runChanged, subscribeRuns } from "@adatom/protocol/runs.ts";
import { type ConnectDaemon, DaemonAbsent, type DaemonClient } from "../daemon-client.ts";
import { ended } from "../follow/follow-run.ts";

export type DaemonState = "starting" | "up" | "down";

const lookEveryMs = 2000;

export class DaemonMonitor {
  state: DaemonState = "starting";
  /** Why the daemon is down, where that is known. */
  why = "";
  readonly #connect: ConnectDaemon;
  readonly #changed: () => void;
  readonly #runs = new Map<number, Run>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  #watching = false;

  constructor(connect: ConnectDaemon, changed: () => void) {
    this.#connect = connect;
    this.#changed = changed;
  }

  /** Runs that have not ended, oldest first. */
  get activeRuns(): readonly Run[] {
    return [...this.#runs.values()].filter((run) => !ended(run)).sort((first, second) => first.id - second.id);
  }

  /** Connects for the first time or after a loss; harmless while connected. */
  async look(start: boolean): Promise<void> {
    if (this.#closed || this.#watching) return;
    this.#watching = true;
    if (this.#timer) clearTimeout(this.#timer);
    let client: DaemonClient;
    try {
      client = await this.#connect({ start });
    } catch (error) {
      // That none runs is no news where starting one has just failed, and why it failed is worth more.
      const absent = error instanceof DaemonAbsent;
      this.#lost(absent && this.state === "down" ? this.why : absent ? "no daemon is running" : (error as Error).message);
      return;
    }
    let open = true;
    const forget = [
      client.on(runChanged, (run) => this.#note(run)),
      client.onClose(() => {
        open = false;
        for (const one of forget) one();
        this.#lost("the daemon has ended");
      }),
    ];
    this.state = "up";
    this.why = "";
    this.#changed();
    try {
      await client.request(subscribeRuns, {});
      const { runs } = await client.request(listRuns, { limit: 50 });
      for (const run of runs) this.#note(run);
    } catch (error) {
      // A loss has been dealt with above; otherwise the status line goes on without runs, and says why.
      if (open) this.why = (error as Error).message;
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #note(run: Run): void {
    this.#runs.set(run.id, run);
    this.#changed();
  }

  #lost(why: string): void {
    this.#watching = false;
    this.#runs.clear();
    this.state = "down";
    this.why = why;
    this.#changed();
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.look(false), lookEveryMs);
    // Looking again must not keep a REPL alive that is leaving.
    this.#timer.unref();
  }
}
