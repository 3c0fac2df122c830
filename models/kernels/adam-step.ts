// Adam over a flat float32 array with the decoupled weight decay of AdamW, in one pass over memory: in WebAssembly SIMD, or
// in plain loops where the engine has none. The float64 form for small models, and the source: training/adam.ts.
import { module } from "./adam-step/module.ts";
import { type KernelForm, startKernel } from "./wasm-kernel.ts";

interface Functions {
  heap_base(): number;
  adam_step(
    parameters: number,
    mean: number,
    square: number,
    gradient: number,
    count: number,
    beta1: number,
    beta2: number,
    rate: number,
    rootScale: number,
    tiny: number,
    decay: number,
  ): void;
}

/** Its arrays may lie in the kernel's memory: they are read and written in place, never replaced. */
export interface AdamMachine {
  readonly parameters: Float32Array<ArrayBuffer>;
  readonly mean: Float32Array<ArrayBuffer>;
  readonly square: Float32Array<ArrayBuffer>;
  /** To be filled before every step. */
  readonly gradient: Float32Array<ArrayBuffer>;
  /** Steps made; written where a run is resumed. */
  steps: number;
  /** One step down `gradient`. */
  step(learningRate: number, weightDecay?: number): void;
}

const beta1 = 0.9;
const beta2 = 0.999;
const tiny = 1e-8;

/** @param size numbers to train @param form "loops": without WebAssembly, as a reference */
export function createAdamMachine(size: number, form: KernelForm | "best" | "loops" = "best"): AdamMachine {
  const kernel = form === "loops" ? undefined : startKernel<Functions>(module, form);
  // Whole vectors, so that the next array begins on a boundary.
  const room = 4 * Math.ceil(size / 4);
  const start = kernel ? (kernel.functions.heap_base() + 15) & ~15 : 0;
  if (kernel) {
    const missing = start + 16 * room - kernel.memory.buffer.byteLength;
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / 65536));
  }
  const addresses = [0, 1, 2, 3].map((k) => start + 4 * room * k);
  const [parameters, mean, square, gradient] = addresses.map((address) =>
    kernel ? new Float32Array(kernel.memory.buffer as ArrayBuffer, address, size) : new Float32Array(size),
  ) as [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];
  const [p, m, s, g] = addresses as [number, number, number, number];
  return {
    parameters,
    mean,
    square,
    gradient,
    steps: 0,
    step(learningRate, weightDecay = 0) {
      this.steps++;
      const rate = learningRate / (1 - beta1 ** this.steps);
      const rootScale = 1 / Math.sqrt(1 - beta2 ** this.steps);
      const decay = learningRate * weightDecay;
      if (kernel) kernel.functions.adam_step(p, m, s, g, room, beta1, beta2, rate, rootScale, tiny, decay);
      else inLoops(this, rate, rootScale, decay);
    },
  };
}

function inLoops({ parameters, mean, square, gradient }: AdamMachine, rate: number, rootScale: number, decay: number): void {
  for (let k = 0; k < parameters.length; k++) {
    const g = gradient[k]!;
    const m = beta1 * mean[k]! + (1 - beta1) * g;
    const s = beta2 * square[k]! + (1 - beta2) * g * g;
    mean[k] = m;
    square[k] = s;
    parameters[k] = parameters[k]! * (1 - decay) - (rate * m) / (Math.sqrt(s) * rootScale + tiny);
  }
}
