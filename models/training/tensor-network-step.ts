// The network part of a training step on tensors, on whatever backend is chosen: written out by hand with first-order products
// only, which is fewer and cheaper tensor operations than differentiating twice. Results are read asynchronously: a GPU can be
// read in no other way.
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { add, dispose, fused, matMul, mul, ones, tensor1d, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { type NetworkShape, type NetworkStep, parameterCount } from "./network-step.ts";
import type { ActivatedTensor } from "./tensor-activation.ts";
import { activateTensor } from "./tensor-activation.ts";

/** Runs the network on decorrelated inputs, rows x inputSize. */
export async function tensorNetworkStep(shape: NetworkShape, parameters: Float64Array, inputs: Float32Array): Promise<NetworkStep> {
  const { inputSize, columns, hidden, activation } = shape;
  const rows = inputs.length / inputSize;
  const depth = hidden.length;
  const saved = tidy(() => {
    const { weights, biases } = unpack(shape, parameters);
    const transform = tensor2d(Float32Array.from(shape.transform), [columns, inputSize]);
    const firstRaw = matMul(transform, weights[0]!);
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
      above[l] = matMul(inside[l + 1]!, weights[l + 1]!, false, true);
      inside[l] = mul(layers[l]!.slope, above[l]!);
    }
    const gradient = matMul(inside[0]!, firstRaw, false, true);
    return {
      energy,
      gradient,
      input,
      weights,
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
      const { weights, input, values, slopes, curvatures, above, inside, firstRaw, transform } = saved;
      const energyWeight = tensor2d(e, [rows, 1]);
      const direction = tensor2d(v, [rows, columns]);
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
        let weight = matMul(before, adjoint, true, false);
        if (l > 0) weight = add(weight, matMul(moved[l - 1]!, inside[l]!, true, false));
        else weight = add(weight, matMul(transform, matMul(direction, inside[0]!, true, false), true, false));
        const bias = matMul(row, adjoint);
        found.push(bias, weight);
        if (l > 0) {
          const slope = slopes[l - 1]!;
          const curved = mul(mul(curvatures[l - 1]!, moving[l - 1]!), above[l - 1]!);
          adjoint = add(mul(slope, matMul(adjoint, weights[l]!, false, true)), curved);
        }
      }
      return found;
    });
    const out = new Float64Array(parameterCount(shape));
    let offset = out.length;
    try {
      for (const [n, values] of (await Promise.all(parts.map((part) => part.data()))).entries()) {
        offset -= values.length;
        out.set(values, offset);
        if (!shape.normaliseNodes) continue;
        // Biases and weights of the last layer first.
        const inputs = [inputSize, ...hidden][depth - (n >> 1)]!;
        for (let k = offset; k < offset + values.length; k++) out[k]! /= inputs;
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
    const factor = shape.normaliseNodes ? 1 / width : 1;
    const read = (count: number): Float32Array => Float32Array.from(parameters.subarray(offset, offset + count), (value) => factor * value);
    weights.push(tensor2d(read(width * size), [width, size]));
    offset += width * size;
    biases.push(tensor1d(read(size)));
    offset += size;
    width = size;
  }
  return { weights, biases };
}
