// Runs as the rest of the daemon sees them: made, listed, paused, resumed, cancelled, followed.
import type { Run, RunCurve } from "@adatom/protocol/runs.ts";
import type { JobParameters } from "../compute/contract.ts";

export interface NewJob {
  readonly title: string;
  readonly project: string | null;
  readonly model: string | null;
  readonly reason: string;
  readonly parameters: JobParameters;
  /** Called when the run begins: a run that had to wait takes up what changed meanwhile, such as new data files. */
  refresh?(parameters: JobParameters): Promise<JobParameters>;
}

export interface MetricsRow {
  readonly row: number;
  readonly step: number;
  readonly values: Record<string, number>;
}

export interface Jobs {
  /** `prepare` is given the job's own folder (made, empty) and may write the starting structure there. */
  create(job: Omit<NewJob, "parameters"> & { prepare(id: number, folder: string): Promise<JobParameters> | JobParameters }): Promise<Run>;
  list(filter: { project?: string; limit: number }): Run[];
  /** @throws Failure UnknownRun */
  get(id: number): Run;
  pause(id: number): Promise<Run>;
  resume(id: number): Promise<Run>;
  cancel(id: number): Promise<Run>;
  metrics(id: number, from: number, limit: number): { rows: MetricsRow[]; total: number };
  /** The newest curve of a run that changes as a whole; null where there is none. @throws Failure UnknownRun */
  curve(id: number): RunCurve | null;
  running(): number;
  counts(): { running: number; queued: number; paused: number };
  onChanged(listener: (run: Run) => void): void;
  onRow(listener: (id: number, row: MetricsRow) => void): void;
  onCurve(listener: (id: number, step: number, curve: RunCurve) => void): void;
  /** Checkpoints every running job and leaves it "running" in the store, to go on at the next start. */
  suspendAll(): Promise<number>;
}
