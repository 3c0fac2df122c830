// What crosses between a training job and its worker threads. Samples lie in shared memory, as do the weights and each
// part's gradient and sums; messages only say what to do.
import type { TrainingProblem, TrainingSample } from "@adatom/models/training/batch-gradient.ts";

export interface TrainingWorkerSettings {
  readonly backend: string;
  /** This thread's share of the cap on tensors. */
  readonly tensorBytes: number;
}

/** Shared by a thread and the job: weights in, gradient and sums out. */
export interface PartBuffers {
  readonly parameters: Float64Array;
  readonly gradient: Float64Array;
  readonly sums: Float64Array;
}

export type ToTrainingWorker =
  /** Samples by number; those before are given up. */
  | { readonly type: "release" }
  /** A kernel's memory that samples lie in, each once: numbered from 0. */
  | { readonly type: "home"; readonly memory: WebAssembly.Memory }
  | { readonly type: "hold"; readonly number: number; readonly sample: TrainingSample; readonly home: number | undefined }
  | { readonly type: "problem"; readonly problem: TrainingProblem }
  | { readonly type: "errors"; readonly samples: readonly number[]; readonly wantGradient: boolean; readonly buffers: PartBuffers };

export type FromTrainingWorker =
  /** `tensors`: left over, which should be none. */
  { readonly type: "done"; readonly tensors: number } | { readonly type: "failed"; readonly message: string };
