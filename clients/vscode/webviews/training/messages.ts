// What the extension and the training view tell each other by postMessage. Types only; plain data.
import type { Run } from "@adatom/protocol/runs.ts";

export interface MetricsRow {
  readonly row: number;
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

export type ToTraining =
  | { readonly type: "runs"; readonly runs: readonly Run[]; readonly connected: boolean }
  /** Rows of a run; `reset` when they replace what was there. */
  | { readonly type: "rows"; readonly id: number; readonly rows: readonly MetricsRow[]; readonly reset: boolean }
  /** Show this run (asked for by a command). */
  | { readonly type: "select"; readonly id: number };

export type FromTraining =
  | { readonly type: "ready" }
  | { readonly type: "want"; readonly id: number }
  | { readonly type: "pause" | "resume" | "cancel"; readonly id: number };
