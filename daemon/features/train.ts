// adatom/train: training a model of a project as a run; also begun by the watch when data change.
import { dirname, join } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import type { Run } from "@adatom/protocol/runs.ts";
import { train } from "@adatom/protocol/train.ts";
import type { Project } from "../project/contract.ts";
import type { Feature, Services } from "./feature.ts";
import { startFrom } from "./start-from.ts";
import { trainableModel } from "./trainable-model.ts";

export interface TrainingRequest {
  readonly project: Project;
  readonly model: string;
  /** First weights even where a version exists. */
  readonly fresh: boolean;
  /** A model to start from in place of any version. */
  readonly from?: string | undefined;
  /** What began it: "command", or the file that changed. */
  readonly reason: string;
}

/** @throws Failure BadProject | UnknownModel */
export async function startTraining(services: Services, { project, model: name, fresh, from, reason }: TrainingRequest): Promise<Run> {
  const { folder, file, problems } = project;
  const { model, dataSet } = trainableModel(project, name);
  const { files, testFiles } = await services.projects.dataFiles(project, model.data);
  if (files.length === 0)
    throw new Failure("BadProject", `Data set "${model.data}" of ${file} matches no files (${dataSet.files.join(", ")}).`, { problems });
  const begin = await startFrom(services, project, { name, model, fresh, from });
  return services.jobs.create({
    title: `train ${name} of ${folder}${begin ? ` from ${begin.label}` : ""}`,
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
      fresh: fresh || from !== undefined,
      ...(begin && { from: begin.reference }),
      output: join(runFolder, "model.safetensors"),
      features: join(dirname(runFolder), "features"),
    }),
    refresh: async (parameters) => ({ ...parameters, ...(await services.projects.dataFiles(project, model.data)) }),
  });
}

export const feature: Feature = {
  stem: "train",
  register(session, services) {
    session.onRequest(train, async ({ project: folder, model, fresh, from }) => {
      const project = await services.projects.open(folder);
      return startTraining(services, { project, model, fresh, from, reason: "command" });
    });
  },
};
