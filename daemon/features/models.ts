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
    if (!("data" in model)) return [];
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

async function importedModels(services: Services, project: Project): Promise<Listed["imported"]> {
  const declared = Object.entries(project.content?.models ?? {}).filter(([, model]) => !("data" in model) && model.type !== "shipped");
  return Promise.all(
    declared.map(async ([name, model]) => {
      const shown = { project: project.folder, name, program: model.type, default: project.content?.defaultModel === name };
      try {
        const resolved = await services.models.resolve({ model: name, project, species: [] });
        const { species } = await services.compute.request("model.species", { model: resolved!.reference });
        return { ...shown, species: species.map(symbolOf), problem: null };
      } catch (error) {
        return { ...shown, species: [], problem: (error as Error).message };
      }
    }),
  );
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
        imported: (await Promise.all(projects.map((one) => importedModels(services, one)))).flat(),
      };
    });
    session.onRequest(activateModel, async ({ project, name, version }) => {
      const { folder } = await services.projects.open(project);
      return shownVersion(services.models.activate(folder, name, version));
    });
  },
};
