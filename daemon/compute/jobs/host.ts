// Runs jobs inside compute: makes the driver, steps it through the queue, checkpoints it, and tells the daemon how it goes.
import { newestCheckpoint, saveCheckpoint } from "../../store/checkpoints.ts";
import type { JobEvent, JobStart } from "../contract.ts";
import type { JobHandlers } from "../handlers.ts";
import { LabelFailure } from "../labels/calculator.ts";
import type { ModelRegistry } from "../model-registry.ts";
import type { JobStepper, WorkQueue } from "../queue.ts";
import { createDriver } from "./create-driver.ts";
import { planDataSet } from "./dataset-plan.ts";
import { DataSetThreads } from "./dataset-threads.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { RecentRows } from "./recent-rows.ts";
import { type HeldTensors, TensorLedger } from "./tensor-ledger.ts";

/** News of progress goes out so often at most: a small training takes a thousand steps a second. */
const progressEveryMs = 50;
/** Checkpoints of very large runs take long: they come only after so many times as much work. */
const leastWorkPerCheckpoint = 20;

interface Running extends JobStepper {
  pause(): string | null;
  cancel(): Promise<void>;
}

export interface JobHostOptions {
  readonly queue: WorkQueue;
  readonly models: ModelRegistry;
  emit(event: JobEvent): void;
  /** See JobContext. */
  requireDaemon(): void;
}

export function createJobHost(options: JobHostOptions): { readonly handlers: JobHandlers; heldTensors(): HeldTensors[] } {
  const ledger = new TensorLedger();
  const running = new Map<number, Running>();
  const { queue, models } = options;

  function forget(id: number): void {
    const job = running.get(id);
    if (job) queue.removeJob(job);
    running.delete(id);
  }

  return {
    heldTensors: () => ledger.list(),
    handlers: {
      async "job.start"(start) {
        if (running.has(start.id)) throw new Error(`Job ${start.id} runs already.`);
        const job = startJob(start, options, ledger, () => forget(start.id));
        running.set(start.id, job);
        queue.addJob(job);
        return { started: true };
      },
      "job.pause"({ id }) {
        const checkpoint = running.get(id)?.pause() ?? null;
        forget(id);
        return { checkpoint };
      },
      async "job.plan"({ recipe, model, size, walks, workers }) {
        models.load(model);
        const threads = new DataSetThreads(1, { recipe, model });
        try {
          return planDataSet(recipe, size, walks, workers, await threads.run("probe", {}));
        } finally {
          threads.dispose();
        }
      },
      async "job.cancel"({ id }) {
        await running.get(id)?.cancel();
        return { ended: true };
      },
    },
  };
}

function startJob(start: JobStart, { models, emit, requireDaemon }: JobHostOptions, ledger: TensorLedger, ended: () => void): Running {
  const { id, folder, parameters } = start;
  const rows = new RecentRows();
  let toldPhase = "";
  let toldAt = 0;
  const context: JobContext = {
    models,
    requireDaemon,
    progress(phase, done, total) {
      const now = Date.now();
      if (phase === toldPhase && done < total && now < toldAt + progressEveryMs) return;
      toldPhase = phase;
      toldAt = now;
      emit({ event: "progress", id, phase, done, total });
    },
    row(step, given) {
      // A number that is not finite has no place in JSON; the driver warns of it.
      const values = Object.fromEntries(Object.entries(given).filter(([, value]) => Number.isFinite(value)));
      rows.add(step, values);
      emit({ event: "row", id, step, values });
    },
    curve: (step, curve) => emit({ event: "curve", id, step, curve }),
    pause: (reason) => emit({ event: "pause", id, reason }),
    warn: (message) => emit({ event: "warning", id, message }),
  };
  const endListeners: (() => void)[] = [];
  let driver: JobDriver | undefined;
  let cancelled = false;
  let worthGoingOn = true;
  let checkpointDue = Date.now() + 1000 * start.checkpointSeconds;

  /** Made in the first step, so that reading and setting up count as work of the job and fail as the job. */
  async function makeDriver(): Promise<JobDriver> {
    const checkpoint = start.resume ? newestCheckpoint(folder, context.warn) : null;
    if (!checkpoint) return createDriver(parameters, folder, null, context);
    const made = await createDriver(parameters, folder, checkpoint.snapshot, context);
    // What the daemon may not have heard before the crash; it knows the rows it has by their step.
    for (const { step, values } of rows.restore(checkpoint.snapshot.json.recentRows)) emit({ event: "row", id, step, values });
    return made;
  }

  function checkpoint(): string | null {
    const snapshot = driver?.snapshot();
    if (!driver || !snapshot) return null;
    const begun = Date.now();
    requireDaemon();
    driver.synchronise?.();
    const path = saveCheckpoint(folder, { arrays: snapshot.arrays, json: { ...snapshot.json, recentRows: rows.list() } });
    const took = Date.now() - begun;
    checkpointDue = begun + took + Math.max(1000 * start.checkpointSeconds, leastWorkPerCheckpoint * took);
    emit({ event: "checkpoint", id, path, step: driver.position() });
    return path;
  }

  function tryCheckpoint(): void {
    try {
      checkpoint();
    } catch (error) {
      context.warn(`The run's state could not be kept: ${(error as Error).message}`);
    }
  }

  /** Steps do not overlap with this: what is left now is left for good. */
  function dispose(): void {
    driver?.dispose();
    const left = ledger.close(id);
    if (left > 0) context.warn(`Job ${id} left ${left} tensors behind; their memory is free again after adatom restart.`);
  }

  function end(): void {
    dispose();
    ended();
    for (const listener of endListeners) listener();
  }

  return {
    async step() {
      try {
        const result = await ledger.during(id, async () => {
          if (!driver) {
            driver = await makeDriver();
            if (cancelled) worthGoingOn = driver.cancel();
          }
          return worthGoingOn ? driver.step() : null;
        });
        if (!worthGoingOn) {
          end();
          return false;
        }
        if (!result) {
          if (Date.now() >= checkpointDue && !cancelled) checkpoint();
          return true;
        }
        emit({ event: "done", id, result });
      } catch (error) {
        // Another program may do better the next time: the run can go on from where it stood.
        if (error instanceof LabelFailure) tryCheckpoint();
        emit({ event: "failed", id, message: error instanceof Error ? error.message : String(error) });
      }
      end();
      return false;
    },
    waiting: () => driver?.waiting?.() ?? null,
    pause() {
      const path = checkpoint();
      dispose();
      return path;
    },
    async cancel() {
      if (!cancelled) checkpoint();
      cancelled = true;
      // Before the first step only a checkpoint can hold what is worth keeping, and only training keeps anything.
      const keeps = driver ? driver.cancel() : parameters.kind === "train" && newestCheckpoint(folder, () => {}) !== null;
      if (keeps) return new Promise((resolve) => endListeners.push(resolve));
      end();
    },
  };
}
