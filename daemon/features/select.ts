// adatom/select: the project says descriptors and training files where a model is named; compute does the rest.
import { Failure } from "@adatom/protocol/failure.ts";
import { select } from "@adatom/protocol/select.ts";
import type { Feature, Services } from "./feature.ts";
import { runTool } from "./run-tool.ts";

export const feature: Feature = {
  stem: "select",
  register(session, services) {
    session.onRequest(select, async ({ project, model, ...params }, signal) => {
      const named = project !== undefined && model !== undefined ? await fromProject(services, project, model) : { files: [] };
      const { files, ...descriptors } = named;
      const candidates = new Set(params.candidates);
      // A file that the data set holds and that is a candidate too is asked about.
      const training = [...new Set([...params.training, ...files.filter((path) => !candidates.has(path))])];
      return runTool(services.compute, "select", { ...params, ...descriptors, training }, signal);
    });
  },
};

async function fromProject({ projects }: Services, folder: string, name: string) {
  const project = await projects.open(folder);
  const model = project.content?.models[name];
  if (!model) throw new Failure("UnknownModel", `${project.file} has no model "${name}".`, { problems: project.problems });
  if (!("data" in model)) throw new Failure("UnknownModel", `Model "${name}" of ${project.file} is not trained on data.`);
  const { files } = await projects.dataFiles(project, model.data);
  return { files, ...(model.type === "behler-parrinello" && { descriptors: model.descriptors }) };
}
