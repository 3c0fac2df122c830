// What the extension and the training view tell each other by postMessage. Types only; plain data.
import type { Run, RunCurve } from "@adatom/protocol/runs.ts";

export interface MetricsRow {
  readonly row: number;
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

export type ToTraining =
  | { readonly type: "runs"; readonly runs: readonly Run[]; readonly connected: boolean }
  /** Rows of a run; `reset` when they replace what was there. */
  | { readonly type: "rows"; readonly id: number; readonly rows: readonly MetricsRow[]; readonly reset: boolean }
  /** The newest of a run's curve that changes as a whole, such as g(r); null where it has none. */
  | { readonly type: "curve"; readonly id: number; readonly curve: RunCurve | null }
  /** Show this run (asked for by a command). */
  | { readonly type: "select"; readonly id: number };

export type FromTraining =
  | { readonly type: "ready" }
  | { readonly type: "want"; readonly id: number }
  | { readonly type: "pause" | "resume" | "cancel"; readonly id: number };
