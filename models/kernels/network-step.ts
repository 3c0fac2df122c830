// The network part of a training step (training/network-step.ts) in WebAssembly SIMD on the calling thread: float32 products,
// float64 activations and sums, with the same numbers as on tensors to rounding. Steps live in one memory, which does not shrink.
import { activations } from "../networks/behler-parrinello/activation.ts";
import { type NetworkShape, type NetworkStep, parameterCount } from "../training/network-step.ts";
import { module } from "./network-step/module.ts";
import { Heap, unlessFull } from "./team/heap.ts";
import { type KernelForm, startKernel } from "./wasm-kernel.ts";

/** Pointers are bytes into the kernel's memory. */
interface Functions {
  heap_base(): number;
  prepare(network: number): void;
  forward(network: number): void;
  backward(network: number): void;
}

export interface NetworkStepKernel {
  /** As networkStep; undefined for a network without hidden layers, or where memory cannot hold the step. */
  step(shape: NetworkShape, parameters: Float64Array, inputs: Float32Array): NetworkStep | undefined;
}

/** As in network-step/kernel.c: words of its structures, and rows that are worked on together. */
const layerWords = 15;
const networkWords = 20;
const block = 48;
/** A step beyond this stays out of the kernel. */
const mostBytes = 2 ** 30;

const padded = (size: number): number => (size + 7) & ~7;

/** A hidden layer's places, bytes, in the order of the structure in C. */
interface LayerPlaces {
  readonly inputs: number;
  readonly outputs: number;
  readonly width: number;
  readonly weights: number;
  readonly turned: number;
  readonly biases: number;
  readonly ofRows: readonly number[];
  readonly ofBlock: readonly number[];
  readonly weightGradient: number;
  readonly biasGradient: number;
}

/** @returns undefined where the engine has no SIMD */
export function createNetworkStepKernel(form: KernelForm | "best" = "best"): NetworkStepKernel | undefined {
  const found = startKernel<Functions>(module, form);
  if (!found) return undefined;
  const { functions, memory } = found;
  const heap = new Heap(memory, functions.heap_base());
  const floats = (at: number, length: number): Float32Array => new Float32Array(memory.buffer, at, length);

  return {
    step(shape, parameters, inputs) {
      const { hidden, inputSize, columns, activation, transform } = shape;
      if (hidden.length === 0) return undefined;
      const rows = inputs.length / inputSize;
      const { places, bytes } = layOut(shape, rows);
      const base = bytes > mostBytes ? undefined : unlessFull(() => heap.allocate(bytes));
      if (base === undefined) return undefined;
      const at = (place: number): number => base + place;
      const last = places.layers.at(-1)!;

      let offset = 0;
      const factorOf = (width: number): number => (shape.normaliseNodes ? 1 / width : 1);
      /** A matrix's rows, padded with zeros, times a factor. */
      const load = (place: number, count: number, size: number, width: number, factor: number): void => {
        const into = floats(at(place), count * width).fill(0);
        for (let r = 0; r < count; r++) for (let k = 0; k < size; k++) into[r * width + k] = factor * parameters[offset++]!;
      };
      for (const { inputs: size, outputs, width, weights, biases } of places.layers) {
        load(weights, size, outputs, width, factorOf(size));
        load(biases, 1, outputs, width, factorOf(size));
      }
      load(places.lastWeights, 1, last.outputs, last.width, factorOf(last.outputs));
      const words = new Int32Array(memory.buffer, at(places.head), networkWords);
      words.set([hidden.length, rows, inputSize, columns, padded(columns), activations.indexOf(activation)]);
      words.set([at(places.layerList), at(places.lastWeights)], 6);
      floats(at(places.head), networkWords)[8] = factorOf(last.outputs) * parameters[offset]!;
      words.set(places.rest.map(at), 9);
      for (const [l, one] of places.layers.entries()) {
        const list = [one.weights, one.turned, one.biases, ...one.ofRows, ...one.ofBlock, one.weightGradient, one.biasGradient];
        new Int32Array(memory.buffer, at(places.layerList) + 4 * layerWords * l, layerWords).set([
          one.inputs,
          one.outputs,
          one.width,
          ...list.map(at),
        ]);
      }
      const [given, transformAt, , , energies, gradients, e, v] = places.rest.map(at) as [number, ...number[]] as number[];
      floats(given!, inputs.length).set(inputs);
      floats(transformAt!, transform.length).set(transform);
      functions.prepare(at(places.head));
      functions.forward(at(places.head));

      /** Parameters' gradient from where the kernel has summed it, in their order. */
      function collect(): Float64Array {
        const out = new Float64Array(parameterCount(shape));
        const doubles = new Float64Array(memory.buffer);
        let next = 0;
        const take = (place: number, count: number, size: number, width: number, factor: number): void => {
          for (let r = 0; r < count; r++) for (let k = 0; k < size; k++) out[next++] = factor * doubles[at(place) / 8 + r * width + k]!;
        };
        for (const { inputs: size, outputs, width, weightGradient, biasGradient } of places.layers) {
          take(weightGradient, size, outputs, width, factorOf(size));
          take(biasGradient, 1, outputs, width, factorOf(size));
        }
        take(places.lastGradient, 1, last.outputs, last.width, factorOf(last.outputs));
        take(places.lastGradient + 8 * last.width, 1, 1, 1, factorOf(last.outputs));
        return out;
      }

      let live = true;
      return {
        energies: floats(energies!, rows).slice(),
        gradients: floats(gradients!, rows * columns).slice(),
        async backward(ofEnergies, ofGradients) {
          if (!live) throw new Error("a network step was used after it was disposed");
          floats(e!, rows).set(ofEnergies);
          floats(v!, rows * columns).set(ofGradients);
          functions.backward(at(places.head));
          return collect();
        },
        dispose() {
          if (live) heap.release(base);
          live = false;
        },
      };
    },
  };
}

