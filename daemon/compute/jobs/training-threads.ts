// The threads of a training job: this one and worker threads take parts of batches as they are free, over samples that lie in shared
// memory once for all. A batch is a section (models/kernels/team/section.ts) where kernels do it; where it is made of
// tensors, parts are asked for by messages.
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { homeOf } from "@adatom/models/kernels/derivative-products.ts";
import { Section } from "@adatom/models/kernels/team/section.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { type BatchEngine, joinParts, partsOf } from "@adatom/models/training/batch-engine.ts";
import { type BatchResult, batchErrors, type TrainingProblem, type TrainingSample } from "@adatom/models/training/batch-gradient.ts";
import { createErrorSums } from "@adatom/models/training/error-sums.ts";
import { kernelFor } from "@adatom/models/training/network-step.ts";
import { presentCaps } from "../memory-caps.ts";
import { takeParts } from "./batch-parts.ts";
import { inSharedMemory } from "./shared-arrays.ts";
import type { BatchRoom, FromTrainingWorker, ToTrainingWorker, TrainingWorkerSettings } from "./training-messages.ts";

/** Backends with threads for this: others use all cores, or a GPU, by themselves. */
const oneThreadBackends = ["wasm", "cpu"];
/** A part costs some 20 microseconds beside its atoms, which take some 3 microseconds each: two parts gain on two threads from so many atoms on. */
const fewestAtomsInTwo = 48;
const fewestAtomsAPart = 96;
const mostParts = 16;

/** Atoms of a training set below which starting threads takes longer than they save. */
const fewestAtoms = 2000;

/** Whether batches on a backend may be split among threads of ours. */
export function takesParts(backend: string): boolean {
  return oneThreadBackends.includes(backend);
}

/**
 * How many parts to split batches into; 1: no threads are worth while. The data decide alone, so that the weights are the same on
 * any number of threads.
 */
