// What a network's training step knows before the optimiser moves.
import type { Tensor } from "@tensorflow/tfjs-core";

export interface LossGradient {
  readonly loss: number;
  /** One a place of the network's parameters; the caller's to dispose. */
  readonly gradients: Tensor[];
}
