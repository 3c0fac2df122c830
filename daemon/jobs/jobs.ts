// Runs for the rest of the daemon: made, queued (at most two run at once), listed, steered, followed; taken up again by the
// next daemon where this one ended. The work is done in compute.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import type { Run, RunCurve } from "@adatom/protocol/runs.ts";
import type { Compute, JobParameters } from "../compute/contract.ts";
import type { Log } from "../features/feature.ts";
import type { ModelLibrary } from "../project/contract.ts";
import { createRunRecords, type RunRecord, type RunRecords } from "../store/run-records.ts";
import type { Store } from "../store/store.ts";
import type { Jobs, MetricsRow, NewJob } from "./contract.ts";
import { createRunningJobs, keepsModel } from "./running-jobs.ts";

export interface JobsOptions {
  readonly store: Store;
  readonly compute: Compute;
  readonly models: ModelLibrary;
  readonly log: Log;
  /** Every run has a folder of its own number in here. */
  readonly folder: string;
  /** Default: the environment's ADATOM_CHECKPOINT_SECONDS, else 10. */
  readonly checkpointSeconds?: number;
}

const mostAtOnce = 2;

export function createJobs(options: JobsOptions): Jobs {
  const { store, compute, models, log, folder, checkpointSeconds = Number(process.env.ADATOM_CHECKPOINT_SECONDS) || 10 } = options;
  const records = createRunRecords(store);
  const refreshers = new Map<number, NonNullable<NewJob["refresh"]>>();
  const changedListeners: ((run: Run) => void)[] = [];
  const rowListeners: ((id: number, row: MetricsRow) => void)[] = [];
  const curveListeners: ((id: number, step: number, curve: RunCurve) => void)[] = [];
  let suspended = false;

  takeUp(records, folder);
  const running = createRunningJobs({
    records,
    compute,
    models,
    log,
    folder,
    checkpointSeconds,
    save,
    tellRow(id, row) {
      for (const listener of rowListeners) listener(id, row);
    },
    tellCurve(id, step, curve) {
      for (const listener of curveListeners) listener(id, step, curve);
    },
    roomMade: fill,
  });
  // Once everybody who wants to hear of it listens.
  setImmediate(fill);

  function tell(run: Run): Run {
    for (const listener of changedListeners) listener(run);
    return run;
  }

  function save(run: Run): Run {
    records.update(run);
    return tell(run);
  }

  function find(id: number): RunRecord {
    const record = records.get(id);
    if (!record) throw new Failure("UnknownRun", `There is no run ${id}. List the runs to see their numbers (adatom runs).`);
    return { ...record, run: running.get(id) ?? record.run };
  }

  /** Starts queued runs while there is room. */
  function fill(): void {
    if (suspended) return;
    for (const record of records.inStates(["queued"])) {
      if (running.size >= mostAtOnce) return;
      const { id } = record.run;
      if (!record.parameters || running.get(id) || running.isBeingTrained(record.run)) continue;
      const refresh = refreshers.get(id);
      refreshers.delete(id);
      running.begin(withCurrentVersion(record), refresh);
    }
  }

  /** The version to start from and be compared with is the one active when training begins, not when it was asked for. */
  function withCurrentVersion(record: RunRecord): RunRecord {
    const { parameters, run } = record;
    if (run.startedAt !== null) return record;
    const withCurrent = <T extends { project: string; modelName: string }>(training: T) => {
      const found = models.active(training.project, training.modelName);
      return { ...training, current: found && ({ kind: "stored", name: found.name, version: found.version, path: found.path } as const) };
    };
    let begun: JobParameters;
    if (parameters?.kind === "train") begun = withCurrent(parameters);
    else if (parameters?.kind === "active-learning") begun = { ...parameters, training: withCurrent(parameters.training) };
    else return record;
    records.setParameters(run.id, begun);
    return { ...record, parameters: begun };
  }

  /** A version's file is never written over: a training that goes on after it gave one gives another. */
  function withFreshOutput(id: number, parameters: JobParameters): JobParameters {
    if (parameters.kind !== "train") return parameters;
    const fresh = { ...parameters, output: freshPath(parameters.output) };
    records.setParameters(id, fresh);
    return fresh;
  }

  return {
    async create({ prepare, refresh, ...job }) {
      const run = records.insert({ ...newRun, ...job, createdAt: new Date().toISOString() });
      const own = join(folder, String(run.id));
      try {
        mkdirSync(own, { recursive: true, mode: 0o700 });
        const parameters = await prepare(run.id, own);
        if (refresh) refreshers.set(run.id, refresh);
        tell(records.setParameters(run.id, parameters));
      } catch (error) {
        save({ ...run, state: "failed", error: (error as Error).message, endedAt: new Date().toISOString() });
        throw error;
      }
      fill();
      return find(run.id).run;
    },
    list: (filter) => records.list(filter).map((run) => running.get(run.id) ?? run),
    get: (id) => find(id).run,
    async pause(id) {
      const { run } = find(id);
      if (run.state === "queued") save({ ...run, state: "paused" });
      else await running.pause(id);
      return find(id).run;
    },
    async resume(id) {
      const { run, parameters } = find(id);
      if (!parameters) throw new Failure("UnknownRun", `Run ${id} was never made whole and cannot go on. Start it again.`);
      if (run.state === "paused" || run.state === "cancelled" || run.state === "failed") {
        withFreshOutput(id, parameters);
        save({ ...run, state: "queued", error: null, endedAt: null });
        fill();
      }
      return find(id).run;
    },
    async cancel(id) {
      const { run, parameters } = find(id);
      const waits = run.state === "queued" || run.state === "paused";
      if (waits && parameters && keepsModel(run)) {
        // Its best model so far is in its checkpoint: compute makes a version of it, whether or not there is room for a run.
        running.begin({ run, parameters: withFreshOutput(id, parameters) }, undefined);
        await running.cancel(id);
      } else if (waits) save({ ...run, state: "cancelled", endedAt: new Date().toISOString() });
      else await running.cancel(id);
      return find(id).run;
    },
    metrics(id, from, limit) {
      find(id);
      return records.rows(id, from, limit);
    },
    curve(id) {
      const { run } = find(id);
      // A run that has ended keeps its last one in its result.
      return running.curve(id) ?? (run.result?.radialDistribution as RunCurve | null | undefined) ?? null;
    },
    running: () => running.size,
    counts: () => ({ running: running.size, queued: records.count("queued"), paused: records.count("paused") }),
    onChanged: (listener) => void changedListeners.push(listener),
    onRow: (listener) => void rowListeners.push(listener),
    onCurve: (listener) => void curveListeners.push(listener),
    suspendAll() {
      suspended = true;
      return running.suspend();
    },
  };
}