export function trainingParts(backend: string, train: readonly Structure[], batchStructures: number): number {
  const atoms = train.reduce((sum, { atomicNumbers }) => sum + atomicNumbers.length, 0);
  if (!takesParts(backend) || atoms < fewestAtoms) return 1;
  const inBatch = (atoms / train.length) * batchStructures;
  if (inBatch < fewestAtomsInTwo) return 1;
  // A power of two, which most numbers of threads share out evenly.
  return Math.min(mostParts, 2 ** Math.max(1, Math.floor(Math.log2(inBatch / fewestAtomsAPart))));
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
  readonly threads: number;
  /** Parts that kernels of each thread have done, this one's first. */
  readonly shares: number[];
  private readonly workers: Thread[];
  private readonly section = new Section();
  private readonly numbers = new Map<TrainingSample, number>();
  private readonly held: TrainingSample[] = [];
  private readonly homes: WebAssembly.Memory[] = [];
  private room: BatchRoom | undefined;
  private problem: TrainingProblem | undefined;
  private death: Error | undefined;
  private disposed = false;

  /** @param threads that share the parts, this one included: any number makes the same numbers @param tensorBytes cap on tensors of all */
  constructor(backend: string, parts: number, threads: number = parts, tensorBytes: number = presentCaps().tensorBytes) {
    this.parts = parts;
    this.threads = Math.min(parts, threads);
    this.shares = Array.from({ length: this.threads }, () => 0);
    const settings = { backend, tensorBytes: tensorBytes / this.threads, block: this.section.block };
    this.workers = Array.from({ length: this.threads - 1 }, (_, n) => this.begin({ ...settings, thread: n + 1 }));
  }

  /** Tensors that the threads hold between batches. */
  get tensors(): number {
    return this.workers.reduce((sum, { tensors }) => sum + tensors, 0);
  }

  hold(sample: TrainingSample): TrainingSample {
    const number = this.held.length;
    const held = this.workers.length > 0 ? this.share(sample, number) : sample;
    this.numbers.set(held, number);
    this.held.push(held);
    return held;
  }

  private share(sample: TrainingSample, number: number): TrainingSample {
    const home = this.numberOfHome(sample);
    const { pairs, ...others } = sample;
    // Settled derivatives are known by their object.
    const shared = home === undefined ? inSharedMemory(sample) : { ...inSharedMemory(others), pairs };
    this.tell({ type: "hold", number, sample: shared, home });
    return shared;
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
    this.held.length = 0;
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
    if (this.death) throw this.death;
    const parts = partsOf(samples, this.parts);
    const room = this.write(parameters, parts);
    const kernel = kernelFor(problem.shapes);
    if (kernel) {
      const sampleOf = (number: number): TrainingSample => this.held[number]!;
      this.section.lead(0, 0, parts.length, [Number(wantGradient)], (_, __, take) =>
        takeParts(kernel, problem, room, sampleOf, take, wantGradient, 0),
      );
      // What a thread had no memory for.
      for (const [n, part] of parts.entries()) {
        if (room.done[n] === 0) await this.compute(problem, room, n, part, parameters, wantGradient);
        else this.shares[room.done[n]! - 1]!++;
      }
    } else {
      const asked = parts.map((part, n) =>
        n % this.threads === 0 ? this.compute(problem, room, n, part, parameters, wantGradient) : this.ask(n, wantGradient),
      );
      const failed = (await Promise.allSettled(asked)).find((result) => result.status === "rejected");
      if (failed) throw failed.reason;
    }
    return joinParts(parts.map((_, n) => ({ sums: room.sums[n]!, ...(wantGradient && { gradient: room.gradients[n]! }) })));
  }

  dispose(): void {
    this.disposed = true;
    for (const { worker } of this.workers) void worker.terminate();
  }

  /** A part on this thread. */
  private async compute(
    problem: TrainingProblem,
    room: BatchRoom,
    part: number,
    samples: readonly TrainingSample[],
    parameters: Float64Array,
    wantGradient: boolean,
  ): Promise<void> {
    const { gradient, sums } = await batchErrors(problem, parameters, samples, wantGradient);
    if (gradient) room.gradients[part]!.set(gradient);
    room.sums[part]!.set(sums);
  }

  /** A part on another thread. */
  private ask(part: number, wantGradient: boolean): Promise<void> {
    const thread = this.workers[(part % this.threads) - 1]!;
    return new Promise((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      thread.worker.postMessage({ type: "errors", part, wantGradient } satisfies ToTrainingWorker);
    });
  }

  /** Writes a batch where all threads find it. */
  private write(parameters: Float64Array, parts: readonly (readonly TrainingSample[])[]): BatchRoom {
    const count = parts.reduce((sum, { length }) => sum + length, 0);
    if (this.room?.parameters.length !== parameters.length || this.room.samples.length < count) {
      this.room = inSharedMemory<BatchRoom>({
        parameters: new Float64Array(parameters.length),
        samples: new Int32Array(Math.max(16, 2 * count)),
        bounds: new Int32Array(this.parts + 1),
        gradients: Array.from({ length: this.parts }, () => new Float64Array(parameters.length)),
        sums: Array.from({ length: this.parts }, createErrorSums),
        done: new Int32Array(this.parts),
      });
      this.tell({ type: "room", room: this.room });
    }
    const { room } = this;
    room.parameters.set(parameters);
    room.done.fill(0);
    let at = 0;
    for (const [n, part] of parts.entries()) {
      for (const sample of part) room.samples[at++] = this.numbers.get(sample)!;
      room.bounds[n + 1] = at;
    }
    return room;
  }

  private tell(message: ToTrainingWorker): void {
    for (const { worker } of this.workers) worker.postMessage(message);
  }

  private begin(settings: TrainingWorkerSettings): Thread {
    const worker = new Worker(defaultEntry(), { workerData: settings, name: `adatom training ${settings.thread + 1}` });
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
