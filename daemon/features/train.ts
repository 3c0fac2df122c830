// adatom/train: training a model of a project as a run; also begun by the watch when data change.
import { join } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import type { Run } from "@adatom/protocol/runs.ts";
import { train } from "@adatom/protocol/train.ts";
import type { Project } from "../project/contract.ts";
import type { Feature, Services } from "./feature.ts";

export interface TrainingRequest {
  readonly project: Project;
  readonly model: string;
  /** Random first weights even where a version exists. */
  readonly fresh: boolean;
  /** What began it: "command", or the file that changed. */
  readonly reason: string;
}

/** @throws Failure BadProject | UnknownModel */
export async function startTraining(services: Services, { project, model: name, fresh, reason }: TrainingRequest): Promise<Run> {
  const { content, folder, file, problems } = project;
  if (!content) throw new Failure("BadProject", `${file} cannot be used: ${problems[0]?.message ?? "it is not valid"}`, { problems });
  const model = content.models[name];
  if (!model) {
    const names = Object.keys(content.models);
    throw new Failure(
      "UnknownModel",
      `${file} has no model "${name}". ${names.length > 0 ? `It has: ${names.join(", ")}.` : "It has none."}`,
    );
  }
  if (model.type === "shipped")
    throw new Failure("UnknownModel", `Model "${name}" of ${file} is the shipped potential ${model.potential}: there is nothing to train.`);
  if (!("data" in model))
    throw new Failure("UnknownModel", `Model "${name}" of ${file} is read from files of ${model.type}: it is not trained here.`);
  const dataSet = content.dataSets[model.data];
  if (!dataSet)
    throw new Failure("BadProject", `${file} has no data set "${model.data}", which model "${name}" is to be trained on.`, { problems });
  const { files, testFiles } = await services.projects.dataFiles(project, model.data);
  if (files.length === 0)
    throw new Failure("BadProject", `Data set "${model.data}" of ${file} matches no files (${dataSet.files.join(", ")}).`, { problems });
  return services.jobs.create({
    title: `train ${name} of ${folder}`,
    project: folder,
    model: name,
    reason,
    prepare: (_, runFolder) => ({
      kind: "train",
      project: folder,
      modelName: name,
      model,
      files,
      testFiles,
      dataSet,
      // Looked up when the training begins.
      current: null,
      fresh,
      output: join(runFolder, "model.safetensors"),
    }),
    refresh: async (parameters) => ({ ...parameters, ...(await services.projects.dataFiles(project, model.data)) }),
  });
}

export const feature: Feature = {
  stem: "train",
  register(session, services) {
    session.onRequest(train, async ({ project: folder, model, fresh }) => {
      const project = await services.projects.open(folder);
      return startTraining(services, { project, model, fresh, reason: "command" });
    });
  },
};
