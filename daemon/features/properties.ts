// adatom/properties: elastic constants, equation of state and phonons of one frame, asked of compute piece by piece.
import { symbolOf } from "@adatom/models/structure/elements.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { properties } from "@adatom/protocol/properties.ts";
import type { Feature } from "./feature.ts";
import { chooseModel } from "./model-choice.ts";
import { withStructure } from "./with-structure.ts";

export const feature: Feature = {
  stem: "properties",
  register(session, services) {
    const { compute, documents } = services;
    session.onRequest(properties, async (params, signal) => {
      const { source, include, relaxed, strain, volumeStrain } = params;
      const frame = await documents.frame(session.id, source, params.frame);
      if (frame.unusable !== null) throw new Failure("BadStructure", `Frame ${frame.frame} cannot be used: ${frame.unusable}`);
      const model = await chooseModel(services, source, frame.species, params);
      if (!model) {
        const elements = frame.species.map(symbolOf).join(", ");
        throw new Failure("UnknownModel", `No model covers ${elements} (frame ${frame.frame}). Name one, or train one in a project.`);
      }
      const options = { include, relaxed, strain, volumeStrain, displacementAngstrom: params.displacement };
      const { id } = await withStructure(services, session.id, source, frame, (structure) =>
        compute.request("properties.start", { structure, model: model.reference, options }, signal),
      );
      try {
        for (;;) {
          signal.throwIfAborted();
          const { result } = await compute.request("properties.step", { id }, signal);
          if (result) return { ...result, model: model.label };
        }
      } finally {
        // A finished one is gone already; a process that died took it along.
        await compute.request("properties.drop", { id }).catch(() => {});
      }
    });
  },
};
