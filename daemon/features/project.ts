// adatom/project/open and watch, and word of changed data to every session.

import type { Result } from "@adatom/protocol/define.ts";
import { dataChanged, openProject, watchProject } from "@adatom/protocol/project.ts";
import type { Project } from "../project/contract.ts";
import type { Feature, Services } from "./feature.ts";

async function summary(project: Project, services: Services): Promise<Result<typeof openProject>> {
  const { content } = project;
  const dataSets = [];
  for (const name of Object.keys(content?.dataSets ?? {})) {
    const { files, testFiles } = await services.projects.dataFiles(project, name);
    dataSets.push({ name, files: files.length + testFiles.length });
  }
  return {
    folder: project.folder,
    file: project.file,
    watching: services.watch.watching(project.folder),
    defaultModel: content?.defaultModel ?? null,
    models: Object.entries(content?.models ?? {}).map(([name, model]) => ({
      name,
      type: model.type,
      data: "data" in model ? model.data : null,
      retrain: "data" in model ? model.retrain : "manual",
      activeVersion: services.models.active(project.folder, name)?.version ?? null,
    })),
    dataSets,
    calculators: Object.entries(content?.calculators ?? {}).map(([name, own]) => ({
      name,
      type: own.type,
      program: (own.type === "model" ? (own.model ?? own.potential) : own.template) ?? null,
    })),
    problems: [...project.problems],
  };
}

export const feature: Feature = {
  stem: "project",
  start(services) {
    services.watch.onDataChanged((change) => {
      for (const session of services.lifecycle.sessions()) session.notify(dataChanged, change);
    });
  },
  register(session, services) {
    session.onRequest(openProject, async ({ folder }) => summary(await services.projects.open(folder), services));
    session.onRequest(watchProject, async ({ folder, enabled }) => {
      const project = await services.projects.open(folder);
      if (enabled) await services.watch.enable(project);
      else await services.watch.disable(project.folder);
      return summary(project, services);
    });
  },
};
