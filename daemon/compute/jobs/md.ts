// Molecular dynamics as a job: steps in short turns, a row and a trajectory frame every sampleEvery steps.
import type { MolecularDynamicsOptions, Snapshot, ThermoSample } from "@adatom/models/dynamics/dynamics.ts";
import { resumeMolecularDynamics, startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { atomicNumberOf } from "@adatom/models/structure/elements.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { supercell } from "@adatom/models/structure/supercell.ts";
import type { JobParameters } from "../contract.ts";
import { modelLabel } from "../model-registry.ts";
import { requireCoverage } from "../predictions.ts";
import { addSample, type DriftSums, noSamples, slope } from "./drift-fit.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { readStartingStructure } from "./starting-structure.ts";
import { StepPace } from "./step-pace.ts";
import { openTrajectory, type TrajectoryState } from "./trajectory-writer.ts";

type Parameters = Extract<JobParameters, { kind: "md" }>;

/** What the run has gathered so far: goes into its checkpoints. */
interface Gathered {
  drift: DriftSums;
  temperatureSum: number;
  temperatures: number;
  pressureSum: number;
  volumeSum: number;
  extrapolatingSamples: number;
  trajectory: TrajectoryState | null;
  seconds: number;
}

const nothing: Gathered = {
  drift: noSamples,
  temperatureSum: 0,
  temperatures: 0,
  pressureSum: 0,
  volumeSum: 0,
  extrapolatingSamples: 0,
  trajectory: null,
  seconds: 0,
};

export function createMolecularDynamicsDriver(parameters: Parameters, resumed: Snapshot | null, context: JobContext): JobDriver {
  const { steps, sampleEvery, trajectory, model } = parameters;
  const potential = context.models.load(model);
  const gathered: Gathered = resumed ? { ...(resumed.json.gathered as Gathered) } : { ...nothing };
  const run = resumed
    ? resumeMolecularDynamics(potential, { arrays: resumed.arrays, json: resumed.json.run as Snapshot["json"] })
    : start();
  let sample = run.sample();
  const atoms = run.structure().atomicNumbers.length;
  const pace = new StepPace(sample.step, gathered.seconds);
  const file = trajectory === null ? null : openTrajectory(trajectory, gathered.trajectory, context.warn);
  if (!resumed) take(sample);

  function start() {
    const structure = supercell(readStartingStructure(parameters.structurePath), parameters.supercell ?? [1, 1, 1]);
    requireCoverage(potential, structure);
    return startMolecularDynamics(structure, potential, optionsFor(parameters, structure));
  }

  function take(taken: ThermoSample): void {
    const { step, timeFs, temperatureKelvin, potentialEnergy, kineticEnergy, conservedEnergy, extrapolatingAtoms } = taken;
    const { pressureGPa, volume } = taken;
    if (!Number.isFinite(conservedEnergy))
      throw new Error(
        `The energy is no longer a number at step ${step}: choose a shorter time step than ${parameters.timestepFs} fs or another model.`,
      );
    gathered.drift = addSample(gathered.drift, timeFs / 1000, conservedEnergy / Math.max(1, atoms));
    // At step 0 the temperature is what was asked for, not what the run has.
    if (step > 0) {
      gathered.temperatureSum += temperatureKelvin;
      gathered.temperatures++;
      gathered.pressureSum += pressureGPa ?? 0;
      gathered.volumeSum += volume ?? 0;
    }
    if (extrapolatingAtoms > 0 && gathered.extrapolatingSamples++ === 0)
      context.warn(
        `From step ${step} on the run leaves the training range of ${potential.name} (${extrapolatingAtoms} atoms first): take its numbers with care.`,
      );
    if (file) {
      context.requireDaemon();
      const info = { step, time_fs: timeFs, temperature_K: temperatureKelvin };
      file.append({ structure: run.structure(), velocities: run.velocities(), energy: potentialEnergy, info });
      gathered.trajectory = file.state();
    }
    const pressed = pressureGPa !== undefined && volume !== undefined ? { pressureGPa, volume } : {};
    context.row(step, { timeFs, temperatureKelvin, potentialEnergy, kineticEnergy, conservedEnergy, extrapolatingAtoms, ...pressed });
    context.progress("steps", step, steps);
  }

  return {
    async step() {
      if (sample.step < steps) {
        const toSample = sampleEvery - (sample.step % sampleEvery);
        const turn = pace.steps(Math.min(toSample, steps - sample.step));
        sample = pace.time(turn, () => run.advance(turn));
        gathered.seconds = pace.seconds;
        if (sample.step % sampleEvery === 0 || sample.step === steps) take(sample);
      }
      if (sample.step < steps) return null;
      file?.sync();
      const { drift, temperatureSum, temperatures, pressureSum, volumeSum, extrapolatingSamples } = gathered;
      const { pressureGPa, volume } = sample;
      return {
        kind: "md",
        steps: sample.step,
        driftEvPerAtomPerPs: slope(drift),
        meanTemperatureKelvin: temperatures > 0 ? temperatureSum / temperatures : sample.temperatureKelvin,
        meanPressureGPa: pressureGPa === undefined ? null : pressureSum / temperatures,
        meanVolume: volume === undefined ? null : volumeSum / temperatures,
        stepsPerSecond: pace.stepsPerSecond,
        trajectory,
        extrapolatingSamples,
        model: modelLabel(model),
        last: sample,
      };
    },
    snapshot() {
      const { arrays, json } = run.snapshot();
      return { arrays, json: { run: json, gathered } };
    },
    synchronise: () => file?.sync(),
    position: () => sample.step,
    cancel: () => false,
    dispose: () => file?.close(),
  };
}

/** The run's options: ramps over its whole length, and every atom of a fixed element by its number. */
function optionsFor(parameters: Parameters, structure: Structure): MolecularDynamicsOptions {
  const { temperatureEndKelvin, pressureEndGPa, steps, stages, fixedAtoms = [], fixedElements = [] } = parameters;
  const fixed = new Set(fixedAtoms);
  for (const element of fixedElements) {
    const number = atomicNumberOf(element);
    const before = fixed.size;
    structure.atomicNumbers.forEach((one, atom) => {
      if (one === number) fixed.add(atom);
    });
    if (fixed.size === before) throw new Error(`There is no ${element} among the atoms that could be fixed.`);
  }
  const ramps = !stages && (temperatureEndKelvin !== undefined || pressureEndGPa !== undefined);
  return { ...parameters, ...(ramps && { rampSteps: steps }), fixedAtoms: [...fixed].sort((a, b) => a - b) };
}
