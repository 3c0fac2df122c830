// Following a run of the daemon: its state and metrics rows as they come, until it ends. When the daemon goes away the
// follower connects again: the run goes on from its checkpoint, and so does the following.
import {
  cancelRun,
  getRun,
  type Run,
  type RunCurve,
  runChanged,
  runCurveChanged,
  runMetrics,
  runRow,
  subscribeRuns,
} from "@adatom/protocol/runs.ts";
import type { ConnectDaemon, DaemonClient } from "../daemon-client.ts";

export interface MetricsRow {
  readonly row: number;
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** The rows by their number. They come in order but for those that a lost connection swallowed. */
class MetricsRows {
  readonly #rows: (MetricsRow | undefined)[] = [];
  firstMissing = 0;

  add(row: MetricsRow): void {
    this.#rows[row.row] = row;
    while (this.#rows[this.firstMissing]) this.firstMissing += 1;
  }

  get known(): readonly MetricsRow[] {
    const complete = this.firstMissing === this.#rows.length;
    return complete ? (this.#rows as MetricsRow[]) : this.#rows.filter((row) => row !== undefined);
  }
}

export interface FollowedRun {
  readonly run: Run;
  readonly rows: readonly MetricsRow[];
  /** The newest of a curve that changes as a whole, such as g(r). */
  readonly curve?: RunCurve | null;
  /** False while the daemon is away. */
  readonly connected: boolean;
}

export interface FollowOptions {
  readonly id: number;
  readonly connect: ConnectDaemon;
  readonly signal: AbortSignal;
  /** True: aborting cancels the run and waits for its end. False: aborting only stops the following. */
  readonly cancels: boolean;
  onChange(followed: FollowedRun): void;
}

export const ended = (run: Run): boolean => run.state === "done" || run.state === "failed" || run.state === "cancelled";

const reconnectDelaysMs = [200, 500, 1000, 2000, 4000];

/** The run at its end, or as it was when following was stopped. */
export async function followRun(options: FollowOptions): Promise<FollowedRun> {
  const rows = new MetricsRows();
  for (let attempt = 0; ; attempt += 1) {
    let client: DaemonClient;
    try {
      client = await options.connect({ start: true });
    } catch (error) {
      const delay = reconnectDelaysMs[attempt];
      if (delay === undefined || options.signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
      continue;
    }
    const followed = await followOn(client, rows, options);
    if (followed) return followed;
    attempt = -1;
  }
}

/** Follows on one connection; null when that connection is lost. */
function followOn(client: DaemonClient, rows: MetricsRows, options: FollowOptions): Promise<FollowedRun | null> {
  const { id, signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<FollowedRun | null>();
  let run: Run | null = null;
  let curve: RunCurve | null = null;
  let finishing = false;
  let lost = false;
  const snapshot = (connected = true): FollowedRun => ({ run: run!, rows: rows.known, curve, connected });
  const failed = (error: unknown): void => (lost ? resolve(null) : reject(error));
  const fetchRows = async (): Promise<void> => {
    for (;;) {
      const page = await client.request(runMetrics, { id, from: rows.firstMissing });
      for (const row of page.rows) rows.add(row);
      if (page.rows.length === 0 || rows.firstMissing >= page.total) return;
    }
  };
  const update = (next: Run): void => {
    run = next;
    options.onChange(snapshot());
    if (!ended(next) || finishing) return;
    finishing = true;
    // A notification may have been thinned out: the last word is the daemon's own record.
    Promise.all([client.request(getRun, { id }), fetchRows()]).then(([last]) => {
      run = last;
      resolve(snapshot());
    }, failed);
  };
  const stop = (): void => {
    if (!options.cancels) resolve(run ? snapshot() : null);
    else client.request(cancelRun, { id }).then(update, failed);
  };
  const forget = [
    client.on(runChanged, (changed) => {
      if (changed.id === id) update(changed);
    }),
    client.on(runRow, (row) => {
      if (row.id !== id) return;
      rows.add({ row: row.row, step: row.step, values: row.values });
      if (run && !ended(run)) options.onChange(snapshot());
    }),
    client.on(runCurveChanged, (told) => {
      if (told.id !== id) return;
      curve = told.curve;
      if (run && !ended(run)) options.onChange(snapshot());
    }),
    client.onClose(() => {
      lost = true;
      if (run) options.onChange(snapshot(false));
      resolve(null);
    }),
  ];
  signal.addEventListener("abort", stop);
  (async () => {
    await client.request(subscribeRuns, { id });
    await fetchRows();
    update(await client.request(getRun, { id }));
    if (signal.aborted && !ended(run!)) stop();
  })().catch(failed);
  return promise.finally(() => {
    for (const one of forget) one();
    signal.removeEventListener("abort", stop);
  });
}
