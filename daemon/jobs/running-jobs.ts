// The runs that are in compute now, or on their way there: handed over, followed event by event, handed over again when
// compute has died, given up when that does not help.
import { join } from "node:path";
import type { Run, RunCurve } from "@adatom/protocol/runs.ts";
import type { Compute, JobEvent, JobParameters, JobResult } from "../compute/contract.ts";
import type { Log } from "../features/feature.ts";
import type { ModelLibrary } from "../project/contract.ts";
import { removeCheckpoints } from "../store/checkpoints.ts";
import type { RunRecord, RunRecords } from "../store/run-records.ts";
import type { MetricsRow, NewJob } from "./contract.ts";
import { ProgressClock } from "./progress-clock.ts";
import { storeTrainedModel } from "./trained-model.ts";

type TrainParameters = Extract<JobParameters, { kind: "train" }>;
type TrainResult = Extract<JobResult, { kind: "train" }>;

/** A run whose process dies so often without getting any further is given up. */
const mostFruitlessDeaths = 10;
const mostWarnings = 100;

interface Active {
  run: Run;
  parameters: JobParameters;
  readonly refresh: NewJob["refresh"];
  readonly clock: ProgressClock;
  /** Whether the run's next end is one that was asked for. */
  cancelling: boolean;
  /** Settles when compute has it, or will not get it. */
  handing: Promise<void>;
  /** How often it was handed to compute; an older handing over that is still under way gives up. */
  handed: number;
  fruitlessDeaths: number;
  curve?: RunCurve;
  /** How far each phase has ever been: only what goes beyond counts as getting further. */
  readonly furthest: Map<string, number>;
}

export interface RunningJobsOptions {
  readonly records: RunRecords;
  readonly compute: Compute;
  readonly models: ModelLibrary;
  readonly log: Log;
  readonly folder: string;
  readonly checkpointSeconds: number;
  /** Stores a changed run and tells of it. */
  save(run: Run): Run;
  tellRow(id: number, row: MetricsRow): void;
  tellCurve(id: number, step: number, curve: RunCurve): void;
  /** There is room for another run. */
  roomMade(): void;
}

export interface RunningJobs {
  readonly size: number;
  /** As it is now; the store may be a moment behind. */
  get(id: number): Run | undefined;
  /** The newest one of a run that is in compute. */
  curve(id: number): RunCurve | undefined;
  /** Two trainings of one model follow each other: the second starts from, and is measured by, what the first gave. */
  isBeingTrained(run: Run): boolean;
  begin(record: RunRecord, refresh: NewJob["refresh"]): void;
  pause(id: number): Promise<void>;
  cancel(id: number): Promise<void>;
  /** Checkpoints all, leaves them "running" in the store, and touches the store no more. */
  suspend(): Promise<number>;
}

