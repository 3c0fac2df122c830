// The benchmark of a GPU: molecular dynamics by our kernels, networks and matrix products by TensorFlow.js on WebGPU.
// `small` is for stand-ins: it shows that a row runs, its figure means nothing.
import { measureGigaflops } from "@adatom/daemon/compute/backends/measure.ts";
import { defaultDescriptors, expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { startDeviceDynamics } from "@adatom/models/dynamics/device-dynamics.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { stepsPerBatch } from "@adatom/models/kernels/gpu/device-atoms.ts";
import { deviceFormOf } from "@adatom/models/kernels/gpu/device-form.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { tersoffSilicon1988 } from "@adatom/models/potentials/tersoff-parameters.ts";
import { diamond } from "../../conformance/structures.ts";
import { randomPotential } from "../random-potential.ts";
import { directForceTraining, tileInference, trainingEpoch } from "./tensor-work.ts";

export interface GpuBenchContext {
  readonly device: GPUDevice;
  readonly small: boolean;
  readonly peakTeraflops: number | null;
}

export interface GpuBenchResult {
  readonly value: number;
  readonly note: string;
  /** What the project aims at, in the row's unit. */
  readonly goal?: number;
  readonly [detail: string]: unknown;
}

export interface GpuBenchRow {
  readonly name: string;
  readonly unit: string;
  run(context: GpuBenchContext): Promise<GpuBenchResult>;
}

/** @param seconds of steps to time */
function dynamicsRow(name: string, repeats: number, potential: (small: boolean) => Potential, seconds: number, goal?: number): GpuBenchRow {
  return {
    name,
    unit: "atom-steps/s",
    async run({ device, small }) {
      const structure = diamond(small ? 3 : repeats);
      const atoms = structure.atomicNumbers.length;
      const chosen = potential(small);
      const options = { ensemble: "nve", timestepFs: 1, temperatureKelvin: 300, seed: 1, skinAngstrom: 1 } as const;
      const begun = performance.now();
      const run = await startDeviceDynamics(device, structure, chosen, deviceFormOf(chosen)!, options);
      const setUp = (performance.now() - begun) / 1000;
      try {
        const batch = small ? 4 : stepsPerBatch;
        // The crystal comes to rest between motion and bonds first; what follows conserves energy.
        for (let warm = 0; warm < (small ? 1 : 8); warm++) await run.advance(batch);
        const first = run.sample();
        const builds = run.listBuilds();
        let best = Number.POSITIVE_INFINITY;
        let steps = 0;
        const started = performance.now();
        do {
          const before = performance.now();
          await run.advance(batch);
          best = Math.min(best, (performance.now() - before) / batch);
          steps += batch;
        } while (performance.now() - started < (small ? 200 : 1000 * seconds));
        const last = run.sample();
        const msPerStep = (performance.now() - started) / steps;
        const drift = (last.conservedEnergy - first.conservedEnergy) / atoms / ((last.timeFs - first.timeFs) / 1000);
        return {
          value: (1000 * atoms) / msPerStep,
          best: (1000 * atoms) / best,
          ...(goal !== undefined && { goal }),
          ...{ atoms, steps, msPerStep, setUpSeconds: setUp, driftEvPerAtomPerPs: drift, temperatureKelvin: last.temperatureKelvin },
          stepsPerListBuild: steps / Math.max(1, run.listBuilds() - builds),
          note: `${atoms} atoms, ${steps} steps of 1 fs at constant energy, mean; drift ${drift.toExponential(1)} eV/atom/ps`,
        };
      } finally {
        run.dispose();
      }
    },
  };
}

const stillingerWeber = (): Potential => stillingerWeberSilicon1985;
/** `small`: a few of the functions only. */
const siliconNetwork = (small: boolean): Potential => {
  const functions = expandDescriptors(defaultDescriptors, [14]).filter((_, k) => !small || k % 8 === 7);
  return randomPotential(functions, [24, 24]).potential;
};

export const gpuBenchRows: readonly GpuBenchRow[] = [
  dynamicsRow("Stillinger-Weber MD, 1 000 000 atoms", 50, stillingerWeber, 20, 3e8),
  dynamicsRow("Stillinger-Weber MD, 64 000 atoms", 20, stillingerWeber, 5),
  dynamicsRow("Stillinger-Weber MD, 8 000 atoms", 10, stillingerWeber, 5),
  dynamicsRow("Stillinger-Weber MD, 1 728 atoms", 6, stillingerWeber, 5),
  dynamicsRow("Tersoff MD, 1 000 000 atoms", 50, () => tersoffSilicon1988, 10),
  dynamicsRow("Behler-Parrinello MD, 64 000 Si atoms, default functions, 24-24", 20, siliconNetwork, 15),
  dynamicsRow("Behler-Parrinello MD, 1 728 Si atoms, default functions, 24-24", 6, siliconNetwork, 5),
  {
    name: "matrix product, float32",
    unit: "GFLOP/s",
    async run({ small, peakTeraflops }) {
      const value = await measureGigaflops(small ? 64 : 1024, small ? 1 : 5);
      const share = peakTeraflops === null ? null : value / (1000 * peakTeraflops);
      const note = share === null ? "the card's peak is not known" : `${(100 * share).toFixed(1)} % of the card's ${peakTeraflops} TFLOP/s`;
      return { value, share, note };
    },
  },
  {
    name: "Behler-Parrinello training, energies and forces",
    unit: "structures/s",
    run: ({ small }) => trainingEpoch(small ? 6 : 200, small ? 1 : 4),
  },
  {
    name: "direct force training, 60-3800-1267-3 CReLU, batch 100",
    unit: "samples/s",
    run: ({ small }) => directForceTraining(small ? [64, 32] : [3800, 1267], createRandom(1), small ? 0.1 : 5),
  },
  {
    name: "EDNN tiles 128 x 128, inference",
    unit: "tiles/s",
    run: ({ small }) => tileInference("zero", small, createRandom(1)),
  },
  {
    name: "EDNN tiles, inference with shared context",
    unit: "tiles/s",
    run: ({ small }) => tileInference("shared", small, createRandom(1)),
  },
];
