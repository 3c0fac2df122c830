// Files that jobs write (trajectories, relaxed structures, data sets): where a data set's globs match one, its changes are no new data.
import { resolve } from "node:path";
import type { JobParameters } from "../compute/contract.ts";
import type { Jobs } from "../jobs/contract.ts";
import type { RunRecords } from "../store/run-records.ts";

export function rememberOutputs(jobs: Jobs, records: Pick<RunRecords, "inStates">): { jobs: Jobs; isOwnOutput: (path: string) => boolean } {
  const outputs = new Set<string>();
  const remember = (path: unknown) => {
    if (typeof path === "string") outputs.add(resolve(path));
  };
  const rememberAll = (parameters: JobParameters) => {
    if (parameters.kind === "md" || parameters.kind === "monte-carlo") remember(parameters.trajectory);
    // Structures that a model is not to be trusted with: they have no labels yet.
    if (parameters.kind === "md") remember(parameters.trust?.output);
    if (parameters.kind === "relax" || parameters.kind === "neb" || parameters.kind === "dataset" || parameters.kind === "active-learning")
      remember(parameters.output);
  };
  // Jobs of an earlier daemon: what they wrote stands in their results, or where they did not end well, in what they were to do.
  for (const { parameters } of records.inStates(["running", "queued", "paused", "failed", "cancelled"]))
    if (parameters) rememberAll(parameters);
  // What was labelled is new data, and meant to be.
  for (const run of jobs.list({ limit: 1000 }))
    if (run.kind !== "label") for (const key of ["trajectory", "output", "saved"]) remember(run.result?.[key]);
  return {
    isOwnOutput: (path) => outputs.has(path),
    jobs: {
      ...jobs,
      create: (job) =>
        jobs.create({
          ...job,
          async prepare(id, folder) {
            const parameters = await job.prepare(id, folder);
            rememberAll(parameters);
            return parameters;
          },
        }),
    },
  };
}
