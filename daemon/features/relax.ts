// adatom/relax: relaxation of a structure as a run.
import { join } from "node:path";
import { relax } from "@adatom/protocol/relax.ts";
import type { Feature } from "./feature.ts";
import { given } from "./given.ts";
import { besideInput, pathOf, requireWritableFolder, resolveMovingSource } from "./run-source.ts";

export const feature: Feature = {
  stem: "relax",
  register(session, services) {
    session.onRequest(relax, async (params) => {
      const { frame, model, project, copyInto } = await resolveMovingSource(services, session, params);
      const { method, cell, pressureGPa, forceTolerance, stressToleranceGPa, maximumSteps, fixedAtoms } = params;
      const path = pathOf(params.source);
      const output = params.output ?? (path === null ? null : besideInput(path, params.frame, "relaxed"));
      if (output !== null) await requireWritableFolder(output);
      return services.jobs.create({
        title: `relax ${frame.formula} with ${model.label}`,
        project,
        model: model.label,
        reason: "command",
        prepare: async (_, folder) => ({
          kind: "relax",
          structurePath: await copyInto(folder),
          model: model.reference,
          method,
          cell,
          pressureGPa,
          forceTolerance,
          stressToleranceGPa,
          maximumSteps,
          output: output ?? join(folder, "relaxed.xyz"),
          ...given({ fixedAtoms }),
        }),
      });
    });
  },
};
