// adatom/status: what the daemon is, holds and does now.
import { status } from "@adatom/protocol/status.ts";
import { protocolNumber } from "@adatom/protocol/version.ts";
import type { ComputeInfo } from "../compute/contract.ts";
import type { Feature, Services } from "./feature.ts";

/** A busy compute process must not make status wait: after this its details are left out. */
const patienceMs = 1000;

async function computeInfo(services: Services): Promise<ComputeInfo | null> {
  if (services.compute.state().state !== "ready") return null;
  try {
    return await services.compute.request("info", {}, AbortSignal.timeout(patienceMs));
  } catch {
    return null;
  }
}

export const feature: Feature = {
  stem: "status",
  register(session, services) {
    session.onRequest(status, async () => {
      const { lifecycle, compute, jobs, projects, documents } = services;
      const info = await computeInfo(services);
      return {
        version: lifecycle.version,
        build: lifecycle.build,
        protocol: protocolNumber,
        pid: process.pid,
        uptimeSeconds: (Date.now() - lifecycle.startedAt) / 1000,
        idleTimeoutSeconds: lifecycle.idleTimeoutSeconds,
        folder: lifecycle.folder,
        socket: lifecycle.socket,
        sessions: lifecycle.sessions().map((one) => ({
          id: one.id,
          client: one.client,
          connectedSeconds: (Date.now() - one.connectedAt) / 1000,
          documents: documents.list(one.id).length,
        })),
        jobs: jobs.counts(),
        compute: {
          ...compute.state(),
          backend: info?.backend ?? null,
          loadedModels: (info?.heldModels ?? []).map(({ name }) => name),
          modelBytes: info?.heldModels.reduce((sum, { bytes }) => sum + bytes, 0) ?? null,
          modelBytesCap: info?.caps.modelBytes ?? null,
          tensors: info?.tensors ?? null,
          tensorBytes: info?.tensorBytes ?? null,
          tensorBytesCap: info?.caps.tensorBytes ?? null,
          jobTensors: (info?.heldTensors ?? []).map(({ id, tensors, bytes }) => ({ run: id, tensors, bytes })),
          memoryBytes: info?.memoryBytes ?? null,
        },
        projects: projects.known().map((project) => ({
          folder: project.folder,
          watching: services.watch.watching(project.folder),
          problems: project.problems.length,
        })),
        memoryBytes: process.memoryUsage.rss(),
        eventLoopDelayMaxMs: lifecycle.eventLoopDelayMaxMs(),
      };
    });
  },
};
