// The life of runs: a queue of which at most two run at once, states and progress in the store, and going on from
// checkpoints after compute or the daemon itself has died. The work is done in compute.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import type { Run } from "@adatom/protocol/runs.ts";
import type { Compute, JobEvent, JobParameters } from "../compute/contract.ts";
import type { Log } from "../features/feature.ts";
import type { ModelLibrary } from "../project/contract.ts";
import { removeCheckpoints } from "../store/checkpoints.ts";
import { createRunRecords, type RunRecord } from "../store/run-records.ts";
import type { Store } from "../store/store.ts";
import type { Jobs, MetricsRow, NewJob } from "./contract.ts";
import { ProgressClock } from "./progress-clock.ts";
import { storeTrainedModel } from "./trained-model.ts";

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
/** A run whose process dies so often without getting any further is given up. */
const mostFruitlessDeaths = 10;
const mostWarnings = 100;

/** A run that is now in compute, or on its way there. */
interface Active {
  run: Run;
  parameters: JobParameters;
  readonly refresh: NewJob["refresh"];
  readonly clock: ProgressClock;
  /** What the next end of the run in compute means. */
  cancelling: boolean;
  /** How often it was handed to compute; an older handing over that is still under way gives up. */
  handed: number;
  fruitlessDeaths: number;
  /** How far each phase has ever been: only what goes beyond counts as getting further. */
  readonly furthest: Map<string, number>;
}

