// adatom/md: molecular dynamics as a run.
import { md } from "@adatom/protocol/md.ts";
import type { Feature } from "./feature.ts";
import { given } from "./given.ts";
import { requireWritableFolder, resolveRunSource } from "./run-source.ts";

export const feature: Feature = {
  stem: "md",
  register(session, services) {
    session.onRequest(md, async (params) => {
      const { frame, model, project, copyInto } = await resolveRunSource(services, session, params);
      const { ensemble, temperatureKelvin, timestepFs, frictionPerFs, seed, sampleEvery, supercell, trajectory, pressureGPa, removeDrift } =
        params;
      const { temperatureEndKelvin, pressureEndGPa, thermostatTimeFs, barostatTimeFs, fixedAtoms, fixedElements } = params;
      const stages = params.stages?.map((stage) => ({ ...given(stage), steps: stage.steps }));
      const steps = stages ? stages.reduce((sum, stage) => sum + stage.steps, 0) : params.steps;
      if (trajectory !== undefined) await requireWritableFolder(trajectory);
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
          ...given({ temperatureEndKelvin, pressureEndGPa, thermostatTimeFs, barostatTimeFs, fixedAtoms, fixedElements, stages }),
        }),
      });
    });
  },
};
