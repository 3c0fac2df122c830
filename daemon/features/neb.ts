// adatom/neb: a nudged elastic band between two structures as a run.
import { join } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import { neb } from "@adatom/protocol/neb.ts";
import type { Feature } from "./feature.ts";
import { given } from "./given.ts";
import { besideInput, pathOf, requireWritableFolder, resolveMovingSource } from "./run-source.ts";

export const feature: Feature = {
  stem: "neb",
  register(session, services) {
    session.onRequest(neb, async (params) => {
      const first = await resolveMovingSource(services, session, params);
      const last = await resolveMovingSource(services, session, { ...params, source: params.final, frame: params.finalFrame });
      const { frame, model, project } = first;
      if (frame.formula !== last.frame.formula)
        throw new Failure("BadStructure", `The ends differ: ${frame.formula} and ${last.frame.formula}. A band joins the same atoms.`);
      const { images, forceTolerance, maximumSteps, springConstant, climb, relaxEnds, fixedAtoms } = params;
      const path = pathOf(params.source);
      const output = params.output ?? (path === null ? null : besideInput(path, params.frame, "neb"));
      if (output !== null) await requireWritableFolder(output);
      return services.jobs.create({
        title: `neb of ${frame.formula} with ${model.label}: ${images} images`,
        project,
        model: model.label,
        reason: "command",
        prepare: async (_, folder) => ({
          kind: "neb",
          structurePath: await first.copyInto(folder),
          finalPath: await last.copyInto(folder, "final"),
          model: model.reference,
          images,
          forceTolerance,
          maximumSteps,
          springConstant,
          climb,
          relaxEnds,
          output: output ?? join(folder, "neb.xyz"),
          ...given({ fixedAtoms }),
        }),
      });
    });
  },
};
