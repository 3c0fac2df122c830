// adatom/select: the project says descriptors, training files and version in use where a model is named; compute does the rest.
import type { Params } from "@adatom/protocol/define.ts";
import { select } from "@adatom/protocol/select.ts";
import type { Feature, Services } from "./feature.ts";
import { runTool } from "./run-tool.ts";
import { trainableModel } from "./trainable-model.ts";

export const feature: Feature = {
  stem: "select",
  register(session, services) {
    session.onRequest(select, async ({ project, model, ...params }, signal) => {
      const named = project !== undefined && model !== undefined ? await fromProject(services, project, model, params.by) : { files: [] };
      const { files, ...task } = named;
      const candidates = new Set(params.candidates);
      // A file that the data set holds and that is a candidate too is asked about.
      const training = [...new Set([...params.training, ...files.filter((path) => !candidates.has(path))])];
      return runTool(services.compute, "select", { ...params, ...task, training }, signal);
    });
  },
};

type Basis = Params<typeof select>["by"];

async function fromProject({ projects, models }: Services, folder: string, name: string, by: Basis) {
  const project = await projects.open(folder);
  const { model } = trainableModel(project, name);
  const { files } = await projects.dataFiles(project, model.data);
  // Asked for a spread, a model that was never trained is told to be; else distances do without.
  const asked = by === "spread" || by === "both" || (by === undefined && models.active(project.folder, name));
  const resolved = asked ? await models.resolve({ model: name, project, species: [] }) : null;
  return {
    files,
    ...(model.type === "behler-parrinello" && { descriptors: model.descriptors }),
    ...(resolved && { model: resolved.reference }),
  };
}
