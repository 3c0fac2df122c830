// The network part of a training step (training/network-step.ts) in WebAssembly SIMD on the calling thread: float32 products,
// float64 activations and sums, with the same numbers as on tensors to rounding. Steps live in one memory, which does not shrink.
import { activations } from "../networks/behler-parrinello/activation.ts";
import { type NetworkShape, type NetworkStep, parameterCount } from "../training/network-step.ts";
import { module } from "./network-step/module.ts";
import { layerWords, networkPlaces, networkWords, padded, type RowPlaces, rowPlaces } from "./network-step/places.ts";
import { Heap, unlessFull } from "./team/heap.ts";
import { type KernelForm, startKernel } from "./wasm-kernel.ts";

/** Pointers are bytes into the kernel's memory. */
interface Functions {
  heap_base(): number;
  prepare(network: number): void;
  forward(network: number): void;
  backward(network: number): void;
}

/** A step whose results are there at once. */
export interface KernelStep extends NetworkStep {
  /** As backward. */
  backwardNow(e: Float32Array, v: Float32Array): Float64Array;
}

/** A network whose weights lie in the kernel, for steps over several sets of rows. */
export interface LoadedNetwork {
  /** @param inputs rows x inputSize @returns undefined where memory cannot hold the step */
  step(inputs: Float32Array): KernelStep | undefined;
  /** Its steps are worth nothing afterwards. */
  dispose(): void;
}

export interface NetworkStepKernel {
  /** Undefined for a network without hidden layers, or where memory cannot hold it. */
  load(shape: NetworkShape, parameters: Float64Array): LoadedNetwork | undefined;
  /** As networkStep; undefined as `load`, or where memory cannot hold the step. */
  step(shape: NetworkShape, parameters: Float64Array, inputs: Float32Array): NetworkStep | undefined;
}

/** A step beyond this stays out of the kernel. */
const mostBytes = 2 ** 30;

