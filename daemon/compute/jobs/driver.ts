// What every long run offers the host that steps it: short steps, a snapshot to go on from, an early end.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import type { RunCurve } from "@adatom/protocol/runs.ts";
import type { JobResult } from "../contract.ts";
import type { ModelLoader } from "../model-registry.ts";

export interface JobDriver {
  /** One short step (about 20 ms or less where it can be helped). Returns the result once the job is at its end. */
  step(): Promise<JobResult | null>;
  /** While something else is under way, such as another program: settles, and never rejects, once the next step has something to do. */
  waiting?(): Promise<unknown> | null;
  /** Everything to go on from, bit for bit; null while there is nothing worth keeping. */
  snapshot(): Snapshot | null;
  /** How far it is: steps, epochs. */
  position(): number;
  /** Called before a checkpoint is written: what lies in other files must be safe by then. */
  synchronise?(): void;
  /** Ends early. True where what there is so far is worth keeping: the next steps then lead to a result. */
  cancel(): boolean;
  /** Releases files and tensors; safe to call twice. */
  dispose(): void;
}

/** Makes a job's driver, at its beginning or where a snapshot of it stands. */
export type CreateDriver = (resumed: Snapshot | null, context: JobContext) => JobDriver | Promise<JobDriver>;

/** What a driver may use besides its parameters. */
export interface JobContext {
  readonly models: ModelLoader;
  progress(phase: string, done: number, total: number): void;
  row(step: number, values: Record<string, number>): void;
  /** The newest state of a curve that changes as a whole. */
  curve(step: number, curve: RunCurve): void;
  /** Asks for the job to be paused; until it is, steps must do nothing. */
  pause(reason: string): void;
  warn(message: string): void;
  /**
   * Ends the process when its daemon is gone: to be called before files are touched. After a long step the next daemon's
   * compute may have taken over the run already, and two must never write.
   */
  requireDaemon(): void;
}
