// Builds the services that features work through.
import type { Endpoint } from "@adatom/protocol/endpoint.ts";
import type { Lifecycle, Log, Services } from "./features/feature.ts";

/** A part that this copy of the sources does not have yet answers nothing and holds nothing. */
async function part<T>(path: string, build: (exports: Record<string, (...given: unknown[]) => unknown>) => unknown, log: Log): Promise<T> {
  try {
    return (await build(await import(path))) as T;
  } catch (error) {
    log.error(`${path} is not there: ${(error as Error).message}`);
    const nothing: Record<string, unknown> = {
      state: () => ({ state: "stopped", pid: null, restarts: 0 }),
      counts: () => ({ running: 0, queued: 0, paused: 0 }),
      running: () => 0,
      list: () => [],
      known: () => [],
      watching: () => false,
      suspendAll: async () => 0,
      stop: async () => {},
    };
    return new Proxy(nothing, { get: (target, name) => (name === "then" ? undefined : (target[String(name)] ?? (() => {}))) }) as T;
  }
}

export async function buildServices(endpoint: Endpoint, log: Log, lifecycle: Lifecycle): Promise<Services> {
  const compute = await part<Services["compute"]>("./compute/process.ts", (m) => m.startCompute!({ log }), log);
  const models = await part<Services["models"]>("./store/model-library.ts", (m) => m.createModelLibrary!({ endpoint, log, compute }), log);
  const jobs = await part<Services["jobs"]>("./jobs/jobs.ts", (m) => m.createJobs!({ endpoint, log, compute, models }), log);
  const documents = await part<Services["documents"]>("./documents/documents.ts", (m) => m.createDocuments!({ log }), log);
  const projects = await part<Services["projects"]>("./project/projects.ts", (m) => m.createProjects!(), log);
  const watch = await part<Services["watch"]>("./watch/watch.ts", (m) => m.createWatch!({ log, projects }), log);
  return { log, lifecycle, compute, models, jobs, documents, projects, watch };
}
