// What the daemon and compute say of jobs to each other: how one starts, what is told while it runs.
import type { RunCurve } from "@adatom/protocol/runs.ts";
import type { JobParameters } from "./job-parameters.ts";
import type { JobResult } from "./job-results.ts";

export type { CalculatorReference, DataSetParameters, ForceReference, JobParameters, TrustPolicy } from "./job-parameters.ts";
export type { JobResult } from "./job-results.ts";

export interface JobStart {
  readonly id: number;
  readonly parameters: JobParameters;
  /** Folder for the job's checkpoints; the newest good one is used when `resume` is set and one exists. */
  readonly folder: string;
  readonly resume: boolean;
  readonly checkpointSeconds: number;
}

/** What compute tells of a job while it runs. `seq` counts from 0 within one start. */
export type JobEvent =
  | { readonly event: "progress"; readonly id: number; readonly phase: string; readonly done: number; readonly total: number }
  | { readonly event: "row"; readonly id: number; readonly step: number; readonly values: Record<string, number> }
  /** The newest of a curve that changes as a whole, such as g(r). */
  | { readonly event: "curve"; readonly id: number; readonly step: number; readonly curve: RunCurve }
  /** The job wants to wait for its user: it does nothing until it is paused. */
  | { readonly event: "pause"; readonly id: number; readonly reason: string }
  | { readonly event: "checkpoint"; readonly id: number; readonly path: string; readonly step: number }
  | { readonly event: "warning"; readonly id: number; readonly message: string }
  | { readonly event: "done"; readonly id: number; readonly result: JobResult }
  | { readonly event: "failed"; readonly id: number; readonly message: string };
