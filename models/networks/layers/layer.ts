// What a layer of a tensor network is: a value forward, the adjoints backward, both in core operations and written out by
// hand, so that no gradient needs to be registered and nothing is kept that the backward pass does not read.
import type { Tensor } from "@tensorflow/tfjs-core";

/** What stands between a layer's sums and its outputs. crelu: relu(z) and relu(-z) side by side, twice as wide (Shang et al. 2016). */
export type Rectifier = "none" | "relu" | "crelu";

export interface ParameterShape {
  readonly name: "weights" | "biases";
  readonly shape: readonly number[];
  /** How many numbers one output sums: sets the spread of the first weights. */
  readonly fanIn: number;
}

export interface LayerGradient {
  /** dL/dinput; null where it was not asked for. */
  readonly input: Tensor | null;
  /** dL/dparameters, in the order of `parameters`. */
  readonly parameters: readonly Tensor[];
}

/** Shapes are those of one sample; tensors have the batch in front. */
export interface Layer {
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];
  readonly parameters: readonly ParameterShape[];
  /** To be called inside a tidy. */
  forward(input: Tensor, parameters: readonly Tensor[]): Tensor;
  /** To be called inside a tidy. @param output what forward gave @param adjoint dL/doutput */
  backward(input: Tensor, output: Tensor, adjoint: Tensor, parameters: readonly Tensor[], inputWanted: boolean): LayerGradient;
}
