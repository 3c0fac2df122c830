// adatom/models/export: a model as files of another program.

import { isAbsolute } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import { exportModel } from "@adatom/protocol/model-export.ts";
import type { Feature } from "./feature.ts";

export const feature: Feature = {
  stem: "model-export",
  register(session, { projects, models, compute }) {
    session.onRequest(exportModel, async ({ project, model, format, output }, signal) => {
      if (!isAbsolute(output)) throw new Failure("FileUnreadable", `The folder to write to must be an absolute path, not ${output}.`);
      const resolved = await models.resolve({ model, project: await projects.open(project), species: [] });
      if (!resolved) throw new Failure("UnknownModel", `${project} has no model "${model}".`);
      const { files } = await compute.request("model.export", { model: resolved.reference, format, folder: output }, signal);
      return { model: resolved.label, files };
    });
  },
};
