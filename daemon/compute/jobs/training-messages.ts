// What crosses between a training job and its worker threads. Samples lie in shared memory, as does all of a batch; messages come
// before the sections that need them, and only say what is there.
import type { TrainingProblem, TrainingSample } from "@adatom/models/training/batch-gradient.ts";

export interface TrainingWorkerSettings {
  readonly backend: string;
  /** This thread's share of the cap on tensors. */
  readonly tensorBytes: number;
  /** Of the sections that batches are (models/kernels/team/section.ts). */
  readonly block: SharedArrayBuffer;
  /** Its number; the job's own thread is 0. */
  readonly thread: number;
}

/** A batch in parts, shared by all threads: weights and samples in, gradients and sums out. */
export interface BatchRoom {
  readonly parameters: Float64Array;
  /** Numbers of its samples, and where each part's begin among them, one more at the end. */
  readonly samples: Int32Array;
  readonly bounds: Int32Array;
  /** Of each part. */
  readonly gradients: readonly Float64Array[];
  readonly sums: readonly Float64Array[];
  /** 1 + the number of the thread that has done each part; 0: none has. */
  readonly done: Int32Array;
}

export type ToTrainingWorker =
  /** Samples by number; those before are given up. */
  | { readonly type: "release" }
  /** A kernel's memory that samples lie in, each once: numbered from 0. */
  | { readonly type: "home"; readonly memory: WebAssembly.Memory }
  | { readonly type: "hold"; readonly number: number; readonly sample: TrainingSample; readonly home: number | undefined }
  | { readonly type: "problem"; readonly problem: TrainingProblem }
  | { readonly type: "room"; readonly room: BatchRoom }
  /** A part whose networks are made of tensors; answered. */
  | { readonly type: "errors"; readonly part: number; readonly wantGradient: boolean };

export type FromTrainingWorker =
  /** `tensors`: left over, which should be none. */
  { readonly type: "done"; readonly tensors: number } | { readonly type: "failed"; readonly message: string };
