// adatom/monte-carlo: Metropolis Monte Carlo as a run.
import { monteCarlo } from "@adatom/protocol/monte-carlo.ts";
import type { Feature } from "./feature.ts";
import { given } from "./given.ts";
import { requireWritableFolder, resolveMovingSource } from "./run-source.ts";

export const feature: Feature = {
  stem: "monte-carlo",
  register(session, services) {
    session.onRequest(monteCarlo, async (params) => {
      const { frame, model, project, copyInto } = await resolveMovingSource(services, session, params);
      const { temperatureKelvin, trials, displacementAngstrom, adaptTrials, targetAcceptance, fixedAtoms } = params;
      const { seed, sampleEvery, supercell, trajectory } = params;
      if (trajectory !== undefined) await requireWritableFolder(trajectory);
      return services.jobs.create({
        title: `monte-carlo of ${frame.formula} with ${model.label}: ${trials} trials at ${temperatureKelvin} K`,
        project,
        model: model.label,
        reason: "command",
        prepare: async (_, folder) => ({
          kind: "monte-carlo",
          structurePath: await copyInto(folder),
          supercell,
          model: model.reference,
          temperatureKelvin,
          trials,
          displacementAngstrom,
          adaptTrials,
          targetAcceptance,
          seed,
          sampleEvery,
          trajectory: trajectory ?? null,
          ...given({ fixedAtoms }),
        }),
      });
    });
  },
};