const newRun: Omit<Run, "id" | "title" | "project" | "model" | "reason" | "createdAt"> = {
  // Until its parameters say which.
  kind: "train",
  state: "queued",
  startedAt: null,
  endedAt: null,
  progress: { phase: "queued", done: 0, total: 0 },
  secondsLeft: null,
  restarts: 0,
  last: null,
  result: null,
  error: null,
  warnings: [],
};

/** What the last daemon left: its running runs are queued again, those it was only making have failed. */
function takeUp(records: RunRecords, folder: string): void {
  // Numbers are never used twice, not even after a damaged store was replaced: a run's folder is its own.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  records.countFrom(Math.max(0, ...readdirSync(folder).map(Number).filter(Number.isInteger)));
  for (const { run } of records.inStates(["running"])) records.update({ ...run, state: "queued", restarts: run.restarts + 1 });
  for (const { run, parameters } of records.inStates(["queued"])) {
    if (parameters) continue;
    records.update({ ...run, state: "failed", error: "The daemon ended while the run was being made. Start it again." });
  }
}

function freshPath(path: string): string {
  if (!existsSync(path)) return path;
  const stem = path.replace(/(-\d+)?\.safetensors$/, "");
  for (let n = 2; ; n++) {
    const next = `${stem}-${n}.safetensors`;
    if (!existsSync(next)) return next;
  }
}
