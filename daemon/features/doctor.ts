// adatom/doctor: is everything in order on this machine, and what to do where it is not.
import { accessSync, constants, lstatSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { dirname } from "node:path";
import type { Result } from "@adatom/protocol/define.ts";
import { doctor } from "@adatom/protocol/doctor.ts";
import { privacyComplaint } from "@adatom/protocol/endpoint.ts";
import { entryOf, ownUid } from "../socket/paths.ts";
import { networkFileSystem } from "../watch/network-file-system.ts";
import type { Feature, Services } from "./feature.ts";

type Check = Result<typeof doctor>["checks"][number];

/** Measuring backends takes a moment, and a training may be in the way. */
const benchmarkPatienceMs = 30_000;
/** A large data set in folders of its own, next to an editor that watches too. */
const comfortableWatches = 65_536;

const ok = (name: string, found: string): Check => ({ name, state: "ok", found });
const warning = (name: string, found: string, advice: string): Check => ({ name, state: "warning", found, advice });
const failure = (name: string, found: string, advice: string): Check => ({ name, state: "error", found, advice });

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 22)) return ok("Node", version);
  return failure("Node", version, "Adatom needs Node 22.22 or newer.");
}

/** What backends on the processor run on; a GPU's name stands beside its backend. */
export function checkMachine(): Check {
  const model = cpus()[0]?.model.trim() || "unknown processor";
  return ok("machine", `${availableParallelism()} x ${model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory`);
}

/** @param backend only this one, forced; that it does not start is then an error */
export async function checkBackends(services: Pick<Services, "compute">, backend?: string): Promise<Check[]> {
  try {
    const { backends } = await services.compute.request("benchmark", { backend }, AbortSignal.timeout(benchmarkPatienceMs));
    const checks = backends.map(({ name, used, found, detail, advice, gflops }) => {
      const speed = gflops === null ? "" : `, ${gflops.toFixed(1)} GFLOP/s`;
      if (found) return ok(`backend ${name}`, `${detail}${speed}${used ? ", in use" : ""}`);
      if (backend !== undefined) return failure(`backend ${name}`, detail, advice ?? "See adatom logs.");
      // An engine that is simply not installed is no fault; one that is and does not start is.
      if (advice) return ok(`backend ${name}`, `not used: ${detail}. To have it: ${advice}`);
      return warning(`backend ${name}`, `does not start: ${detail}`, "Mend or remove it; Adatom runs on the next backend meanwhile.");
    });
    return backend === undefined && !backends.some(({ used }) => used) ? [...checks, noBackend(process.env.ADATOM_BACKEND)] : checks;
  } catch (error) {
    return [failure("compute process", (error as Error).message, "See adatom logs; adatom restart starts it anew.")];
  }
}

/** @param wanted what ADATOM_BACKEND says: one that is asked for by name is not replaced by another */
function noBackend(wanted: string | undefined): Check {
  const found = `none is in use${wanted ? `: ADATOM_BACKEND asks for "${wanted}", which does not start` : ""}; trainings fail, all else goes on`;
  return failure("tensor backend", found, "Set ADATOM_BACKEND to a backend that is found above, or unset it; then: adatom restart");
}

/** Tensors and models that compute holds, and what it may hold. */
export async function checkMemory(services: Pick<Services, "compute">): Promise<Check[]> {
  try {
    const { tensors, tensorBytes, heldModels, caps, memoryBytes } = await services.compute.request(
      "info",
      {},
      AbortSignal.timeout(benchmarkPatienceMs),
    );
    const modelBytes = heldModels.reduce((sum, { bytes }) => sum + bytes, 0);
    const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
    const found =
      `${tensors} tensors in ${mib(tensorBytes)} of at most ${mib(caps.tensorBytes)}, ${heldModels.length} models in ${mib(modelBytes)} ` +
      `of at most ${mib(caps.modelBytes)}; the compute process takes ${mib(memoryBytes)}`;
    return [ok("memory", found)];
  } catch (error) {
    return [failure("memory", (error as Error).message, "See adatom logs; adatom restart starts the compute process anew.")];
  }
}

export function checkStore(folder: string): Check[] {
  const checks: Check[] = [];
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    checks.push(ok("store folder", folder));
  } catch {
    checks.push(failure("store folder", `${folder} cannot be written`, "Correct its permissions, or set ADATOM_HOME to another folder."));
  }
  const network = networkFileSystem(folder);
  if (network) {
    checks.push(
      warning(
        "store file system",
        `${folder} is on ${network}`,
        "SQLite is slow and its locks may fail there: set ADATOM_HOME to a local folder.",
      ),
    );
  }
  return checks;
}

export function checkSocket(socket: string): Check {
  if (process.platform === "win32") return ok("socket", socket);
  try {
    const complaint =
      privacyComplaint(socket, "socket", entryOf(lstatSync(socket)), ownUid) ??
      privacyComplaint(dirname(socket), "folder", entryOf(lstatSync(dirname(socket))), ownUid);
    return complaint ? failure("socket", complaint, "Correct it as said, then: adatom restart") : ok("socket", `${socket}, yours alone`);
  } catch (error) {
    return failure("socket", (error as Error).message, "adatom restart makes it again.");
  }
}

export function checkWatches(): Check[] {
  if (process.platform !== "linux") return [];
  try {
    const limit = Number(readFileSync("/proc/sys/fs/inotify/max_user_watches", "utf8"));
    if (limit >= comfortableWatches) return [ok("file watches", `${limit} at most`)];
    return [warning("file watches", `${limit} at most`, "Large data folders may not fit: sudo sysctl fs.inotify.max_user_watches=524288")];
  } catch {
    return [warning("file watches", "the limit cannot be read", "Where changes are missed, data files are looked at once a second.")];
  }
}

export const feature: Feature = {
  stem: "doctor",
  register(session, services) {
    session.onRequest(doctor, async ({ backend }) => {
      const { folder, socket } = services.lifecycle;
      const projects = services.projects.known().flatMap((project): Check[] => {
        const network = networkFileSystem(project.folder);
        return network
          ? [warning(`project ${project.folder}`, `on ${network}`, "Its files are looked at once a second instead of being watched.")]
          : [];
      });
      const local = [
        checkNode(process.versions.node),
        checkMachine(),
        ...checkStore(folder),
        checkSocket(socket),
        ...checkWatches(),
        ...projects,
      ];
      return { checks: [...local, ...(await checkBackends(services, backend)), ...(await checkMemory(services))] };
    });
  },
};
