// Chooses the tensor backend: the one asked for, or the first that starts, fastest first.
import { BackendAbsent, type Gpu, type LoadedBackend } from "./loaded-backend.ts";

/** `forced`: asked for by name, so that software stand-ins for a GPU are taken too. */
type Load = (forced: boolean) => Promise<LoadedBackend>;

const backends: Readonly<Record<string, () => Promise<{ load: Load }>>> = {
  tensorflow: () => import("./tensorflow.ts"),
  webgpu: () => import("./webgpu.ts"),
  wasm: () => import("./wasm.ts"),
  cpu: () => import("./cpu.ts"),
};

export const backendNames: readonly string[] = Object.keys(backends);

/** @throws Error naming a backend that is unknown, BackendAbsent where it is not on this machine, or why it does not start */
export async function loadBackend(name: string, forced: boolean): Promise<LoadedBackend> {
  const found = backends[name];
  if (!found) throw new Error(`unknown tensor backend "${name}"; it must be one of ${backendNames.join(", ")}`);
  return (await found()).load(forced);
}

/** Names in ADATOM_LOST_BACKENDS, which the daemon sets when a compute process lost its device. */
export function lostBackends(): string[] {
  return (process.env.ADATOM_LOST_BACKENDS ?? "").split(",").filter((name) => name !== "");
}

let selected: LoadedBackend | undefined;

/** Name of the backend that was selected; undefined where the one that was asked for did not start. */
export function selectedBackend(): string | undefined {
  return selected?.name;
}

/** The GPU under the backend that was selected, if it is on one, for our own kernels. */
export function selectedGpu(): Gpu | undefined {
  return selected?.gpu;
}

export interface SelectOptions {
  /** Backends whose device was lost: never taken, not even by name. */
  readonly avoid?: readonly string[];
  /** Told why a backend that is installed, or that was asked for and lost, is not taken. */
  readonly warn?: (message: string) => void;
}

/**
 * @param wanted a name, else the environment's ADATOM_BACKEND, else the first of `backendNames` that starts
 * @throws Error naming the backend that is unknown or would not start
 */
export async function selectBackend(
  wanted: string | undefined = process.env.ADATOM_BACKEND,
  { avoid = [], warn }: SelectOptions = {},
): Promise<LoadedBackend> {
  if (wanted && !avoid.includes(wanted)) {
    selected = await loadBackend(wanted, true);
    return selected;
  }
  if (wanted) warn?.(`The ${wanted} backend was asked for, but its device was lost; taking the next.`);
  const failures: string[] = [];
  for (const name of backendNames) {
    if (avoid.includes(name)) continue;
    try {
      selected = await loadBackend(name, false);
      return selected;
    } catch (error) {
      const reason = `${name}: ${error instanceof Error ? error.message : String(error)}`;
      failures.push(reason);
      if (!(error instanceof BackendAbsent)) warn?.(`A tensor backend does not start and is passed over. ${reason}`);
    }
  }
  throw new Error(`no tensor backend starts: ${failures.join("; ")}`);
}
