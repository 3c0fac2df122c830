// adatom/models/...: what models there are, and which version of one answers. Every session hears of a change.
import { symbolOf } from "@adatom/models/structure/elements.ts";
import type { Result } from "@adatom/protocol/define.ts";
import { activateModel, listModels, modelChanged } from "@adatom/protocol/models.ts";
import type { ModelVersion, Project } from "../project/contract.ts";
import type { Feature, Services } from "./feature.ts";

type Listed = Result<typeof listModels>;

function shownVersion({ version, createdAt, run, validation, test, active, reason }: ModelVersion): Result<typeof activateModel> {
  return { version, createdAt, run, validation, test, active, reason };
}

function learnedModels(services: Services, project: Project): Listed["learned"] {
  return Object.entries(project.content?.models ?? {}).flatMap(([name, model]) => {
    if (model.type === "shipped") return [];
    const versions = services.models.versions(project.folder, name);
    const newest = versions.find((version) => version.active) ?? versions.at(-1);
    return [
      {
        project: project.folder,
        name,
        species: (newest?.species ?? []).map(symbolOf),
        default: project.content?.defaultModel === name,
        versions: versions.map(shownVersion),
      },
    ];
  });
}

export const feature: Feature = {
  stem: "models",
  start({ models, lifecycle }) {
    models.onActivated(({ project, name, version }) => {
      for (const session of lifecycle.sessions()) session.notify(modelChanged, { project, name, version });
    });
  },
  register(session, services) {
    session.onRequest(listModels, async ({ project }) => {
      const shipped = await services.compute.request("shipped.list", {});
      const projects = project === undefined ? services.projects.known() : [await services.projects.open(project)];
      return {
        shipped: shipped.map(({ name, description, species }) => ({ name, description, species: species.map(symbolOf) })),
        learned: projects.flatMap((one) => learnedModels(services, one)),
      };
    });
    session.onRequest(activateModel, async ({ project, name, version }) => {
      const { folder } = await services.projects.open(project);
      return shownVersion(services.models.activate(folder, name, version));
    });
  },
};
