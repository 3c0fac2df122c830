// Networks on TensorFlow.js's current backend, timed: trainings and the inference of tiles. Data are made up here: the
// bundle that runs on a machine with a GPU reads no files.
import { splitStructures } from "@adatom/daemon/compute/jobs/data-split.ts";
import type { Random } from "@adatom/models/dynamics/random.ts";
import { createDirectForceNetwork } from "@adatom/models/networks/direct-force/network.ts";
import { createExtensiveNetwork } from "@adatom/models/networks/extensive/network.ts";
import { isingShape, sheetShape } from "@adatom/models/networks/extensive/shape.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { directForceStep } from "@adatom/models/training/direct-force-step.ts";
import { createDeviceParameters } from "@adatom/models/training/parameters/device.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";
import { diamond, displaced } from "../../conformance/structures.ts";
import type { GpuBenchResult } from "./rows.ts";

/** Best time of a run, seconds, over so many seconds; the first run only warms up. */
async function bestTime(seconds: number, run: () => Promise<unknown>): Promise<number> {
  await run();
  let best = Number.POSITIVE_INFINITY;
  const started = performance.now();
  do {
    const before = performance.now();
    await run();
    best = Math.min(best, (performance.now() - before) / 1000);
  } while (performance.now() - started < 1000 * seconds);
  return best;
}

const numbers = (random: Random, length: number): Float32Array => Float32Array.from({ length }, () => random.normal());

/** Displaced silicon of 64 atoms, labelled by Stillinger and Weber. */
function labelled(count: number): Structure[] {
  const { cutoffAngstrom } = stillingerWeberSilicon1985;
  return Array.from({ length: count }, (_, seed) => {
    const structure = displaced(diamond(2), 0.02 + 0.1 * (seed / count), seed + 1);
    const { energy, forces, stress } = stillingerWeberSilicon1985.evaluate(structure, buildNeighbourList(structure, cutoffAngstrom));
    return { ...structure, reference: { energy, forces, stress } };
  });
}

export async function trainingEpoch(count: number, epochs: number): Promise<GpuBenchResult> {
  const data = splitStructures(labelled(count), { validationFraction: 0.1, testFraction: 0, seed: 1 });
  const run = startTraining({ epochs: epochs + 1 }, data);
  try {
    while ((await run.advance()).phase === "descriptors");
    let best = Number.POSITIVE_INFINITY;
    for (let started = performance.now(); ; ) {
      const { phase, epoch } = await run.advance();
      if (epoch) {
        best = Math.min(best, (performance.now() - started) / 1000);
        started = performance.now();
      }
      if (phase === "finished") break;
    }
    return {
      value: count / best,
      epochSeconds: best,
      note: `best of ${epochs} epochs over ${count} structures of 64 atoms, validation included`,
    };
  } finally {
    run.dispose();
  }
}

export async function directForceTraining(hidden: readonly number[], random: Random, seconds: number): Promise<GpuBenchResult> {
  const network = createDirectForceNetwork({ neighbours: 12, species: true, hidden: [...hidden] });
  const store = createDeviceParameters(network.places, network.firstParameters(random));
  const batch = { inputs: numbers(random, 100 * 60), forces: numbers(random, 300) };
  try {
    const best = await bestTime(seconds, () => directForceStep(network, store, batch, 1e-4));
    return { value: 100 / best, note: "Adam, parameters on the host, best step" };
  } finally {
    store.dispose();
  }
}

/** Images of 128 x 128 are 4 tiles each. */
export async function tileInference(borders: "zero" | "shared", small: boolean, random: Random): Promise<GpuBenchResult> {
  const network = createExtensiveNetwork(small ? isingShape() : sheetShape(borders));
  const [count, side] = small ? [1, 8] : borders === "zero" ? [64, 128] : [4, 512];
  const store = createDeviceParameters(network.places, network.firstParameters(random));
  const images = { values: numbers(random, count * side * side), count, sizes: [side, side], channels: 1 };
  try {
    let tiles = 0;
    const best = await bestTime(small ? 0.1 : 5, async () => {
      tiles = (await network.contributions(store.tensors, images)).length;
    });
    return {
      value: tiles / best,
      note: `${count} images of ${side} x ${side}, ${tiles} tiles a run, best run, with upload and reading back`,
    };
  } finally {
    store.dispose();
  }
}
