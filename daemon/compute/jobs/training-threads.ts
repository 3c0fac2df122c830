// The worker threads of a training job: each computes parts of batches on a tensor engine of its own, over samples that lie
// in shared memory once for all.
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { homeOf } from "@adatom/models/kernels/derivative-products.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { type BatchEngine, joinParts, partsOf } from "@adatom/models/training/batch-engine.ts";
import type { BatchResult, TrainingProblem, TrainingSample } from "@adatom/models/training/batch-gradient.ts";
import { createErrorSums } from "@adatom/models/training/error-sums.ts";
import { presentCaps } from "../memory-caps.ts";
import { inSharedMemory } from "./shared-arrays.ts";
import type { FromTrainingWorker, PartBuffers, ToTrainingWorker, TrainingWorkerSettings } from "./training-messages.ts";

/** Backends with threads for this: others use all cores, or a GPU, by themselves. */
const oneThreadBackends = ["wasm", "cpu"];
/** Parts of 8 structures, the usual batch, are too small for more. */
const mostThreads = 16;

/** Atoms of a training set below which starting threads takes longer than they save. */
const fewestAtoms = 2000;

/** Whether batches on a backend may be split among threads of ours. */
export function takesParts(backend: string): boolean {
  return oneThreadBackends.includes(backend);
}

/** How many parts to split batches into on a backend with so many threads; 1: no threads are worth while. */
export function trainingParts(backend: string, threads: number, train: readonly Structure[]): number {
  const atoms = train.reduce((sum, { atomicNumbers }) => sum + atomicNumbers.length, 0);
  return takesParts(backend) && atoms >= fewestAtoms ? Math.min(mostThreads, threads) : 1;
}

interface Thread {
  readonly worker: Worker;
  /** Answers come in the order of the questions. */
  readonly waiting: { resolve(): void; reject(error: Error): void }[];
  tensors: number;
}

function defaultEntry(): string {
  const given = (globalThis as { adatomTrainingEntry?: unknown }).adatomTrainingEntry;
  return typeof given === "string" ? given : fileURLToPath(new URL("./training-worker.ts", import.meta.url));
}

export class TrainingThreads implements BatchEngine {
  readonly parts: number;
  private readonly threads: Thread[];
  private readonly numbers = new Map<TrainingSample, number>();
  private readonly homes: WebAssembly.Memory[] = [];
  private buffers: PartBuffers[] = [];
  private problem: TrainingProblem | undefined;
  private death: Error | undefined;
  private disposed = false;

  /** @param threads that share the parts; fewer than parts make the same numbers, later @param tensorBytes cap on tensors of all */
  constructor(backend: string, parts: number, threads: number = parts, tensorBytes: number = presentCaps().tensorBytes) {
    this.parts = parts;
    const count = Math.min(parts, threads);
    this.threads = Array.from({ length: count }, (_, n) => this.begin({ backend, tensorBytes: tensorBytes / count }, n));
  }

  /** Tensors that the threads hold between batches. */
  get tensors(): number {
    return this.threads.reduce((sum, { tensors }) => sum + tensors, 0);
  }

  hold(sample: TrainingSample): TrainingSample {
    const home = this.numberOfHome(sample);
    const { pairs, ...others } = sample;
    // Settled derivatives are known by their object.
    const held = home === undefined ? inSharedMemory(sample) : { ...inSharedMemory(others), pairs };
    const number = this.numbers.size;
    this.numbers.set(held, number);
    this.tell({ type: "hold", number, sample: held, home });
    return held;
  }

  /** Of the kernel's memory that a sample lies in, which threads are given before; undefined where it lies in none. */
  private numberOfHome(sample: TrainingSample): number | undefined {
    const memory = homeOf(sample);
    if (!memory) return undefined;
    if (!this.homes.includes(memory)) {
      this.homes.push(memory);
      this.tell({ type: "home", memory });
    }
    return this.homes.indexOf(memory);
  }

  release(): void {
    this.numbers.clear();
    this.homes.length = 0;
    this.tell({ type: "release" });
  }

  async errors(
    problem: TrainingProblem,
    parameters: Float64Array,
    samples: readonly TrainingSample[],
    wantGradient: boolean,
  ): Promise<BatchResult> {
    if (this.problem !== problem) {
      this.problem = problem;
      this.tell({ type: "problem", problem });
    }
    this.makeRoom(parameters.length);
    const parts = partsOf(samples, this.parts);
    const results = await Promise.allSettled(parts.map((part, n) => this.compute(n, parameters, part, wantGradient)));
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
    return joinParts(parts.map((_, n) => ({ sums: this.buffers[n]!.sums, ...(wantGradient && { gradient: this.buffers[n]!.gradient }) })));
  }

  dispose(): void {
    this.disposed = true;
    for (const { worker } of this.threads) void worker.terminate();
  }

  private compute(part: number, parameters: Float64Array, samples: readonly TrainingSample[], wantGradient: boolean): Promise<void> {
    if (this.death) return Promise.reject(this.death);
    const buffers = this.buffers[part]!;
    buffers.parameters.set(parameters);
    const thread = this.threads[part % this.threads.length]!;
    return new Promise((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      const numbers = samples.map((sample) => this.numbers.get(sample)!);
      thread.worker.postMessage({ type: "errors", samples: numbers, wantGradient, buffers } satisfies ToTrainingWorker);
    });
  }

  private makeRoom(size: number): void {
    if (this.buffers[0]?.parameters.length === size) return;
    const room = (): PartBuffers => ({ parameters: new Float64Array(size), gradient: new Float64Array(size), sums: createErrorSums() });
    this.buffers = Array.from({ length: this.parts }, () => inSharedMemory(room()));
  }

  private tell(message: ToTrainingWorker): void {
    for (const { worker } of this.threads) worker.postMessage(message);
  }

  private begin(settings: TrainingWorkerSettings, number: number): Thread {
    const worker = new Worker(defaultEntry(), { workerData: settings, name: `adatom training ${number + 1}` });
    const thread: Thread = { worker, waiting: [], tensors: 0 };
    worker.on("message", (message: FromTrainingWorker) => {
      const asked = thread.waiting.shift();
      if (message.type === "failed") return asked?.reject(new Error(message.message));
      thread.tensors = message.tensors;
      asked?.resolve();
    });
    const die = (why: string): void => {
      if (this.disposed) return;
      this.death ??= new Error(why);
      for (const asked of thread.waiting.splice(0)) asked.reject(this.death);
    };
    worker.on("error", (error: unknown) => die(`A thread of the training died: ${error instanceof Error ? error.message : String(error)}`));
    worker.on("exit", () => die("A thread of the training ended."));
    return thread;
  }
}
