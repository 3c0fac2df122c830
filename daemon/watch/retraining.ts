// From changed data to training: which models, and never more than one waiting. A change while a training waits is part of
// it already (files are read when it starts); a change while one runs begins another after it.
import type { Run } from "@adatom/protocol/runs.ts";
import type { Log } from "../features/feature.ts";
import type { Jobs } from "../jobs/contract.ts";
import type { Project } from "../project/contract.ts";

export type StartTraining = (request: { project: Project; model: string; fresh: boolean; reason: string }) => Promise<Run>;

export interface Retraining {
  /** @returns ids of the runs that take up the change: begun now, or waiting already */
  dataChanged(project: Project, dataSets: ReadonlySet<string>, reason: string): Promise<number[]>;
}

const ended = new Set(["done", "failed", "cancelled"]);

export function createRetraining(options: {
  readonly log: Log;
  readonly jobs: Pick<Jobs, "list" | "onChanged">;
  readonly startTraining: StartTraining;
}): Retraining {
  const { jobs, log } = options;
  /** By run: what to begin when it has ended. */
  const after = new Map<number, () => Promise<unknown>>();
  /** Begun but not yet in the list of runs. */
  const beginning = new Map<string, Promise<Run>>();

  jobs.onChanged((run) => {
    if (!ended.has(run.state)) return;
    const next = after.get(run.id);
    after.delete(run.id);
    void next?.().catch((error) => log.error(`retraining after run ${run.id}: ${(error as Error).message}`));
  });

  async function retrain(project: Project, model: string, reason: string): Promise<number> {
    const key = `${project.folder}\n${model}`;
    const pending = beginning.get(key);
    if (pending) return (await pending).id;
    const active = jobs
      .list({ project: project.folder, limit: 1000 })
      .filter((run) => run.kind === "train" && run.model === model && (run.state === "queued" || run.state === "running"));
    const queued = active.find((run) => run.state === "queued");
    if (queued) return queued.id;
    const running = active[0];
    if (running) {
      after.set(running.id, () => retrain(project, model, reason));
      log.info(`${model}: ${reason}; trained again when run ${running.id} has ended`);
      return running.id;
    }
    const begun = options.startTraining({ project, model, fresh: false, reason });
    beginning.set(key, begun);
    try {
      return (await begun).id;
    } finally {
      beginning.delete(key);
    }
  }

  return {
    async dataChanged(project, dataSets, reason) {
      const ids: number[] = [];
      for (const [name, model] of Object.entries(project.content?.models ?? {})) {
        if (model.type !== "behler-parrinello" || model.retrain !== "on-change" || !dataSets.has(model.data)) continue;
        try {
          ids.push(await retrain(project, name, reason));
        } catch (error) {
          log.error(`cannot train ${name} of ${project.folder}: ${(error as Error).message}`);
        }
      }
      return ids;
    },
  };
}
