// adatom/relax: relaxation of a structure as a run.
import { basename, dirname, extname, join } from "node:path";
import { relax } from "@adatom/protocol/relax.ts";
import type { Feature } from "./feature.ts";
import { pathOf, requireWritableFolder, resolveRunSource } from "./run-source.ts";

export const feature: Feature = {
  stem: "relax",
  register(session, services) {
    session.onRequest(relax, async (params) => {
      const { frame, model, project, copyInto } = await resolveRunSource(services, session, params);
      const path = pathOf(params.source);
      const output = params.output ?? (path === null ? null : besideInput(path, params.frame));
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
          forceTolerance: params.forceTolerance,
          maximumSteps: params.maximumSteps,
          output: output ?? join(folder, "relaxed.xyz"),
        }),
      });
    });
  },
};

/** NAME-relaxed.xyz; a later frame of many says which one it was, from 0. */
function besideInput(path: string, frame: number): string {
  return join(dirname(path), `${basename(path, extname(path))}${frame > 0 ? `-${frame}` : ""}-relaxed.xyz`);
}