/** Where everything of a step lies, bytes from its beginning. */
function layOut({ hidden, inputSize, columns }: NetworkShape, rows: number) {
  let bytes = 0;
  const reserve = (size: number): number => {
    const start = bytes;
    bytes += (size + 15) & ~15;
    return start;
  };
  const head = reserve(4 * networkWords);
  const layerList = reserve(4 * layerWords * hidden.length);
  const layers = hidden.map((outputs, l): LayerPlaces => {
    const inputs = l === 0 ? inputSize : hidden[l - 1]!;
    const width = padded(outputs);
    return {
      ...{ inputs, outputs, width },
      weights: reserve(4 * inputs * width),
      turned: reserve(4 * outputs * padded(inputs)),
      biases: reserve(4 * width),
      ofRows: [0, 1, 2, 3].map(() => reserve(4 * rows * width)),
      ofBlock: [0, 1, 2].map(() => reserve(4 * block * width)),
      weightGradient: reserve(8 * inputs * width),
      biasGradient: reserve(8 * width),
    };
  });
  const first = layers[0]!.width;
  const last = layers.at(-1)!.width;
  const widest = Math.max(padded(columns), ...layers.map(({ width }) => width));
  const matrices = [(columns + inputSize) * first, ...layers.map(({ inputs, width }) => inputs * width)];
  const lastWeights = reserve(4 * last);
  // In the order of the structure in C: inputs, transform, its products with the first weights, results, factors, room, sums.
  const rest = [
    ...[rows * inputSize, columns * inputSize, columns * first, layers[0]!.outputs * padded(columns)],
    ...[rows, rows * columns, rows, rows * columns, Math.max(block * widest, ...matrices)],
  ].map((size) => reserve(4 * size));
  rest.push(reserve(8 * columns * first));
  const lastGradient = reserve(8 * (last + 1));
  rest.push(lastGradient);
  return { bytes, places: { head, layerList, layers, lastWeights, rest, lastGradient } };
}
