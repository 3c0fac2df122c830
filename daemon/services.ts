// Builds the services that features work through, and puts them away. Wiring only.
import { join } from "node:path";
import type { Endpoint } from "@adatom/protocol/endpoint.ts";
import type { ProtocolProblem } from "@adatom/protocol/structure.ts";
import { startCompute } from "./compute/process.ts";
import type { Documents } from "./documents/contract.ts";
import { createDocuments } from "./documents/documents.ts";
import type { Lifecycle, Log, Services } from "./features/feature.ts";
import { startTraining } from "./features/train.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createProjects } from "./project/projects.ts";
import { createModelLibrary } from "./store/model-library.ts";
import { createProjectRecords } from "./store/project-records.ts";
import { createRunRecords } from "./store/run-records.ts";
import { openStore } from "./store/store.ts";
import { createWatchedFiles } from "./store/watched-files.ts";
import { rememberOutputs } from "./watch/own-outputs.ts";
import { createRetraining } from "./watch/retraining.ts";
import { createWatch } from "./watch/watch.ts";

export interface BuiltServices {
  readonly services: Services;
  /** Takes up the projects that the last daemon knew and watched. */
  takeUpProjects(): Promise<void>;
  /** @returns how many jobs were checkpointed to go on later */
  putAway(): Promise<number>;
}

export function buildServices(endpoint: Endpoint, log: Log, lifecycle: Lifecycle): BuiltServices {
  const store = openStore(endpoint.stateFolder, log);
  const compute = startCompute({ log });
  const models = createModelLibrary({ store, compute });
  const { jobs, isOwnOutput } = rememberOutputs(
    createJobs({ store, compute, models, log, folder: join(endpoint.stateFolder, "runs") }),
    createRunRecords(store),
  );
  const documents = createDocuments({ log, runtimeFolder: endpoint.runtimeFolder, spoolFolder: endpoint.spoolFolder });
  const records = createProjectRecords(store);
  const memory = createWatchedFiles(store);
  const projects = createProjects({ watching: (folder) => watch.watching(folder) });
  projects.onChanged((project) => records.remember(project.folder));
  const watch = createWatch({
    log,
    projects,
    retraining: createRetraining({ log, jobs, startTraining: (request) => startTraining(services, request) }),
    check: (path) => structureErrors(documents, path),
    isOwnOutput,
    onWished(folder, watching) {
      records.setWatching(folder, watching);
      // What changes from now on is not the watch's to tell.
      if (!watching) memory.forget(folder);
    },
    memory,
  });
  const services: Services = { log, lifecycle, documents, compute, jobs, models, projects, watch };

  return {
    services,
    async takeUpProjects() {
      for (const { folder, watching } of records.list()) {
        try {
          const project = await projects.open(folder);
          if (watching) await watch.enable(project);
        } catch (error) {
          log.info(`project ${folder} is not taken up again: ${(error as Error).message}`);
          records.forget(folder);
        }
      }
    },
    async putAway() {
      const suspended = await jobs.suspendAll();
      await watch.stop();
      await documents.stop();
      await compute.stop();
      store.close();
      return suspended;
    },
  };
}

/** The daemon's own reading of files: no session has this number. */
const noSession = 0;

async function structureErrors(documents: Documents, path: string): Promise<ProtocolProblem[]> {
  try {
    const { problems } = await documents.parsed(noSession, { path });
    return problems.filter((problem) => problem.severity === "error").map((problem) => ({ ...problem, file: path }));
  } catch (error) {
    return [{ severity: "error", code: "unreadable", message: (error as Error).message, file: path, line: 0, column: 0, endColumn: 0 }];
  }
}
