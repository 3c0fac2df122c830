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
  /**
   * @param taken called once every training that takes up the change is made; not where one follows a training that the
   * daemon does not see the end of
   * @returns ids of the runs that take up the change: begun now, or waiting already
   */
  dataChanged(project: Project, change: DataChange, taken?: () => void): Promise<number[]>;
}

const ended = new Set(["done", "failed", "cancelled"]);

export function createRetraining(options: {
  readonly log: Log;
  readonly jobs: Pick<Jobs, "list" | "onChanged">;
  readonly startTraining: StartTraining;
}): Retraining {
  const { jobs, log } = options;
  /** By run: what to begin when it has ended. */
  const after = new Map<number, { begin(): Promise<unknown>; taken: (() => void)[] }>();
  /** Begun but not yet in the list of runs. */
  const beginning = new Map<string, Promise<Run>>();

  jobs.onChanged((run) => {
    if (!ended.has(run.state)) return;
    const next = after.get(run.id);
    after.delete(run.id);
    void next?.begin().catch((error) => log.error(`retraining after run ${run.id}: ${(error as Error).message}`));
  });

  async function retrain(project: Project, model: string, { reason, listChanged }: DataChange, taken: () => void): Promise<number> {
    const key = `${project.folder}\n${model}`;
    for (let other = beginning.get(key); other; other = beginning.get(key)) await other.catch(() => {});
    const active = jobs
      .list({ project: project.folder, limit: 1000 })
      .filter((run) => run.kind === "train" && run.model === model && (run.state === "queued" || run.state === "running"));
    const queued = active.find((run) => run.state === "queued");
    if (queued && !listChanged) {
      taken();
      return queued.id;
    }
    const before = queued ?? active[0];
    if (before) {
      // One training takes up all the changes that waited for it.
      const all = [...(after.get(before.id)?.taken ?? []), taken];
      const allTaken = (): void => {
        for (const one of all) one();
      };
      after.set(before.id, { begin: () => retrain(project, model, { dataSets: new Set(), reason, listChanged }, allTaken), taken: all });
      log.info(`${model}: ${reason}; trained again when run ${before.id} has ended`);
      return before.id;
    }
    const begun = options.startTraining({ project, model, fresh: false, reason });
    beginning.set(key, begun);
    try {
      const { id } = await begun;
      taken();
      return id;
    } finally {
      beginning.delete(key);
    }
  }

  return {
    async dataChanged(project, change, taken = () => {}) {
      const ids: number[] = [];
      const names = Object.entries(project.content?.models ?? {}).flatMap(([name, model]) =>
        "data" in model && model.retrain === "on-change" && change.dataSets.has(model.data) ? [name] : [],
      );
      let open = names.length;
      const oneTaken = (): void => {
        if (--open === 0) taken();
      };
      if (open === 0) taken();
      for (const name of names) {
        try {
          ids.push(await retrain(project, name, change, oneTaken));
        } catch (error) {
          log.error(`cannot train ${name} of ${project.folder}: ${(error as Error).message}`);
          // Another start would not make it better.
          oneTaken();
        }
      }
      return ids;
    },
  };
}