/** @returns undefined where the engine has no SIMD */
export function createNetworkStepKernel(form: KernelForm | "best" = "best"): NetworkStepKernel | undefined {
  const found = startKernel<Functions>(module, form);
  if (!found) return undefined;
  const { functions, memory } = found;
  const heap = new Heap(memory, functions.heap_base());
  const floats = (at: number, length: number): Float32Array => new Float32Array(memory.buffer, at, length);
  const take = (bytes: number): number | undefined => (bytes > mostBytes ? undefined : unlessFull(() => heap.allocate(bytes)));

  function load(shape: NetworkShape, parameters: Float64Array): LoadedNetwork | undefined {
    const { hidden, inputSize, columns, activation, transform } = shape;
    if (hidden.length === 0) return undefined;
    const own = networkPlaces(shape);
    const base = take(own.bytes);
    if (base === undefined) return undefined;
    const at = (place: number): number => base + place;
    const { layers } = own;
    const last = layers.at(-1)!;

    let offset = 0;
    const factorOf = (width: number): number => (shape.normaliseNodes ? 1 / width : 1);
    /** A matrix's rows, padded with zeros, times a factor. */
    const put = (place: number, count: number, size: number, width: number, factor: number): void => {
      const given = parameters.subarray(offset, offset + count * size);
      const into = floats(at(place), count * width);
      offset += count * size;
      if (size === width && factor === 1) into.set(given);
      else {
        into.fill(0);
        for (let r = 0; r < count; r++) for (let k = 0; k < size; k++) into[r * width + k] = factor * given[r * size + k]!;
      }
    };
    for (const { inputs: size, outputs, width, weights, biases } of layers) {
      put(weights, size, outputs, width, factorOf(size));
      put(biases, 1, outputs, width, factorOf(size));
    }
    put(own.lastWeights, 1, last.outputs, last.width, factorOf(last.outputs));
    const lastBias = factorOf(last.outputs) * parameters[offset]!;
    floats(at(own.transform), transform.length).set(transform);

    /** Writes the structures of a step in C. @param rest places of its rows */
    function writeHead(head: number, rows: number, rest: RowPlaces | undefined): void {
      const list = head + 4 * networkWords;
      const words = new Int32Array(memory.buffer, head, networkWords + layerWords * layers.length);
      words.set([layers.length, rows, inputSize, columns, padded(columns), activations.indexOf(activation), list, at(own.lastWeights)]);
      floats(head, networkWords)[8] = lastBias;
      const { given = 0, energies = 0, gradients = 0, e = 0, v = 0 } = rest ?? {};
      words.set([given, at(own.transform), at(own.first), at(own.firstTurned), energies, gradients, e, v], 9);
      words.set([at(own.block), at(own.columnGradient), at(own.lastGradient)], 17);
      for (const [l, one] of layers.entries()) {
        const shared = [at(one.weights), at(one.turned), at(one.biases)];
        const sums = [at(one.weightGradient), at(one.biasGradient)];
        const ofRows = rest?.layers[l] ?? [0, 0, 0, 0];
        words.set(
          [one.inputs, one.outputs, one.width, ...shared, ...ofRows, ...one.ofBlock.map(at), ...sums],
          networkWords + layerWords * l,
        );
      }
    }
    let loaded = true;
    writeHead(at(own.head), 0, undefined);
    functions.prepare(at(own.head));

    /** Parameters' gradient from where the kernel has summed it, in their order. */
    function collect(): Float64Array {
      const out = new Float64Array(parameterCount(shape));
      const doubles = new Float64Array(memory.buffer);
      let next = 0;
      const copy = (place: number, count: number, size: number, width: number, factor: number): void => {
        const from = doubles.subarray(at(place) / 8, at(place) / 8 + count * width);
        if (size === width && factor === 1) out.set(from, next);
        else for (let r = 0; r < count; r++) for (let k = 0; k < size; k++) out[next + r * size + k] = factor * from[r * width + k]!;
        next += count * size;
      };
      for (const { inputs: size, outputs, width, weightGradient, biasGradient } of layers) {
        copy(weightGradient, size, outputs, width, factorOf(size));
        copy(biasGradient, 1, outputs, width, factorOf(size));
      }
      copy(own.lastGradient, 1, last.outputs, last.width, factorOf(last.outputs));
      copy(own.lastGradient + 8 * last.width, 1, 1, 1, factorOf(last.outputs));
      return out;
    }

    return {
      step(inputs) {
        const rows = inputs.length / inputSize;
        const places = rowPlaces(shape, rows);
        const start = take(places.bytes);
        if (start === undefined) return undefined;
        const rest = places.from(start);
        writeHead(start, rows, rest);
        floats(rest.given, inputs.length).set(inputs);
        functions.forward(start);
        let live = true;
        const backwardNow: KernelStep["backwardNow"] = (ofEnergies, ofGradients) => {
          if (!live) throw new Error("a network step was used after it was disposed");
          floats(rest.e, rows).set(ofEnergies);
          floats(rest.v, rows * columns).set(ofGradients);
          functions.backward(start);
          return collect();
        };
        return {
          energies: floats(rest.energies, rows).slice(),
          gradients: floats(rest.gradients, rows * columns).slice(),
          backwardNow,
          backward: async (ofEnergies, ofGradients) => backwardNow(ofEnergies, ofGradients),
          dispose() {
            if (live) heap.release(start);
            live = false;
          },
        };
      },
      dispose() {
        if (loaded) heap.release(base);
        loaded = false;
      },
    };
  }

  return {
    load,
    step(shape, parameters, inputs) {
      const network = load(shape, parameters);
      const step = network?.step(inputs);
      if (!network || !step) {
        network?.dispose();
        return undefined;
      }
      const dispose = (): void => {
        step.dispose();
        network.dispose();
      };
      return { ...step, dispose };
    },
  };
}
