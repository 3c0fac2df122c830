// The same numbers under another shape.
import { reshape } from "@tensorflow/tfjs-core";
import type { Layer } from "./layer.ts";

export function createReshape(inShape: readonly number[], outShape: readonly number[]): Layer {
  return {
    inShape,
    outShape,
    parameters: [],
    forward: (input) => reshape(input, [input.shape[0]!, ...outShape]),
    backward: (input, _output, adjoint, _parameters, inputWanted) => ({
      input: inputWanted ? reshape(adjoint, input.shape) : null,
      parameters: [],
    }),
  };
}
