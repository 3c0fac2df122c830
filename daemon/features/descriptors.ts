// adatom/descriptors: the project says files and descriptors where a model is named; compute does the rest.
import { importDescriptors, showDescriptors, suggestDescriptors } from "@adatom/protocol/descriptors.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { Feature, Services } from "./feature.ts";
import { runTool } from "./run-tool.ts";
import { trainableModel } from "./trainable-model.ts";

interface Named {
  readonly files: readonly string[];
  readonly project?: string | undefined;
  readonly model?: string | undefined;
}

export const feature: Feature = {
  stem: "descriptors",
  register(session, services) {
    session.onRequest(suggestDescriptors, async ({ project, model, files, ...params }, signal) => {
      const data = await dataOf(services, { files, project, model });
      return runTool(services.compute, "suggestDescriptors", { ...params, files: data.files }, signal);
    });
    session.onRequest(importDescriptors, (params, signal) => runTool(services.compute, "importDescriptors", params, signal));
    session.onRequest(showDescriptors, async (named, signal) =>
      runTool(services.compute, "showDescriptors", await dataOf(services, named), signal),
    );
  },
};

/** @throws Failure BadProject where neither files nor a model say what to look at */
async function dataOf({ projects }: Services, { files, project: folder, model: name }: Named) {
  if (name === undefined) {
    if (files.length === 0) throw new Failure("BadProject", "Name files, or a model of a project whose data set is to be looked at.");
    return { files };
  }
  if (folder === undefined) throw new Failure("BadProject", `Say of which project model "${name}" is.`);
  const project = await projects.open(folder);
  const { model } = trainableModel(project, name);
  const found = files.length > 0 ? files : (await projects.dataFiles(project, model.data)).files;
  if (found.length === 0) throw new Failure("BadProject", `Data set "${model.data}" of ${project.file} matches no files.`);
  return { files: found, ...(model.type === "behler-parrinello" && { descriptors: model.descriptors }) };
}
