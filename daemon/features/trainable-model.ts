// A model of adatom.json that can be trained, and its data set.
import { Failure } from "@adatom/protocol/failure.ts";
import type { ProjectFile, TrainableModel } from "@adatom/protocol/project-file.ts";
import type { Project } from "../project/contract.ts";

/** @throws Failure BadProject | UnknownModel */
export function trainableModel(
  project: Project,
  name: string,
): { readonly model: TrainableModel; readonly dataSet: ProjectFile["dataSets"][string] } {
  const { content, file, problems } = project;
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
  return { model, dataSet };
}
