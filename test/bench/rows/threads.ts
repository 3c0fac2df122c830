// What several threads gain: products and convolutions, training, predictions, on all threads (ADATOM_THREADS, else all
// processors) beside one. Wall time, the least of many short runs in turns: a busy machine rarely leaves all processors
// to one of them, and the least is when it did; so the workloads are of some milliseconds.

import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { replacedKernels } from "@adatom/daemon/compute/backends/wasm-kernels/register.ts";
import { splitStructures } from "@adatom/daemon/compute/jobs/data-split.ts";
import { TrainingThreads, trainingParts } from "@adatom/daemon/compute/jobs/training-threads.ts";
import { createTeam, threadCount } from "@adatom/daemon/compute/threads/team.ts";
import { defaultDescriptors, expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { soloTeam, useTeam } from "@adatom/models/kernels/team/team.ts";
import { createTensorProducts } from "@adatom/models/kernels/tensor-products.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { type BatchEngine, ownThread } from "@adatom/models/training/batch-engine.ts";
import type { TrainingData } from "@adatom/models/training/training.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";
import * as tf from "@tensorflow/tfjs-core";
import { diamond, displaced } from "../../conformance/structures.ts";
import { readAccuracyData } from "../../trials/accuracy/data-sets.ts";
import { randomNetworks } from "../product-functions.ts";
import { randomPotential } from "../random-potential.ts";
import type { BenchRow } from "../row.ts";
import { workload as sulfide } from "./polynomial-cutoffs.ts";

const threads = threadCount();
const team = createTeam(threads);
const seconds = 6;

/** Least milliseconds of each. */
function leastTimes<Names extends string>(works: Readonly<Record<Names, () => void>>): Record<Names, number> {
  const least = Object.fromEntries(Object.keys(works).map((name) => [name, Number.POSITIVE_INFINITY])) as Record<Names, number>;
  const until = performance.now() + 1000 * seconds;
  while (performance.now() < until) {
    for (const name of Object.keys(works) as Names[]) {
      for (let run = 0; run < 3; run++) {
        const start = performance.now();
        works[name]();
        least[name] = Math.min(least[name], performance.now() - start);
      }
    }
  }
  return least;
}

function productRow(size: number): BenchRow {
  return {
    name: `matrix product, ${size} square, ${threads} threads`,
    unit: "GFLOP/s",
    higherIsBetter: true,
    async run() {
      await selectBackend("wasm");
      const [a, b] = [tf.randomNormal([size, size]), tf.randomNormal([size, size])];
      const [x, y] = [a.dataSync<"float32">(), b.dataSync<"float32">()];
      const out = new Float32Array(size * size);
      const shape = { rows: size, columns: size, depth: size, transposeA: false, transposeB: false };
      const [many, one] = [createTensorProducts(team)!, createTensorProducts(soloTeam)!];
      const least = leastTimes({
        many: () => many.multiply(shape, x, y, out),
        one: () => one.multiply(shape, x, y, out),
        theirs: () => theirProduct(a, b),
      });
      tf.dispose([a, b]);
      const rate = (ms: number): number => (2 * size ** 3) / (ms * 1e6);
      const note = `ours on one thread ${rate(least.one).toFixed(1)}`;
      return { ours: rate(least.many), peer: rate(least.theirs), peerName: "TensorFlow.js on WASM", note };
    },
  };
}

/** TensorFlow.js's own product, on its one thread. */
function theirProduct(a: tf.Tensor, b: tf.Tensor): void {
  const own = replacedKernels.get(tf.BatchMatMul)!;
  const made = own({ inputs: { a, b }, backend: tf.backend(), attrs: { transposeA: false, transposeB: false } }) as tf.TensorInfo;
  (tf.backend() as tf.KernelBackend).disposeData(made.dataId);
}

function convolutionRow(size: number, inChannels: number, outChannels: number): BenchRow {
  return {
    name: `3-D convolution ${size}^3 x ${inChannels} to ${outChannels}, 4^3, stride 2, ${threads} threads`,
    unit: "GFLOP/s",
    higherIsBetter: true,
    async run() {
      const three = (k: number): readonly [number, number, number] => [k, k, k];
      const geometry = {
        ...{ batch: 1, inChannels, outChannels, inSize: three(size), outSize: three(size / 2) },
        ...{ filterSize: three(4), stride: three(2), dilation: three(1), padding: three(1) },
      };
      const noise = (length: number): Float32Array => Float32Array.from({ length }, Math.random);
      const [x, filter, y] = [noise(size ** 3 * inChannels), noise(64 * inChannels * outChannels), noise((size / 2) ** 3 * outChannels)];
      const step = (on: typeof team) => {
        const products = createTensorProducts(on)!;
        return (): void => products.convolve(geometry, x, filter, y);
      };
      const { many, one } = leastTimes({ many: step(team), one: step(soloTeam) });
      const rate = (ms: number): number => (2 * (size / 2) ** 3 * 64 * inChannels * outChannels) / (ms * 1e6);
      return { ours: rate(many), peer: rate(one), peerName: "ours on one thread" };
    },
  };
}

function predictionRow(name: string, structure: () => Structure, potential: () => Potential): BenchRow {
  return {
    name: `${name}, ${threads} threads`,
    unit: "us/atom",
    higherIsBetter: false,
    async run() {
      const box = structure();
      const potentials = [team, soloTeam].map((one) => {
        useTeam(one);
        return potential();
      });
      useTeam(soloTeam);
      const list = buildNeighbourList(box, potentials[0]!.cutoffAngstrom);
      const { many, one } = leastTimes({ many: () => potentials[0]!.evaluate(box, list), one: () => potentials[1]!.evaluate(box, list) });
      const atoms = box.atomicNumbers.length;
      const note = "neighbour list given";
      return { ours: (1000 * many) / atoms, peer: (1000 * one) / atoms, peerName: "ours on one thread", note };
    },
  };
}

/** Least microseconds an atom of a batch with its gradient, over some epochs. */
async function batchTime(data: TrainingData, batches: BatchEngine): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  const timed: BatchEngine = {
    parts: batches.parts,
    threads: batches.threads,
    hold: (sample) => batches.hold(sample),
    release: () => batches.release(),
    async errors(problem, parameters, samples, wantGradient) {
      const start = performance.now();
      const found = await batches.errors(problem, parameters, samples, wantGradient);
      const atoms = samples.reduce((sum, { atomCount }) => sum + atomCount, 0);
      if (wantGradient && samples.length === 8) least = Math.min(least, (1000 * (performance.now() - start)) / atoms);
      return found;
    },
  };
  const run = startTraining({ epochs: 20 }, data, { batches: timed });
  while ((await run.advance()).phase !== "finished");
  run.dispose();
  return least;
}

