// Molecular dynamics as a job: steps in short turns, a row and a trajectory frame every sampleEvery steps.
import type { RunningCurve } from "@adatom/models/analysis/running-radial-distribution.ts";
import type { MolecularDynamicsOptions, Snapshot, ThermoSample } from "@adatom/models/dynamics/dynamics.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { atomicNumberOf } from "@adatom/models/structure/elements.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { supercell } from "@adatom/models/structure/supercell.ts";
import type { RunCurve } from "@adatom/protocol/runs.ts";
import type { JobParameters } from "../contract.ts";
import { modelLabel } from "../model-registry.ts";
import { requireCoverage } from "../predictions.ts";
import { addSample, type DriftSums, noSamples, slope } from "./drift-fit.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { type DynamicsEngine, resumeDynamics, startDynamics } from "./md-engine.ts";
import { type Finding, MolecularDynamicsWatch, type WatchState } from "./md-watch.ts";
import { readStartingStructure } from "./starting-structure.ts";
import { StepPace } from "./step-pace.ts";
import { TrajectoryFile } from "./trajectory-file.ts";
import { openTrajectory, type TrajectoryState } from "./trajectory-writer.ts";

type Parameters = Extract<JobParameters, { kind: "md" }>;

/** Between looks at whether the pause that was asked for has come. */
const waitMs = 20;

/** What the run has gathered so far: goes into its checkpoints. */
interface Gathered {
  drift: DriftSums;
  temperatureSum: number;
  temperatures: number;
  pressureSum: number;
  volumeSum: number;
  extrapolatingSamples: number;
  trajectory: TrajectoryState | null;
  /** Bytes of the file of structures beyond the limits. */
  savedSize: number;
  stopped: string | null;
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
  savedSize: 0,
  stopped: null,
  seconds: 0,
};

export async function createMolecularDynamicsDriver(
  parameters: Parameters,
  resumed: Snapshot | null,
  context: JobContext,
): Promise<JobDriver> {
  const { steps, sampleEvery, trajectory, model } = parameters;
  const potential = context.models.load(model);
  const gathered: Gathered = resumed ? { ...nothing, ...(resumed.json.gathered as Gathered) } : { ...nothing };
  const run = resumed
    ? await resumeDynamics(potential, { arrays: resumed.arrays, json: resumed.json.run as Snapshot["json"] }, context.warn)
    : await start();
  let sample = run.sample();
  const atoms = run.structure().atomicNumbers.length;
  const pace = new StepPace(sample.step, gathered.seconds);
  const file = trajectory === null ? null : openTrajectory(trajectory, gathered.trajectory, context.warn);
  const watch = new MolecularDynamicsWatch(
    potential,
    run.structure(),
    parameters.trust,
    parameters.radialEvery ?? 0,
    resumed?.json.watch as WatchState | undefined,
  );
  let saved: TrajectoryFile | null = gathered.savedSize > 0 ? openSaved() : null;
  let found: Finding | null = null;
  let waits = false;
  if (!resumed) take(sample);

  function start(): Promise<DynamicsEngine> {
    const structure = supercell(readStartingStructure(parameters.structurePath), parameters.supercell ?? [1, 1, 1]);
    requireCoverage(potential, structure);
    return startDynamics(structure, potential, optionsFor(parameters, structure));
  }

  function openSaved(): TrajectoryFile {
    return new TrajectoryFile(parameters.trust!.output!, gathered.savedSize, context.warn);
  }

  /** g(r), and whether the model is still to be trusted, at the steps that are due. */
  function look(): void {
    const { step, timeFs } = sample;
    const curveDue = watch.wantsCurve(step);
    const checkDue = watch.wantsCheck(step);
    if (!curveDue && !checkDue) return;
    const structure = run.structure();
    if (curveDue) context.curve(step, radialCurve(watch.curve(structure)!));
    if (!checkDue) return;
    const known = run.evaluation?.();
    found = watch.check(structure, known, sample.extrapolatingAtoms);
    if (!found || found.reason === null) return;
    const { action } = parameters.trust!;
    const reason = `At step ${step} the run went beyond what ${potential.name} is to be trusted with: ${found.reason}.`;
    if (watch.mayStillSave()) {
      context.requireDaemon();
      saved ??= openSaved();
      const info = { step, time_fs: timeFs, extrapolating_atoms: found.trust.extrapolatingAtoms };
      saved.append(extxyz.write!([{ ...structure, info }]));
      gathered.savedSize = saved.size;
    }
    if (action === "stop") gathered.stopped = reason;
    else if (action === "pause") {
      waits = true;
      context.pause(`${reason} The run waits: resume it to let it go on to the next check.`);
    } else if (watch.counts().beyond === 1) context.warn(`${reason} Take its numbers with care.`);
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
    if (extrapolatingAtoms > 0 && gathered.extrapolatingSamples++ === 0 && !parameters.trust)
      context.warn(
        `From step ${step} on the run leaves the training range of ${potential.name} (${extrapolatingAtoms} atoms first): take its numbers with care.`,
      );
    if (file) {
      context.requireDaemon();
      const info = { step, time_fs: timeFs, temperature_K: temperatureKelvin };
      file.append({ structure: run.structure(), velocities: run.velocities(), energy: potentialEnergy, info });
      gathered.trajectory = file.state();
    }
    const spread = found?.trust.maximumSpread;
    const trusted = found
      ? { furthestOutside: found.trust.furthestOutside, ...(spread !== undefined && { maximumSpreadEvPerA: spread }) }
      : {};
    const pressed = pressureGPa !== undefined && volume !== undefined ? { pressureGPa, volume } : {};
    context.row(step, {
      timeFs,
      temperatureKelvin,
      potentialEnergy,
      kineticEnergy,
      conservedEnergy,
      extrapolatingAtoms,
      ...pressed,
      ...trusted,
    });
    context.progress("steps", step, steps);
  }

  return {
    async step() {
      if (waits) {
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        return null;
      }
      if (sample.step < steps && gathered.stopped === null) {
        const toSample = sampleEvery - (sample.step % sampleEvery);
        const turn = pace.steps(Math.min(toSample, watch.next(sample.step), steps - sample.step));
        sample = await pace.timeAwaited(turn, () => run.advance(turn));
        gathered.seconds = pace.seconds;
        const isSample = sample.step % sampleEvery === 0 || sample.step === steps;
        if (isSample || watch.wantsCurve(sample.step) || watch.wantsCheck(sample.step)) {
          await run.settle?.();
          sample = run.sample();
          look();
          if (isSample || gathered.stopped !== null) take(sample);
        }
      }
      if (sample.step < steps && gathered.stopped === null) return null;
      file?.sync();
      saved?.sync();
      const curve = watch.curve();
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
        stopped: gathered.stopped,
        beyondLimits: watch.counts().beyond,
        saved: saved ? parameters.trust!.output : null,
        radialDistribution: curve && radialCurve(curve),
        model: modelLabel(model),
        device: run.device,
        last: sample,
      };
    },
    snapshot() {
      const { arrays, json } = run.snapshot();
      return { arrays, json: { run: json, gathered: { ...gathered }, watch: watch.state() } };
    },
    synchronise() {
      file?.sync();
      saved?.sync();
    },
    position: () => sample.step,
    cancel: () => false,
    dispose() {
      file?.close();
      saved?.close();
      run.dispose?.();
    },
  };
}

function radialCurve(curve: RunningCurve): RunCurve {
  return { name: "g(r)", xLabel: "distance r (Å)", yLabel: "g(r)", x: [...curve.x], y: [...curve.y] };
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