export function createRunningJobs(options: RunningJobsOptions): RunningJobs {
  const { records, compute, models, log, folder, checkpointSeconds, save, tellRow, tellCurve, roomMade } = options;
  const active = new Map<number, Active>();
  let ready = compute.state().state === "ready";
  let suspended = false;

  const folderOf = (id: number): string => join(folder, String(id));

  function change(job: Active, changes: Partial<Run>): void {
    job.run = save({ ...job.run, ...changes });
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
    // Nothing goes on from a run that is done; the others may be resumed.
    if (state === "done") removeCheckpoints(folderOf(id));
    log.info(`run ${id} (${title}): ${state}${error ? `: ${error}` : ""}`);
    roomMade();
  }

  function done(job: Active, { result }: Extract<JobEvent, { event: "done" }>): void {
    const trained = trainedBy(job.parameters, result);
    const { kind, last, ...shown } = { last: null, ...result };
    if (!trained) {
      finish(job, { state: "done", result: shown });
      return;
    }
    try {
      const version = storeTrainedModel(models, job.run, trained.parameters, trained.result, new Date().toISOString());
      const stored = result.kind === "train" ? version : { ...shown, training: version };
      finish(job, { state: job.cancelling ? "cancelled" : "done", result: stored });
    } catch (error) {
      finish(job, { state: "failed", error: `The trained model could not be stored: ${(error as Error).message}` });
    }
  }

  function progressed(job: Active, { phase, done, total }: Extract<JobEvent, { event: "progress" }>): void {
    if (done > (job.furthest.get(phase) ?? 0)) {
      job.furthest.set(phase, done);
      job.fruitlessDeaths = 0;
    }
    job.run = { ...job.run, progress: { phase, done, total }, secondsLeft: job.clock.secondsLeft(phase, done, total) };
    job.clock.throttle(() => save(job.run));
  }

  function addRow(job: Active, { id, step, values }: Extract<JobEvent, { event: "row" }>): void {
    const row = records.addRow(id, step, values);
    if (!row) return;
    job.run = { ...job.run, last: row.values };
    tellRow(id, row);
    job.clock.throttle(() => save(job.run));
  }

  function warn(job: Active, message: string): void {
    const { warnings } = job.run;
    if (!warnings.includes(message) && warnings.length < mostWarnings) change(job, { warnings: [...warnings, message] });
  }

  function lost(job: Active, why: string): void {
    if (job.cancelling) {
      finish(job, { state: "cancelled" });
      return;
    }
    job.fruitlessDeaths++;
    job.clock.restart();
    change(job, { restarts: job.run.restarts + 1 });
    if (job.fruitlessDeaths < mostFruitlessDeaths) return;
    const error = `The compute process died ${mostFruitlessDeaths} times in a row without this run getting further; last time it ${why}. It may need more memory than there is. See the daemon's log (adatom logs); resume the run to try again.`;
    finish(job, { state: "failed", error });
  }

  async function pause(id: number): Promise<void> {
    const job = active.get(id);
    if (!job) return;
    active.delete(id);
    job.clock.stop();
    change(job, { state: "paused", secondsLeft: null });
    if (ready) await compute.request("job.pause", { id }).catch(ignoreLost);
    roomMade();
  }

  compute.onJobEvent((event) => {
    const job = active.get(event.id);
    if (!job) return;
    if (event.event === "progress") progressed(job, event);
    else if (event.event === "row") addRow(job, event);
    else if (event.event === "curve") {
      job.curve = event.curve;
      tellCurve(event.id, event.step, event.curve);
    } else if (event.event === "warning") warn(job, event.message);
    else if (event.event === "pause") {
      warn(job, event.reason);
      void pause(event.id);
    } else if (event.event === "done") done(job, event);
    else if (event.event === "failed") finish(job, { state: job.cancelling ? "cancelled" : "failed", error: event.message });
  });
  compute.onReady(() => {
    ready = true;
    for (const job of active.values()) job.handing = hand(job);
  });
  compute.onLost((why) => {
    ready = false;
    if (!suspended) for (const job of [...active.values()]) lost(job, why);
  });

  return {
    get size() {
      return active.size;
    },
    get: (id) => active.get(id)?.run,
    curve: (id) => active.get(id)?.curve,
    isBeingTrained({ kind, project, model }) {
      return trains(kind) && [...active.values()].some(({ run }) => trains(run.kind) && run.project === project && run.model === model);
    },
    begin({ run, parameters }, refresh) {
      const clock = new ProgressClock();
      const counts = { cancelling: false, handing: Promise.resolve(), handed: 0, fruitlessDeaths: 0, furthest: new Map<string, number>() };
      const job: Active = { run, parameters: parameters!, refresh, clock, ...counts };
      active.set(run.id, job);
      change(job, { state: "running", startedAt: run.startedAt ?? new Date().toISOString(), endedAt: null, error: null });
      if (ready) job.handing = hand(job);
    },
    pause,
    async cancel(id) {
      const job = active.get(id);
      if (!job) return;
      // One that goes on from a checkpoint may have something to keep: compute must know it before it can say so.
      if (keepsModel(job.run)) await job.handing;
      job.cancelling = true;
      if (ready) await compute.request("job.cancel", { id }).catch(ignoreLost);
      if (active.get(id) === job) finish(job, { state: "cancelled" });
    },
    async suspend() {
      suspended = true;
      const jobs = [...active.values()];
      if (ready) await Promise.all(jobs.map((job) => compute.request("job.pause", { id: job.run.id }).catch(ignoreLost)));
      active.clear();
      for (const job of jobs) {
        job.clock.stop();
        records.update(job.run);
      }
      return jobs.length;
    },
  };
}

const trains = (kind: Run["kind"]): boolean => kind === "train" || kind === "active-learning";

/** The training that a run was, or ended with. */
function trainedBy(parameters: JobParameters, result: JobResult): { parameters: TrainParameters; result: TrainResult } | null {
  if (parameters.kind === "train" && result.kind === "train") return { parameters, result };
  if (parameters.kind === "active-learning" && result.kind === "active-learning")
    return { parameters: parameters.training, result: result.training };
  return null;
}

/** Whether ending this run now has a model to give: an epoch has ended. */
export function keepsModel({ kind, last }: Run): boolean {
  return kind === "train" && last !== null;
}

/** A request that failed because compute died has nothing left to do: the job died with it, its checkpoint stands. */
function ignoreLost(error: Error): void {
  if (error.name !== "DeviceLost") throw error;
}
