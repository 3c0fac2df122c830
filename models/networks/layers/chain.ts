// Layers one after the other: parameters by name, a forward pass, and a backward pass that frees what it has read.

import { dispose, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Random } from "../../dynamics/random.ts";
import type { Layer } from "./layer.ts";
import { type ParameterPlace, placeParameters } from "./parameters.ts";

/** A forward pass whose layers' outputs are still there. */
export interface Pass {
  /** Owned by the pass. */
  readonly output: Tensor;
  /**
   * dL/dparameters in the order of `places`, which are the caller's, from dL/doutput, which stays the caller's. Frees the
   * pass: it can be called once.
   */
  backward(adjoint: Tensor): Tensor[];
  /** As backward, with dL/dinput as well. */
  backwardToInput(adjoint: Tensor): { readonly parameters: Tensor[]; readonly input: Tensor };
  /** Frees the pass; harmless after backward. */
  dispose(): void;
}

export interface Chain {
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];
  readonly places: readonly ParameterPlace[];
  readonly parameterCount: number;
  /** Most numbers that a layer gives for one sample. */
  readonly widest: number;
  /** Normal weights of variance 2 / inputs (He et al. 2015), zero biases; flat, by `places`. */
  firstParameters(random: Random): Float32Array;
  /** @param input batch, inShape @param parameters by `places` */
  run(input: Tensor, parameters: readonly Tensor[]): Tensor;
  /** The input and the parameters must live until the backward pass. */
  start(input: Tensor, parameters: readonly Tensor[]): Pass;
}

/** @param layers each one's inShape is the outShape of the one before */
export function createChain(layers: readonly Layer[]): Chain {
  const places = placeParameters(layers);
  const parameterCount = places.reduce((sum, { size }) => sum + size, 0);
  const firstOf: number[] = [];
  let parametersBefore = 0;
  for (const layer of layers) {
    firstOf.push(parametersBefore);
    parametersBefore += layer.parameters.length;
  }
  const own = (l: number, parameters: readonly Tensor[]): readonly Tensor[] =>
    parameters.slice(firstOf[l]!, firstOf[l]! + layers[l]!.parameters.length);

  function start(input: Tensor, parameters: readonly Tensor[]): Pass {
    // outputs[0] is the input, which is not the pass's.
    const outputs = [input];
    const free = (): void => {
      dispose(outputs.slice(1));
      outputs.length = 1;
    };
    try {
      for (const [l, layer] of layers.entries()) outputs.push(tidy(() => layer.forward(outputs[l]!, own(l, parameters))));
    } catch (error) {
      free();
      throw error;
    }
    const output = outputs.at(-1)!;
    const back = (adjoint: Tensor, inputWanted: boolean): { parameters: Tensor[]; input: Tensor | null } => {
      if (outputs.length === 1) throw new Error("this pass has been freed");
      const found: Tensor[] = [];
      let above: Tensor | null = null;
      for (let l = layers.length - 1; l >= 0; l--) {
        const belowWanted = l > 0 || inputWanted;
        const gradients = tidy((): Tensor[] => {
          const { input: below, parameters: found } = layers[l]!.backward(
            outputs[l]!,
            outputs[l + 1]!,
            above ?? adjoint,
            own(l, parameters),
            belowWanted,
          );
          return below ? [below, ...found] : [...found];
        });
        above?.dispose();
        above = belowWanted ? gradients.shift()! : null;
        outputs.pop()!.dispose();
        found.unshift(...gradients);
      }
      return { parameters: found, input: above };
    };
    return {
      output,
      backward: (adjoint) => back(adjoint, false).parameters,
      backwardToInput(adjoint) {
        const { parameters: gradients, input: below } = back(adjoint, true);
        return { parameters: gradients, input: below! };
      },
      dispose: free,
    };
  }

  return {
    inShape: layers[0]!.inShape,
    outShape: layers.at(-1)!.outShape,
    places,
    parameterCount,
    widest: Math.max(...layers.map(({ outShape }) => outShape.reduce((product, size) => product * size, 1))),
    firstParameters(random) {
      const parameters = new Float32Array(parameterCount);
      for (const { name, offset, size, fanIn } of places) {
        if (name.endsWith("biases")) continue;
        const spread = Math.sqrt(2 / fanIn);
        for (let k = offset; k < offset + size; k++) parameters[k] = spread * random.normal();
      }
      return parameters;
    },
    run(input, parameters) {
      let x = input;
      for (const [l, layer] of layers.entries()) {
        const y = tidy(() => layer.forward(x, own(l, parameters)));
        if (l > 0) x.dispose();
        x = y;
      }
      return x;
    },
    start,
  };
}
