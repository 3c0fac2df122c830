// Relaxation as a job: a row every step that a person can follow, the relaxed structure written once at the end.
import { basename } from "node:path";
import type { RelaxationSample, Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { resumeRelaxation, startRelaxation } from "@adatom/models/dynamics/relaxation.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import type { JobParameters } from "../contract.ts";
import { modelLabel } from "../model-registry.ts";
import { requireCoverage } from "../predictions.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { readStartingStructure } from "./starting-structure.ts";
import { StepPace } from "./step-pace.ts";

type Parameters = Extract<JobParameters, { kind: "relax" }>;

export function createRelaxationDriver(parameters: Parameters, resumed: Snapshot | null, context: JobContext): JobDriver {
  const { maximumSteps, output, model } = parameters;
  const potential = context.models.load(model);
  const run = resumed ? resumeRelaxation(potential, { arrays: resumed.arrays, json: resumed.json.run as Snapshot["json"] }) : start();
  let sample = run.sample();
  const energyBefore = resumed ? (resumed.json.energyBefore as number) : sample.energy;
  const pace = new StepPace();
  if (!resumed) tell(sample);

  function start() {
    const structure = readStartingStructure(parameters.structurePath);
    requireCoverage(potential, structure);
    return startRelaxation(structure, potential, parameters);
  }

  function tell({ step, energy, maximumForce, ...cell }: RelaxationSample): void {
    if (!Number.isFinite(energy))
      throw new Error(`The energy is no longer a number at step ${step}: check the structure for atoms on top of each other.`);
    context.row(step, { energy, maximumForce, ...cellNumbers(cell) });
    context.progress("steps", step, maximumSteps);
  }

  function write(): void {
    const { step, energy, maximumForce, converged } = sample;
    const info = {
      step,
      maximum_force: maximumForce,
      converged,
      model: modelLabel(model),
      relaxed_from: basename(parameters.structurePath),
    };
    const text = extxyz.write!([{ ...run.structure(), reference: { energy }, info }]);
    context.requireDaemon();
    writeFileAtomically(output, new TextEncoder().encode(text));
  }

  return {
    async step() {
      if (!sample.converged && sample.step < maximumSteps) {
        // One step a turn where steps are slow; a row for each turn.
        const turn = pace.steps(maximumSteps - sample.step);
        const before = sample.step;
        sample = pace.time(turn, () => run.advance(turn));
        if (sample.step > before) tell(sample);
      }
      if (!sample.converged && sample.step < maximumSteps) return null;
      write();
      const { step: steps, converged, energy, maximumForce } = sample;
      const common = { kind: "relax", steps, converged, energyBefore, energy, maximumForce, ...cellNumbers(sample) } as const;
      return { ...common, output, model: modelLabel(model), last: sample };
    },
    snapshot() {
      const { arrays, json } = run.snapshot();
      return { arrays, json: { run: json, energyBefore } };
    },
    position: () => sample.step,
    cancel: () => false,
    dispose() {},
  };
}

/** What a sample says only where the cell moves. */
function cellNumbers({ maximumStressGPa, volume, enthalpy }: Partial<RelaxationSample>): {
  maximumStressGPa?: number;
  volume?: number;
  enthalpy?: number;
} {
  return maximumStressGPa === undefined || volume === undefined || enthalpy === undefined ? {} : { maximumStressGPa, volume, enthalpy };
}
