// Parameters in training: where they live between steps, and Adam over them.
import type { Tensor } from "@tensorflow/tfjs-core";

/** All that Adam knows; with it a run goes on bit for bit. */
export interface AdamSnapshot {
  readonly parameters: Float32Array;
  readonly mean: Float32Array;
  readonly square: Float32Array;
  readonly steps: number;
}

export interface ParameterStore {
  /** One a place; the store's own, and others after every step. */
  readonly tensors: readonly Tensor[];
  /** One Adam step. Takes the gradients, one a place, and disposes of them. */
  step(gradients: readonly Tensor[], learningRate: number): Promise<void>;
  /** Copies. */
  snapshot(): Promise<AdamSnapshot>;
  dispose(): void;
}
