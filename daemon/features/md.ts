// adatom/md: molecular dynamics as a run.
import type { Params } from "@adatom/protocol/define.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { md } from "@adatom/protocol/md.ts";
import type { TrustPolicy } from "../compute/job-contract.ts";
import type { Feature } from "./feature.ts";
import { given } from "./given.ts";
import { besideInput, type MovingSource, pathOf, requireWritableFolder, resolveMovingSource } from "./run-source.ts";

/** Only a learned model has a range to leave. @throws Failure UnknownModel where something is asked of another that it cannot give */
async function trustPolicy(params: Params<typeof md>, model: MovingSource["model"]): Promise<TrustPolicy | undefined> {
  const asked = params.extrapolation;
  if (!isLearned(model.reference)) {
    if (asked.action === "warn" && asked.maximumSpreadEvPerA === undefined && asked.save === undefined) return undefined;
    throw new Failure(
      "UnknownModel",
      `${model.label} was not learned from data and has no training range: leave out what is to happen on extrapolation (action, maximumSpreadEvPerA, save), or choose a learned model.`,
    );
  }
  const { extrapolation, trajectory, sampleEvery, source, frame } = params;
  const { action, every = sampleEvery, maximumOutside: outside, maximumSpreadEvPerA: spread, save } = extrapolation;
  const path = pathOf(source);
  const besideTrajectory = trajectory?.replace(/(\.[^./]*)?$/, "-extrapolating.xyz");
  const besideSource = action !== "warn" && path !== null ? besideInput(path, frame, "extrapolating") : null;
  const output = save ?? besideTrajectory ?? besideSource;
  if (output !== null) await requireWritableFolder(output);
  return { action, every, outside, ...given({ spread }), output };
}

/** Trained here, or a network of another program. */
function isLearned(reference: MovingSource["model"]["reference"]): boolean {
  return reference.kind === "stored" || (reference.kind === "imported" && reference.source.program !== "lammps");
}

export const feature: Feature = {
  stem: "md",
  register(session, services) {
    session.onRequest(md, async (params) => {
      const { frame, model, project, copyInto } = await resolveMovingSource(services, session, params);
      const { ensemble, temperatureKelvin, timestepFs, frictionPerFs, seed, sampleEvery, supercell, trajectory, pressureGPa, removeDrift } =
        params;
      const { temperatureEndKelvin, pressureEndGPa, thermostatTimeFs, barostatTimeFs, fixedAtoms, fixedElements } = params;
      const stages = params.stages?.map((stage) => ({ ...given(stage), steps: stage.steps }));
      const steps = stages ? stages.reduce((sum, stage) => sum + stage.steps, 0) : params.steps;
      if (trajectory !== undefined) await requireWritableFolder(trajectory);
      const trust = await trustPolicy(params, model);
      return services.jobs.create({
        title: `md of ${frame.formula} with ${model.label}: ${steps} steps, ${ensemble} at ${temperatureKelvin} K`,
        project,
        model: model.label,
        reason: "command",
        prepare: async (_, folder) => ({
          kind: "md",
          structurePath: await copyInto(folder),
          supercell,
          model: model.reference,
          ensemble,
          temperatureKelvin,
          pressureGPa,
          timestepFs,
          steps,
          frictionPerFs,
          removeDrift,
          seed,
          sampleEvery,
          trajectory: trajectory ?? null,
          ...given({ temperatureEndKelvin, pressureEndGPa, thermostatTimeFs, barostatTimeFs, fixedAtoms, fixedElements, stages, trust }),
          radialEvery: params.radialEvery,
        }),
      });
    });
  },
};
