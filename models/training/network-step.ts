// The network part of a training step, for the atoms of one element in a batch: energies and input gradients forward;
// backward the weight gradient of a loss that depends on both. For fixed e and V, d/dW sum_a [ e_a E_a + <V_a, dE_a/dG> ]
// needs the forward tangent of the network along V and one reverse pass (Pearlmutter 1994). By a kernel of our own where tensors
// are computed on this processor's one thread in WebAssembly, whose operations cost more than the work in them; by tensors on
// every other backend (tensor-network-step.ts).
import { getBackend } from "@tensorflow/tfjs-core";
import { createNetworkStepKernel, type LoadedNetwork, type NetworkStepKernel } from "../kernels/network-step.ts";
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import { tensorNetworkStep } from "./tensor-network-step.ts";

export interface NetworkShape {
  readonly inputSize: number;
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** What goes into a node is divided by the number of its inputs; default false. */
  readonly normaliseNodes?: boolean;
  /** Columns that derivatives are taken by: the descriptor's (see DerivativeColumns). */
  readonly columns: number;
  /** columns x inputSize: how inputs change with columns, so that dE/dcolumn = dE/dinput . transform^T. */
  readonly transform: Float64Array;
}

/** Number of weights and biases, stored layer by layer: weights (inputs x outputs, row by input), then biases. */
export function parameterCount(shape: Pick<NetworkShape, "inputSize" | "hidden">): number {
  let count = 0;
  let width = shape.inputSize;
  for (const size of [...shape.hidden, 1]) {
    count += (width + 1) * size;
    width = size;
  }
  return count;
}

export interface NetworkStep {
  /** rows */
  readonly energies: Float32Array;
  /** dE/dcolumn, rows x columns */
  readonly gradients: Float32Array;
  /** Gradient with respect to the parameters of sum_a e_a E_a + <V_a, dE_a/dcolumn>. @param e rows @param v rows x columns */
  backward(e: Float32Array, v: Float32Array): Promise<Float64Array>;
  dispose(): void;
}

/** Started when first needed; null where the engine has no SIMD. */
let kernel: NetworkStepKernel | null | undefined;

/** The kernel, where this thread's tensors are WebAssembly's. */
function presentKernel(): NetworkStepKernel | null {
  if (getBackend() !== "wasm") return null;
  if (kernel === undefined) kernel = createNetworkStepKernel() ?? null;
  return kernel;
}

/** The kernel that makes steps of these networks; undefined where they are made of tensors. */
export function kernelFor(shapes: readonly NetworkShape[]): NetworkStepKernel | undefined {
  return shapes.every(({ hidden }) => hidden.length > 0) ? (presentKernel() ?? undefined) : undefined;
}

/** Runs the network on decorrelated inputs, rows x inputSize. */
export async function networkStep(shape: NetworkShape, parameters: Float64Array, inputs: Float32Array): Promise<NetworkStep> {
  return presentKernel()?.step(shape, parameters, inputs) ?? tensorNetworkStep(shape, parameters, inputs);
}

/** Networks whose steps are there at once, and what gives their memory back. */
export interface LoadedNetworks {
  readonly networks: readonly LoadedNetwork[];
  dispose(): void;
}

/** @param parameters those of the shapes, one after the other @returns undefined where memory cannot hold them */
export function loadNetworks(
  kernel: NetworkStepKernel,
  shapes: readonly NetworkShape[],
  parameters: Float64Array,
): LoadedNetworks | undefined {
  const networks: LoadedNetwork[] = [];
  const dispose = (): void => {
    for (const network of networks) network.dispose();
  };
  let offset = 0;
  for (const shape of shapes) {
    const count = parameterCount(shape);
    const network = kernel.load(shape, parameters.subarray(offset, offset + count));
    offset += count;
    if (network) networks.push(network);
    else {
      dispose();
      return undefined;
    }
  }
  return { networks, dispose };
}
