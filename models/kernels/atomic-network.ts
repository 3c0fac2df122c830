// The network of one element in WebAssembly SIMD, float64: the same as createNetworkEvaluator to rounding. Each network
// has an instance of its own, with its weights in it; both go when the evaluator goes.
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import { twist } from "../networks/behler-parrinello/activation.ts";
import type { Network, NetworkEvaluator } from "../networks/behler-parrinello/network.ts";
import { module } from "./atomic-network/module.ts";
import { type KernelForm, startKernel } from "./wasm-kernel.ts";

/** Pointers are bytes into the kernel's memory. */
interface Functions {
  heap_base(): number;
  evaluate(
    layers: number,
    count: number,
    values: number,
    centre: number,
    scale: number,
    scaled: number,
    wantGradient: number,
    gradient: number,
  ): number;
}

/** An activation as network.h knows it. */
export interface ActivationForm {
  /** 0: made of a tanh; 1: softplus. */
  readonly kind: 0 | 1;
  readonly numbers: readonly [number, number, number, number];
}

/** Steepness a, amplitude A, slope B and offset C of y = A tanh(a x) + B x + C. */
const tanhForms: Partial<Record<Activation, readonly [number, number, number, number]>> = {
  tanh: [1, 1, 0, 0],
  linear: [0, 0, 1, 0],
  "scaled-tanh": [2 / 3, 1.7159, 0, 0],
  "twisted-tanh": [2 / 3, 1.7159, twist, 0],
  sigmoid: [0.5, 0.5, 0, 0.5],
  "reversed-sigmoid": [0.5, -0.5, 0, 0.5],
};

/** @returns undefined for an activation that the kernel does not do */
export function activationForm(activation: Activation): ActivationForm | undefined {
  if (activation === "softplus") return { kind: 1, numbers: [0, 0, 0, 0] };
  const numbers = tanhForms[activation];
  return numbers && { kind: 0, numbers };
}

/** Four float64 and eight int32. */
const layerBytes = 64;

/** @returns undefined where the engine has no SIMD, or for an activation that the kernel does not do */
export function createNetworkKernel(network: Network, form: KernelForm | "best" = "best"): NetworkEvaluator | undefined {
  const { layers, centre, scale, energyOffset, outputScale = 1 } = network;
  const last = layers.length - 1;
  const forms = layers.map((layer, l) => activationForm(layer.activation ?? (l < last ? network.activation : "linear")));
  const kernel = forms.every((found) => found !== undefined) ? startKernel<Functions>(module, form) : undefined;
  if (!kernel) return undefined;
  const { functions, memory } = kernel;

  const inputSize = centre.length;
  let next = (functions.heap_base() + 15) & ~15;
  const reserve = (bytes: number): number => {
    const start = next;
    next += (bytes + 15) & ~15;
    return start;
  };
  /** Room for so many float64 and one more where that is odd. */
  const vector = (size: number): number => reserve(8 * even(size));
  const head = reserve(layerBytes * layers.length);
  const [values, centres, scales, scaled, gradients] = [0, 1, 2, 3, 4].map(() => vector(inputSize)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const places = layers.map(({ biases }, l) => {
    const inputs = even(l === 0 ? inputSize : layers[l - 1]!.biases.length);
    const outputs = even(biases.length);
    const weights = vector(inputs * outputs);
    return {
      inputs,
      outputs,
      weights,
      biases: vector(outputs),
      values: vector(outputs),
      slopes: vector(outputs),
      adjoints: vector(outputs),
    };
  });
  const missing = next - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  const doubles = new Float64Array(memory.buffer);
  const ints = new Int32Array(memory.buffer);
  doubles.set(centre, centres / 8);
  doubles.set(scale, scales / 8);
  for (const [l, { weights, biases }] of layers.entries()) {
    const place = places[l]!;
    const at = head + layerBytes * l;
    doubles.set(forms[l]!.numbers, at / 8);
    const { inputs, outputs } = place;
    ints.set([inputs, outputs, place.weights, place.biases, place.values, place.slopes, place.adjoints, forms[l]!.kind], at / 4 + 8);
    doubles.set(biases, place.biases / 8);
    const width = biases.length;
    for (let d = 0; d * width < weights.length; d++)
      doubles.set(weights.subarray(d * width, (d + 1) * width), place.weights / 8 + d * place.outputs);
  }
  const valuesAt = values / 8;
  const gradientsAt = gradients / 8;
  return (given, gradient) => {
    for (let d = 0; d < inputSize; d++) doubles[valuesAt + d] = given[d]!;
    const output = functions.evaluate(head, layers.length, values, centres, scales, scaled, gradient ? 1 : 0, gradients);
    if (gradient) for (let d = 0; d < inputSize; d++) gradient[d] = outputScale * doubles[gradientsAt + d]!;
    return output * outputScale + energyOffset;
  };
}

function even(size: number): number {
  return size + (size & 1);
}
