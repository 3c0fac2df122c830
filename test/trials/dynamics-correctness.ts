// Long runs of Stillinger-Weber silicon: drift of the energy, Maxwell's distribution, equipartition, the heat capacity by
// fluctuations and by its definition, the equilibrium volume, all beside LAMMPS's means of the same system.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Ensemble, MolecularDynamicsRun } from "@adatom/models/dynamics/dynamics.ts";
import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { stillingerWeberSilicon1985 as silicon } from "@adatom/models/potentials/stillinger-weber.ts";
import { atomicMass } from "@adatom/models/structure/elements.ts";
import { boltzmannElectronvoltPerKelvin as boltzmann, electronvoltPerAmuAngstrom2PerFs2 } from "@adatom/models/structure/units.ts";
import { diamond } from "../conformance/structures.ts";
import { repositoryRoot } from "../runner/files.ts";

export interface DynamicsCorrectnessOptions {
  readonly nveSteps: number;
  /** Of the slope of the total energy over the whole run, eV/atom/ps. */
  readonly nveDriftLimit: number;
  /** Of each run at a temperature, after an equilibration of a tenth. */
  readonly samplingSteps: number;
}

/** 1e-6 eV/atom/ps: 100 ps shift the energy by 1e-4 eV/atom, 1/400 of the thermal energy at 300 K. */
export const full: DynamicsCorrectnessOptions = { nveSteps: 100_000, nveDriftLimit: 1e-6, samplingSteps: 200_000 };

interface Mean {
  readonly mean: number;
  readonly error: number;
}
interface LammpsCase {
  readonly ensemble: "nvt" | "npt";
  readonly temperatureKelvin: number;
  readonly potentialEnergyPerAtom: Mean;
  readonly totalEnergyVariance: Mean;
  readonly volumePerAtom: Mean;
}

const atoms = 64;
/** Their momentum is zero, here and in LAMMPS. */
const freedom = 3 * atoms - 3;

export async function run(options: DynamicsCorrectnessOptions): Promise<Record<string, unknown>> {
  const fixture = path.join(repositoryRoot, "test/fixtures/lammps/dynamics.json");
  const { cases } = JSON.parse(readFileSync(fixture, "utf8")) as { cases: LammpsCase[] };
  const lammpsAt = (ensemble: string, kelvin: number): LammpsCase =>
    cases.find((one) => one.ensemble === ensemble && one.temperatureKelvin === kelvin)!;
  const drift = nveDrift(options.nveSteps);
  within("NVE drift, eV/atom/ps", { mean: drift, error: 0 }, { mean: 0, error: options.nveDriftLimit / 5 });

  const outcome: Record<string, unknown> = { driftEvPerAtomPerPs: drift.toExponential(1) };
  // Bussi's thermostat at three temperatures, and Nose-Hoover chains and Langevin at the middle one.
  const energies = new Map<number, Mean>();
  for (const [ensemble, kelvin] of [
    ["nvt-bussi", 800],
    ["nvt-bussi", 1000],
    ["nvt-bussi", 1200],
    ["nvt-nose-hoover", 1000],
  ] as const) {
    const ours = sample(ensemble, kelvin, options.samplingSteps);
    const theirs = lammpsAt("nvt", kelvin);
    const name = `${ensemble} at ${kelvin} K`;
    within(`${name}: temperature`, ours.temperature, { mean: kelvin, error: 0 });
    within(`${name}: potential energy`, ours.potentialEnergy, theirs.potentialEnergyPerAtom);
    within(`${name}: variance of the energy`, ours.totalEnergyVariance, theirs.totalEnergyVariance);
    if (ours.kurtosis) within(`${name}: kurtosis of the velocities`, ours.kurtosis, { mean: 3, error: 0 });
    // The drawn velocities favour a direction by sqrt(2 / N); the crystal shares it out in some 2 ps only, longer than a block of a short run.
    const lasting = Math.sqrt((2 / atoms) * Math.min(1, 4000 / options.samplingSteps));
    for (const [axis, share] of ours.axes.entries())
      within(`${name}: equipartition along ${"xyz"[axis]}`, share, { mean: 1, error: lasting });
    if (ensemble === "nvt-bussi") energies.set(kelvin, ours.potentialEnergy);
    if (kelvin === 1000)
      outcome[ensemble] = `Cv ${(ours.totalEnergyVariance.mean / (boltzmann * kelvin) ** 2 / atoms).toFixed(3)} k an atom`;
  }
  // dE/dT against fluctuations, and both against the same of LAMMPS, in k an atom.
  const [cold, hot] = [energies.get(800)!, energies.get(1200)!];
  const kinetic = freedom / (2 * atoms);
  const slope = (a: Mean, b: Mean): Mean => ({
    mean: (b.mean - a.mean) / (400 * boltzmann) + kinetic,
    error: Math.hypot(a.error, b.error) / (400 * boltzmann),
  });
  const capacity = slope(cold, hot);
  const theirs = slope(lammpsAt("nvt", 800).potentialEnergyPerAtom, lammpsAt("nvt", 1200).potentialEnergyPerAtom);
  within("heat capacity", capacity, theirs);
  const { totalEnergyVariance } = lammpsAt("nvt", 1000);
  const unit = atoms * (boltzmann * 1000) ** 2;
  within("heat capacity against fluctuations", capacity, {
    mean: totalEnergyVariance.mean / unit,
    error: totalEnergyVariance.error / unit,
  });
  outcome.heatCapacity = `${shown(capacity)} k an atom, LAMMPS ${shown(theirs)}`;

  const pressed = sample("npt-isotropic", 1000, options.samplingSteps);
  const volume = lammpsAt("npt", 1000).volumePerAtom;
  within("npt-isotropic: volume", pressed.volume, volume);
  within("npt-isotropic: pressure", pressed.pressure, { mean: 0, error: 0 });
  const sheared = sample("npt", 1000, options.samplingSteps);
  within("npt: pressure", sheared.pressure, { mean: 0, error: 0 });
  // Shear fluctuations of 64 atoms raise the mean volume a little: second order in strains of 2 percent.
  within("npt: volume", sheared.volume, { mean: volume.mean, error: 1e-3 * volume.mean });
  outcome.volume = `${shown(pressed.volume)} angstrom^3 an atom, all strains free ${shown(sheared.volume)}, LAMMPS ${shown(volume)}`;
  return outcome;
}

