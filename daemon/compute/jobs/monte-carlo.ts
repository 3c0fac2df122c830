// Metropolis Monte Carlo as a job: a row and a trajectory frame every sampleEvery trials.
import type { MonteCarloSample, Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { resumeMonteCarlo, startMonteCarlo } from "@adatom/models/dynamics/monte-carlo.ts";
import { supercell } from "@adatom/models/structure/supercell.ts";
import type { JobParameters } from "../contract.ts";
import { modelLabel } from "../model-registry.ts";
import { requireCoverage } from "../predictions.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { readStartingStructure } from "./starting-structure.ts";
import { StepPace } from "./step-pace.ts";
import { openTrajectory, type TrajectoryState } from "./trajectory-writer.ts";

type Parameters = Extract<JobParameters, { kind: "monte-carlo" }>;

/** What the run has gathered so far: goes into its checkpoints. Energies less the first one, so that squares keep their digits. */
interface Gathered {
  samples: number;
  sum: number;
  squares: number;
  origin: number;
  trajectory: TrajectoryState | null;
  seconds: number;
}

export function createMonteCarloDriver(parameters: Parameters, resumed: Snapshot | null, context: JobContext): JobDriver {
  const { trials, sampleEvery, adaptTrials, trajectory, model } = parameters;
  const potential = context.models.load(model);
  const run = resumed ? resumeMonteCarlo(potential, { arrays: resumed.arrays, json: resumed.json.run as Snapshot["json"] }) : start();
  let sample = run.sample();
  const gathered: Gathered = resumed
    ? { ...(resumed.json.gathered as Gathered) }
    : { samples: 0, sum: 0, squares: 0, origin: sample.energy, trajectory: null, seconds: 0 };
  const pace = new StepPace(sample.trial, gathered.seconds);
  const file = trajectory === null ? null : openTrajectory(trajectory, gathered.trajectory, context.warn);
  if (!resumed) take(sample);

  function start() {
    const structure = supercell(readStartingStructure(parameters.structurePath), parameters.supercell);
    requireCoverage(potential, structure);
    return startMonteCarlo(structure, potential, parameters);
  }

  function take({ trial, energy, acceptance, displacementAngstrom }: MonteCarloSample): void {
    if (trial > adaptTrials) {
      gathered.samples++;
      gathered.sum += energy - gathered.origin;
      gathered.squares += (energy - gathered.origin) ** 2;
    }
    if (file) {
      context.requireDaemon();
      file.append({ structure: run.structure(), energy, info: { trial } });
      gathered.trajectory = file.state();
    }
    context.row(trial, { energy, acceptance, displacementAngstrom });
    context.progress("steps", trial, trials);
  }

  return {
    async step() {
      if (sample.trial < trials) {
        const turn = pace.steps(Math.min(sampleEvery - (sample.trial % sampleEvery), trials - sample.trial));
        sample = pace.time(turn, () => run.advance(turn));
        gathered.seconds = pace.seconds;
        if (sample.trial % sampleEvery === 0 || sample.trial === trials) take(sample);
      }
      if (sample.trial < trials) return null;
      file?.sync();
      const { samples, sum, squares, origin } = gathered;
      const mean = samples > 0 ? sum / samples : sample.energy - origin;
      return {
        kind: "monte-carlo",
        trials: sample.trial,
        acceptance: sample.acceptance,
        displacementAngstrom: sample.displacementAngstrom,
        meanEnergy: origin + mean,
        energyDeviation: samples > 0 ? Math.sqrt(Math.max(0, squares / samples - mean * mean)) : 0,
        stepsPerSecond: pace.stepsPerSecond,
        trajectory,
        model: modelLabel(model),
        last: null,
      };
    },
    snapshot() {
      const { arrays, json } = run.snapshot();
      return { arrays, json: { run: json, gathered } };
    },
    synchronise: () => file?.sync(),
    position: () => sample.trial,
    cancel: () => false,
    dispose: () => file?.close(),
  };
}
