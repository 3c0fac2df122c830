// A nudged elastic band as a job: a row every turn, all images written once at the end.
import { basename } from "node:path";
import type { NudgedElasticBandSample, Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { resumeNudgedElasticBand, startNudgedElasticBand } from "@adatom/models/dynamics/nudged-elastic-band.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import type { JobParameters } from "../contract.ts";
import { modelLabel } from "../model-registry.ts";
import { requireCoverage } from "../predictions.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { readStartingStructure } from "./starting-structure.ts";
import { StepPace } from "./step-pace.ts";

type Parameters = Extract<JobParameters, { kind: "neb" }>;

export function createNudgedElasticBandDriver(parameters: Parameters, resumed: Snapshot | null, context: JobContext): JobDriver {
  const { maximumSteps, output, model, structurePath, finalPath } = parameters;
  const potential = context.models.load(model);
  const run = resumed
    ? resumeNudgedElasticBand(potential, { arrays: resumed.arrays, json: resumed.json.run as Snapshot["json"] })
    : start();
  let sample = run.sample();
  const pace = new StepPace();

  function start() {
    const [first, last] = [readStartingStructure(structurePath), readStartingStructure(finalPath)];
    for (const end of [first, last]) requireCoverage(potential, end);
    return startNudgedElasticBand(first, last, potential, parameters);
  }

  function tell({ step, phase, maximumForce, barrier, reverseBarrier }: NudgedElasticBandSample): void {
    context.row(step, phase === "ends" ? { maximumForce } : { maximumForce, barrier, reverseBarrier });
    context.progress(phase === "ends" ? "relaxing the ends" : "steps", step, maximumSteps);
  }

  function write(): void {
    const structures = run.structures().map((structure, image) => {
      const info = { image, energy_above_start: sample.energies[image]! - sample.energies[0]!, model: modelLabel(model) };
      return { ...structure, reference: { energy: sample.energies[image]! }, info: { ...info, path_from: basename(structurePath) } };
    });
    context.requireDaemon();
    writeFileAtomically(output, new TextEncoder().encode(extxyz.write!(structures)));
  }

  return {
    async step() {
      if (!sample.converged && sample.step < maximumSteps) {
        const turn = pace.steps(maximumSteps - sample.step);
        const before = sample.step;
        sample = pace.time(turn, () => run.advance(turn));
        if (sample.step > before) tell(sample);
      }
      if (!sample.converged && sample.step < maximumSteps) return null;
      if (sample.phase === "ends") throw new Error(`The ends were not relaxed in ${maximumSteps} steps: allow more, or relax them first.`);
      write();
      const { step: steps, converged, barrier, reverseBarrier, energies, maximumForce } = sample;
      return {
        kind: "neb",
        steps,
        converged,
        barrier,
        reverseBarrier,
        energies,
        maximumForce,
        output,
        model: modelLabel(model),
        last: null,
      };
    },
    snapshot() {
      const { arrays, json } = run.snapshot();
      return { arrays, json: { run: json } };
    },
    position: () => sample.step,
    cancel: () => false,
    dispose() {},
  };
}
