// Molecular dynamics with a potential trained here on real silicon: the energy is kept at 300 K, the crystal stays one and hardly
// extrapolates; far above what it was trained on it melts, and extrapolation warnings say so.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { MolecularDynamicsOptions } from "@adatom/models/dynamics/dynamics.ts";
import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { diamond } from "../conformance/structures.ts";
import { readAccuracyData } from "./accuracy/data-sets.ts";
import { type Settings, settings } from "./accuracy/settings.ts";
import { train } from "./accuracy/train.ts";

export interface TrainedDynamicsOptions {
  readonly training: Settings;
  readonly nvePicoseconds: number;
  /** Of the slope of the total energy, eV/atom/ps. */
  readonly driftLimit: number;
  /** Far above the hottest training structures (Zuo et al. 2020 went to twice silicon's melting temperature, some 3400 K). */
  readonly hotKelvin: number;
  readonly hotPicoseconds: number;
  readonly lines: number;
}

export const full: TrainedDynamicsOptions = {
  // A quarter of the accuracy trial's epochs: the errors hardly fall any more.
  training: { ...settings.Si, config: { ...settings.Si.config, epochs: 200 } },
  nvePicoseconds: 20,
  driftLimit: 1e-5,
  hotKelvin: 6000,
  hotPicoseconds: 5,
  lines: 4,
};

/** PBE's lattice constant of silicon, on which the data stand. */
const crystal = diamond(2, 5.469);
const atoms = crystal.atomicNumbers.length;

/** Root of the mean square distance from where atoms stood at first, angstrom: positions are not wrapped in a run. */
function wandered(positions: Float64Array): number {
  return Math.sqrt(positions.reduce((sum, x, k) => sum + (x - crystal.positions[k]!) ** 2, 0) / atoms);
}

interface Course {
  /** Slope of the total energy, eV/atom/ps, by least squares. */
  readonly drift: number;
  readonly temperatureKelvin: number;
  readonly wanderedAngstrom: number;
  /** Share of atoms and samples that extrapolate. */
  readonly extrapolating: number;
}

function course(potential: Potential, options: MolecularDynamicsOptions, picoseconds: number): Course {
  const run = startMolecularDynamics(crystal, potential, { ...options, removeDrift: "momentum" });
  const stride = 10;
  const samples = Math.round((1000 * picoseconds) / options.timestepFs / stride);
  let [moment, temperature, extrapolating] = [0, 0, 0];
  for (let k = 0; k < samples; k++) {
    const sample = run.advance(stride);
    // Times counted from the middle: the least-squares slope is then this sum over that of their squares, n (n^2 - 1) / 12.
    moment += (k - (samples - 1) / 2) * sample.conservedEnergy;
    temperature += sample.temperatureKelvin / samples;
    extrapolating += sample.extrapolatingAtoms / (atoms * samples);
  }
  const perSample = (12 * moment) / (samples * (samples ** 2 - 1));
  return {
    drift: perSample / atoms / ((stride * options.timestepFs) / 1000),
    temperatureKelvin: temperature,
    wanderedAngstrom: wandered(run.structure().positions),
    extrapolating,
  };
}

/** @throws Error naming what does not hold */
export async function run(options: TrainedDynamicsOptions): Promise<Record<string, unknown>> {
  await selectBackend();
  const { training, lines } = options;
  const { model } = await train(readAccuracyData(training.data, "train"), training, lines);
  const potential = createBehlerParrinelloPotential(model, "silicon@1");
  // Half of the kinetic energy goes into the bonds of the perfect crystal.
  const cold = course(potential, { ensemble: "nve", timestepFs: 1, temperatureKelvin: 600, seed: 1 }, options.nvePicoseconds);
  const bath = { temperatureKelvin: 300, temperatureEndKelvin: options.hotKelvin, rampSteps: 2000, frictionPerFs: 0.01 };
  const hot = course(potential, { ensemble: "nvt-langevin", timestepFs: 0.5, seed: 1, ...bath }, options.hotPicoseconds);
  const check = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`${what}: ${JSON.stringify({ cold, hot })}`);
  };
  check(cold.temperatureKelvin > 250 && cold.temperatureKelvin < 350, "the crystal is not near 300 K");
  check(Math.abs(cold.drift) <= options.driftLimit, "the energy drifts");
  // Atoms of silicon swing by 0.13 angstrom at 300 K; a bond is 2.37 angstrom long.
  check(cold.wanderedAngstrom < 0.4, "the crystal does not stay one at 300 K");
  check(cold.extrapolating < 0.01, "atoms at 300 K extrapolate");
  check(hot.wanderedAngstrom > 2.37, "the crystal does not melt");
  check(hot.extrapolating > 0.01, "nothing is said of extrapolation");
  return { cold, hot };
}