/** Slope of the total energy of 216 atoms near 300 K at 1 fs, least squares, eV/atom/ps. */
function nveDrift(steps: number): number {
  const run = startMolecularDynamics(diamond(3), silicon, { ensemble: "nve", timestepFs: 1, temperatureKelvin: 600, seed: 1 });
  run.advance(1000);
  const start = run.sample().conservedEnergy;
  const count = Math.floor(steps / 10);
  let product = 0;
  let square = 0;
  for (let k = 0; k < count; k++) {
    const time = ((k - (count - 1) / 2) * 10) / 1000;
    product += (time * (run.advance(10).conservedEnergy - start)) / 216;
    square += time * time;
  }
  return product / square;
}

interface Sampled {
  readonly temperature: Mean;
  readonly potentialEnergy: Mean;
  readonly totalEnergyVariance: Mean;
  readonly volume: Mean;
  readonly pressure: Mean;
  /** Under a thermostat at constant volume. */
  readonly kurtosis: Mean | null;
  /** Kinetic energy along x, y, z over a third of that of the freedoms. */
  readonly axes: readonly Mean[];
}

/** Means over twenty blocks or more; energies and volumes an atom. */
function sample(ensemble: Ensemble, temperatureKelvin: number, steps: number): Sampled {
  const options = { ensemble, timestepFs: 1, temperatureKelvin, thermostatTimeFs: 100, barostatTimeFs: 500, seed: temperatureKelvin };
  const run: MolecularDynamicsRun = startMolecularDynamics(diamond(2), silicon, options);
  run.advance(Math.max(2000, steps / 10));
  const blocks = 20;
  const perBlock = Math.floor(steps / 10 / blocks);
  const rows: number[][] = [];
  const totals: number[][] = [];
  for (let block = 0; block < blocks; block++) {
    const sums = new Array<number>(8).fill(0);
    const energies: number[] = [];
    for (let k = 0; k < perBlock; k++) {
      const at = run.advance(10);
      const velocities = run.velocities();
      // Without the momentum's freedoms a component's variance is (N - 1) / N of kT / m.
      const variance = (boltzmann * temperatureKelvin * (1 - 1 / atoms)) / (atomicMass(14) * electronvoltPerAmuAngstrom2PerFs2);
      const fourth = velocities.reduce((sum, v) => sum + v ** 4, 0) / velocities.length / variance ** 2;
      const along = [0, 1, 2].map((a) => velocities.reduce((sum, v, p) => sum + (p % 3 === a ? v * v : 0), 0) / atoms / variance);
      energies.push(at.potentialEnergy + at.kineticEnergy);
      const row = [at.temperatureKelvin, at.potentialEnergy / atoms, at.volume! / atoms, at.pressureGPa!, fourth, ...along];
      for (const [c, value] of row.entries()) sums[c]! += value / perBlock;
    }
    rows.push(sums);
    totals.push(energies);
  }
  const column = (c: number): Mean => meanOf(rows.map((row) => row[c]!));
  const everything = totals.flat();
  const mean = everything.reduce((a, b) => a + b, 0) / everything.length;
  const variances = totals.map((block) => block.reduce((sum, energy) => sum + (energy - mean) ** 2, 0) / block.length);
  return {
    temperature: column(0),
    potentialEnergy: column(1),
    totalEnergyVariance: meanOf(variances),
    volume: column(2),
    pressure: column(3),
    kurtosis: ensemble.startsWith("nvt") ? column(4) : null,
    axes: [column(5), column(6), column(7)],
  };
}

function meanOf(blocks: readonly number[]): Mean {
  const mean = blocks.reduce((a, b) => a + b, 0) / blocks.length;
  const variance = blocks.reduce((sum, b) => sum + (b - mean) ** 2, 0) / (blocks.length - 1);
  return { mean, error: Math.sqrt(variance / blocks.length) };
}

/** Five standard errors of both together: one comparison in two million fails by chance, were they normal; with twenty blocks one in ten thousand. */
function within(what: string, ours: Mean, expected: Mean): void {
  const error = Math.hypot(ours.error, expected.error);
  if (!(Math.abs(ours.mean - expected.mean) <= 5 * error + 1e-15)) throw new Error(`${what}: ${shown(ours)}, expected ${shown(expected)}`);
}

function shown({ mean, error }: Mean): string {
  return `${mean.toPrecision(6)} +- ${error.toPrecision(2)}`;
}
