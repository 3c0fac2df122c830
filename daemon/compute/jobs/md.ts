// Molecular dynamics as a job: steps in short turns, a row and a trajectory frame every sampleEvery steps.
import type { Snapshot, ThermoSample } from "@adatom/models/dynamics/dynamics.ts";
import { resumeMolecularDynamics, startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { supercell } from "@adatom/models/structure/supercell.ts";
import type { JobParameters } from "../contract.ts";
import { modelLabel } from "../model-registry.ts";
import { requireCoverage } from "../predictions.ts";
import { addSample, type DriftSums, noSamples, slope } from "./drift-fit.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { readStartingStructure } from "./starting-structure.ts";
import { StepPace } from "./step-pace.ts";
import { TrajectoryFile } from "./trajectory-file.ts";

type Parameters = Extract<JobParameters, { kind: "md" }>;

/** What the run has gathered so far: goes into its checkpoints. */
interface Gathered {
  drift: DriftSums;
  temperatureSum: number;
  temperatures: number;
  extrapolatingSamples: number;
  trajectorySize: number;
  seconds: number;
}

const nothing: Gathered = { drift: noSamples, temperatureSum: 0, temperatures: 0, extrapolatingSamples: 0, trajectorySize: 0, seconds: 0 };

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
  const file = trajectory === null ? null : new TrajectoryFile(trajectory, gathered.trajectorySize, context.warn);
  if (!resumed) take(sample);

  function start() {
    const structure = supercell(readStartingStructure(parameters.structurePath), parameters.supercell ?? [1, 1, 1]);
    requireCoverage(potential, structure);
    return startMolecularDynamics(structure, potential, parameters);
  }

  function take(taken: ThermoSample): void {
    const { step, timeFs, temperatureKelvin, potentialEnergy, kineticEnergy, conservedEnergy, extrapolatingAtoms } = taken;
    if (!Number.isFinite(conservedEnergy))
      throw new Error(
        `The energy is no longer a number at step ${step}: choose a shorter time step than ${parameters.timestepFs} fs or another model.`,
      );
    gathered.drift = addSample(gathered.drift, timeFs / 1000, conservedEnergy / Math.max(1, atoms));
    // At step 0 the temperature is what was asked for, not what the run has.
    if (step > 0) {
      gathered.temperatureSum += temperatureKelvin;
      gathered.temperatures++;
    }
    if (extrapolatingAtoms > 0 && gathered.extrapolatingSamples++ === 0)
      context.warn(
        `From step ${step} on the run leaves the training range of ${potential.name} (${extrapolatingAtoms} atoms first): take its numbers with care.`,
      );
    if (file) {
      context.requireDaemon();
      const info = { step, time_fs: timeFs, temperature_K: temperatureKelvin };
      file.append(extxyz.write!([{ ...run.structure(), reference: { energy: potentialEnergy }, info }]));
      gathered.trajectorySize = file.size;
    }
    context.row(step, { timeFs, temperatureKelvin, potentialEnergy, kineticEnergy, conservedEnergy, extrapolatingAtoms });
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
      const { drift, temperatureSum, temperatures, extrapolatingSamples } = gathered;
      return {
        kind: "md",
        steps: sample.step,
        driftEvPerAtomPerPs: slope(drift),
        meanTemperatureKelvin: temperatures > 0 ? temperatureSum / temperatures : sample.temperatureKelvin,
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
