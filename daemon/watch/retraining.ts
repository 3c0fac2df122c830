// From changed data to training: which models, and never more than one waiting. A training that waits reads its files when
// it starts, so a changed file is part of it already; files that came or went since it was made are not on its list, and
// like any change while one runs they begin another after it.
import type { Run } from "@adatom/protocol/runs.ts";
import type { Log } from "../features/feature.ts";
import type { Jobs } from "../jobs/contract.ts";
import type { Project } from "../project/contract.ts";

export type StartTraining = (request: { project: Project; model: string; fresh: boolean; reason: string }) => Promise<Run>;

export interface DataChange {
  readonly dataSets: ReadonlySet<string>;
  readonly reason: string;
  /** Whether files came or went, besides changes of content. */
  readonly listChanged: boolean;
}

export interface Retraining {
  /** @returns ids of the runs that take up the change: begun now, or waiting already */
  dataChanged(project: Project, change: DataChange): Promise<number[]>;
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

  async function retrain(project: Project, model: string, { reason, listChanged }: DataChange): Promise<number> {
    const key = `${project.folder}\n${model}`;
    for (let other = beginning.get(key); other; other = beginning.get(key)) await other.catch(() => {});
    const active = jobs
      .list({ project: project.folder, limit: 1000 })
      .filter((run) => run.kind === "train" && run.model === model && (run.state === "queued" || run.state === "running"));
    const queued = active.find((run) => run.state === "queued");
    if (queued && !listChanged) return queued.id;
    const before = queued ?? active[0];
    if (before) {
      after.set(before.id, () => retrain(project, model, { dataSets: new Set(), reason, listChanged }));
      log.info(`${model}: ${reason}; trained again when run ${before.id} has ended`);
      return before.id;
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
    async dataChanged(project, change) {
      const ids: number[] = [];
      for (const [name, model] of Object.entries(project.content?.models ?? {})) {
        if (!("data" in model) || model.retrain !== "on-change" || !change.dataSets.has(model.data)) continue;
        try {
          ids.push(await retrain(project, name, change));
        } catch (error) {
          log.error(`cannot train ${name} of ${project.folder}: ${(error as Error).message}`);
        }
      }
      return ids;
    },
  };
}