const trainingRow: BenchRow = {
  name: `Behler-Parrinello training, mlearn's silicon, loss and gradient of a batch of 8 structures, ${threads} threads`,
  unit: "us/atom",
  higherIsBetter: false,
  async run() {
    await selectBackend("wasm");
    const data = splitStructures(readAccuracyData("Si", "train"), { validationFraction: 0.1, testFraction: 0, seed: 1 });
    const parts = trainingParts("wasm", data.train, 8);
    const engine = new TrainingThreads("wasm", parts, threads);
    const ours = await batchTime(data, engine).finally(() => engine.dispose());
    const note = `${parts} parts; threads did ${engine.shares.join(" and ")}`;
    return { ours, peer: await batchTime(data, ownThread), peerName: "ours on one thread, in one part", note };
  },
};

export const rows: readonly BenchRow[] = [
  productRow(512),
  productRow(256),
  convolutionRow(64, 1, 16),
  convolutionRow(32, 16, 32),
  convolutionRow(16, 32, 64),
  predictionRow(
    "Behler-Parrinello energy + forces, 216 Si atoms, defaults, 24-24",
    () => displaced(diamond(3), 0.05, 1),
    () => randomPotential(expandDescriptors(defaultDescriptors, [14]), [24, 24]).potential,
  ),
  predictionRow("energy + forces, 144 atoms of Cu2S, 179 functions, 15-15 softplus", sulfide.structure, () =>
    createAtomicNetworkPotential(randomNetworks(sulfide.functions(), [15, 15], "softplus"), "bench", ""),
  ),
  trainingRow,
];
