// The network part of a training step, for the atoms of one element in a batch: energies and input gradients forward;
// backward the weight gradient of a loss that depends on both. Written out by hand with first-order products only:
// for fixed e and V, d/dW sum_a [ e_a E_a + <V_a, dE_a/dG> ] needs the forward tangent of the network along V and one
// reverse pass (Pearlmutter 1994), which is fewer and cheaper tensor operations than differentiating twice.
// Transposes are materialised: the WASM backend multiplies by transposed operands 10 to 40 times slower.
// Results are read asynchronously: a GPU can be read in no other way.
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { add, dispose, fused, matMul, mul, ones, tensor1d, tensor2d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import type { ActivatedTensor } from "./tensor-activation.ts";
import { activateTensor } from "./tensor-activation.ts";

export interface NetworkShape {
  readonly inputSize: number;
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** inputSize x inputSize: network input = raw G (centred elsewhere) . transform, so dE/dG = dE/dinput . transform^T. */
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
  /** dE/dG, rows x inputSize */
  readonly gradients: Float32Array;
  /** Gradient with respect to the parameters of sum_a e_a E_a + <V_a, dE_a/dG>. @param e rows @param v rows x inputSize */
  backward(e: Float32Array, v: Float32Array): Promise<Float64Array>;
  dispose(): void;
}

/** Runs the network on decorrelated inputs, rows x inputSize. */
export async function networkStep(shape: NetworkShape, parameters: Float64Array, inputs: Float32Array): Promise<NetworkStep> {
  const { inputSize, hidden, activation } = shape;
  const rows = inputs.length / inputSize;
  const depth = hidden.length;
  const saved = tidy(() => {
    const { weights, biases } = unpack(shape, parameters);
    const transform = tensor2d(Float32Array.from(shape.transform), [inputSize, inputSize]);
    const firstRaw = matMul(transform, weights[0]!);
    const turned = weights.map((w) => transpose(w));
    const layers: ActivatedTensor[] = [];
    let x = tensor2d(inputs, [rows, inputSize]);
    const input = x;
    for (let l = 0; l < depth; l++) {
      layers.push(activateTensor(activation, fused.matMul({ a: x, b: weights[l]!, bias: biases[l]! }) as Tensor2D));
      x = layers[l]!.value;
    }
    const energy = fused.matMul({ a: x, b: weights[depth]!, bias: biases[depth]! }) as Tensor2D;
    // above[l] = dE/da_l, inside[l] = dE/dz_l; the output layer's z is E itself.
    const above: Tensor2D[] = [];
    const inside: Tensor2D[] = [];
    inside[depth] = ones([rows, 1]);
    for (let l = depth - 1; l >= 0; l--) {
      above[l] = matMul(inside[l + 1]!, turned[l + 1]!);
      inside[l] = mul(layers[l]!.slope, above[l]!);
    }
    const gradient = matMul(inside[0]!, transpose(firstRaw));
    return {
      energy,
      gradient,
      input,
      weights,
      turned,
      transform,
      firstRaw,
      above,
      inside,
      values: layers.map((layer) => layer.value),
      slopes: layers.map((layer) => layer.slope),
      curvatures: layers.map((layer) => layer.curvature()),
    };
  });
  const [energies, gradients] = await Promise.all([saved.energy.data<"float32">(), saved.gradient.data<"float32">()]);

  async function backward(e: Float32Array, v: Float32Array): Promise<Float64Array> {
    // Last layer first.
    const parts = tidy(() => {
      const found: Tensor[] = [];
      const { weights, turned, input, values, slopes, curvatures, above, inside, firstRaw, transform } = saved;
      const energyWeight = tensor2d(e, [rows, 1]);
      const direction = tensor2d(v, [rows, inputSize]);
      // Tangents along V: moving[l] of z_l, moved[l] of a_l.
      const moving: Tensor2D[] = [];
      const moved: Tensor2D[] = [];
      for (let l = 0; l < depth; l++) {
        moving[l] = l === 0 ? matMul(direction, firstRaw) : matMul(moved[l - 1]!, weights[l]!);
        moved[l] = mul(slopes[l]!, moving[l]!);
      }
      const row = ones([1, rows]) as Tensor2D;
      let adjoint = energyWeight;
      for (let l = depth; l >= 0; l--) {
        const before = l > 0 ? values[l - 1]! : input;
        let weight = matMul(transpose(before), adjoint);
        if (l > 0) weight = add(weight, matMul(transpose(moved[l - 1]!), inside[l]!));
        else weight = add(weight, matMul(transpose(transform), matMul(transpose(direction), inside[0]!)));
        const bias = matMul(row, adjoint);
        found.push(bias, weight);
        if (l > 0) {
          const slope = slopes[l - 1]!;
          const curved = mul(mul(curvatures[l - 1]!, moving[l - 1]!), above[l - 1]!);
          adjoint = add(mul(slope, matMul(adjoint, turned[l]!)), curved);
        }
      }
      return found;
    });
    const out = new Float64Array(parameterCount(shape));
    let offset = out.length;
    try {
      for (const values of await Promise.all(parts.map((part) => part.data()))) {
        offset -= values.length;
        out.set(values, offset);
      }
    } finally {
      dispose(parts);
    }
    return out;
  }

  let live = true;
  return {
    energies,
    gradients,
    backward,
    dispose() {
      if (live) dispose(saved);
      live = false;
    },
  };
}

function unpack(shape: NetworkShape, parameters: Float64Array): { weights: Tensor2D[]; biases: Tensor1D[] } {
  const weights: Tensor2D[] = [];
  const biases: Tensor1D[] = [];
  let offset = 0;
  let width = shape.inputSize;
  for (const size of [...shape.hidden, 1]) {
    weights.push(tensor2d(Float32Array.from(parameters.subarray(offset, offset + width * size)), [width, size]));
    offset += width * size;
    biases.push(tensor1d(Float32Array.from(parameters.subarray(offset, offset + size))));
    offset += size;
    width = size;
  }
  return { weights, biases };
}