export function createJobs(options: JobsOptions): Jobs {
  const { store, compute, models, log, folder, checkpointSeconds = Number(process.env.ADATOM_CHECKPOINT_SECONDS) || 10 } = options;
  const records = createRunRecords(store);
  const active = new Map<number, Active>();
  const refreshers = new Map<number, NonNullable<NewJob["refresh"]>>();
  const changedListeners: ((run: Run) => void)[] = [];
  const rowListeners: ((id: number, row: MetricsRow) => void)[] = [];
  let ready = compute.state().state === "ready";
  let suspended = false;

  const folderOf = (id: number): string => join(folder, String(id));

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
    const now = active.get(id);
    return now ? { ...record, run: now.run } : record;
  }

  function change(job: Active, changes: Partial<Run>): void {
    job.run = save({ ...job.run, ...changes });
  }

  /** Starts queued runs while there is room. */
  function fill(): void {
    if (suspended) return;
    for (const record of records.inStates(["queued"])) {
      if (active.size >= mostAtOnce) return;
      if (record.parameters && !active.has(record.run.id) && !isBeingTrained(record)) begin(record);
    }
  }

  /** Two trainings of one model follow each other: the second starts from, and is measured by, what the first gave. */
  function isBeingTrained({ run: { kind, project, model } }: RunRecord): boolean {
    return kind === "train" && [...active.values()].some(({ run }) => run.kind === kind && run.project === project && run.model === model);
  }

  /** The version to start from and be compared with is the one active when training begins, not when it was asked for. */
  function withCurrentVersion(record: RunRecord): RunRecord {
    const { parameters, run } = record;
    if (parameters?.kind !== "train" || run.startedAt !== null) return record;
    const found = models.active(parameters.project, parameters.modelName);
    const current = found && ({ kind: "stored", name: found.name, version: found.version, path: found.path } as const);
    records.setParameters(run.id, { ...parameters, current });
    return { ...record, parameters: { ...parameters, current } };
  }

  function begin(queued: RunRecord): void {
    const record = withCurrentVersion(queued);
    const refresh = refreshers.get(record.run.id);
    refreshers.delete(record.run.id);
    const job: Active = {
      run: record.run,
      parameters: record.parameters!,
      refresh,
      clock: new ProgressClock(),
      cancelling: false,
      handed: 0,
      fruitlessDeaths: 0,
      furthest: new Map(),
    };
    active.set(record.run.id, job);
    change(job, { state: "running", startedAt: record.run.startedAt ?? new Date().toISOString(), endedAt: null, error: null });
    if (ready) void hand(job);
  }

  /** Gives a run to compute. A run without a checkpoint begins at its beginning. */
  async function hand(job: Active): Promise<void> {
    const { id } = job.run;
    if (job.cancelling) return;
    const handed = ++job.handed;
    try {
      await takeUpChanges(job);
      if (active.get(id) !== job || job.handed !== handed || job.cancelling || !ready) return;
      await compute.request("job.start", { id, parameters: job.parameters, folder: folderOf(id), resume: true, checkpointSeconds });
    } catch (error) {
      // Lost while being handed over: the next ready process gets it.
      if ((error as Error).name !== "DeviceLost" && active.get(id) === job)
        finish(job, { state: "failed", error: (error as Error).message });
    }
  }

  async function takeUpChanges(job: Active): Promise<void> {
    const { refresh, run } = job;
    if (!refresh || run.restarts > 0) return;
    job.parameters = await refresh(job.parameters);
    records.setParameters(run.id, job.parameters);
  }

  function finish(job: Active, changes: Partial<Run>): void {
    active.delete(job.run.id);
    job.clock.stop();
    change(job, { ...changes, endedAt: new Date().toISOString(), secondsLeft: null });
    const { id, title, state, error } = job.run;
    log.info(`run ${id} (${title}): ${state}${error ? `: ${error}` : ""}`);
    fill();
  }

  function warn(job: Active, message: string): void {
    const { warnings } = job.run;
    if (warnings.includes(message) || warnings.length >= mostWarnings) return;
    change(job, { warnings: [...warnings, message] });
  }

  function done(job: Active, event: Extract<JobEvent, { event: "done" }>): void {
    const { result } = event;
    if (!job.cancelling) removeCheckpoints(folderOf(job.run.id));
    if (result.kind !== "train") {
      const { kind, last, ...shown } = result;
      finish(job, { state: "done", result: shown });
      return;
    }
    try {
      const stored = storeTrainedModel(models, job.run, job.parameters, result, new Date().toISOString());
      finish(job, { state: job.cancelling ? "cancelled" : "done", result: stored });
    } catch (error) {
      finish(job, { state: "failed", error: `The trained model could not be stored: ${(error as Error).message}` });
    }
  }

  compute.onJobEvent((event) => {
    const job = active.get(event.id);
    if (!job) return;
    if (event.event === "progress") {
      const { phase, done, total } = event;
      const progress = { phase, done, total };
      if (done > (job.furthest.get(phase) ?? 0)) {
        job.furthest.set(phase, done);
        job.fruitlessDeaths = 0;
      }
      job.run = { ...job.run, progress, secondsLeft: job.clock.secondsLeft(phase, done, total) };
      job.clock.throttle(() => save(job.run));
    } else if (event.event === "row") {
      const row = records.addRow(event.id, event.step, event.values);
      if (!row) return;
      job.run = { ...job.run, last: row.values };
      for (const listener of rowListeners) listener(event.id, row);
      job.clock.throttle(() => save(job.run));
    } else if (event.event === "warning") warn(job, event.message);
    else if (event.event === "done") done(job, event);
    else if (event.event === "failed") finish(job, { state: job.cancelling ? "cancelled" : "failed", error: event.message });
  });

  compute.onReady(() => {
    ready = true;
    for (const job of active.values()) void hand(job);
    fill();
  });

  compute.onLost((why) => {
    ready = false;
    for (const job of [...active.values()]) {
      if (suspended) continue;
      if (job.cancelling) {
        finish(job, { state: "cancelled" });
        continue;
      }
      job.fruitlessDeaths++;
      job.clock.restart();
      change(job, { restarts: job.run.restarts + 1 });
      if (job.fruitlessDeaths < mostFruitlessDeaths) continue;
      const error = `The compute process died ${mostFruitlessDeaths} times in a row without this run getting further; last time it ${why}. It may need more memory than there is. See the daemon's log (adatom logs); resume the run to try again.`;
      finish(job, { state: "failed", error });
    }
  });

  // Numbers are never used twice, not even after a damaged store was replaced: a run's folder is its own.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  records.countFrom(Math.max(0, ...readdirSync(folder).map(Number).filter(Number.isInteger)));

  // What a daemon left running when it ended, or was killed, goes on.
  for (const { run } of records.inStates(["running"])) records.update({ ...run, state: "queued", restarts: run.restarts + 1 });
  // Makes half-made runs (killed while preparing) visible as failed.
  for (const { run, parameters } of records.inStates(["queued"]))
    if (!parameters) records.update({ ...run, state: "failed", error: "The daemon ended while the run was being made. Start it again." });
  setImmediate(fill);

  return {
    async create({ prepare, refresh, ...job }) {
      const run = records.insert({
        // Until its parameters say which.
        kind: "train",
        ...job,
        state: "queued",
        createdAt: new Date().toISOString(),
        startedAt: null,
        endedAt: null,
        progress: { phase: "queued", done: 0, total: 0 },
        secondsLeft: null,
        restarts: 0,
        last: null,
        result: null,
        error: null,
        warnings: [],
      });
      try {
        mkdirSync(folderOf(run.id), { recursive: true, mode: 0o700 });
        const parameters = await prepare(run.id, folderOf(run.id));
        if (refresh) refreshers.set(run.id, refresh);
        tell(records.setParameters(run.id, parameters));
      } catch (error) {
        save({ ...run, state: "failed", error: (error as Error).message, endedAt: new Date().toISOString() });
        throw error;
      }
      fill();
      return find(run.id).run;
    },
    list(filter) {
      return records.list(filter).map((run) => active.get(run.id)?.run ?? run);
    },
    get: (id) => find(id).run,
    async pause(id) {
      const { run } = find(id);
      const job = active.get(id);
      if (!job) return run.state === "queued" ? save({ ...run, state: "paused" }) : run;
      active.delete(id);
      job.clock.stop();
      change(job, { state: "paused", secondsLeft: null });
      if (ready) await compute.request("job.pause", { id }).catch(ignoreLost);
      fill();
      return find(id).run;
    },
    async resume(id) {
      const { run, parameters } = find(id);
      if (!parameters) throw new Failure("UnknownRun", `Run ${id} was never made whole and cannot go on. Start it again.`);
      if (run.state === "paused" || run.state === "cancelled" || run.state === "failed") {
        if (parameters.kind === "train") records.setParameters(id, { ...parameters, output: freshOutput(parameters.output) });
        save({ ...run, state: "queued", error: null, endedAt: null });
        fill();
      }
      return find(id).run;
    },
    async cancel(id) {
      const { run } = find(id);
      const job = active.get(id);
      if (!job) {
        const over = run.state === "done" || run.state === "failed" || run.state === "cancelled";
        return over ? run : save({ ...run, state: "cancelled", endedAt: new Date().toISOString() });
      }
      job.cancelling = true;
      if (ready) await compute.request("job.cancel", { id }).catch(ignoreLost);
      if (active.get(id) === job) finish(job, { state: "cancelled" });
      return find(id).run;
    },
    metrics(id, from, limit) {
      find(id);
      return records.rows(id, from, limit);
    },
    running: () => active.size,
    counts() {
      return { running: active.size, queued: records.count("queued"), paused: records.count("paused") };
    },
    onChanged: (listener) => void changedListeners.push(listener),
    onRow: (listener) => void rowListeners.push(listener),
    async suspendAll() {
      suspended = true;
      const jobs = [...active.values()];
      if (ready) await Promise.all(jobs.map((job) => compute.request("job.pause", { id: job.run.id }).catch(ignoreLost)));
      // From here on nothing is written: the store is about to be closed.
      active.clear();
      for (const job of jobs) {
        job.clock.stop();
        records.update(job.run);
      }
      return jobs.length;
    },
  };
}

/** A request that failed because compute died has nothing left to do: the job died with it, its checkpoint stands. */
function ignoreLost(error: Error): void {
  if (error.name !== "DeviceLost") throw error;
}

/** A version's file is never written over: a training that goes on after it gave one gives another. */
function freshOutput(path: string): string {
  if (!existsSync(path)) return path;
  const stem = path.replace(/(-\d+)?\.safetensors$/, "");
  for (let n = 2; ; n++) {
    const next = `${stem}-${n}.safetensors`;
    if (!existsSync(next)) return next;
  }
}
