// Chooses the tensor backend: the one asked for, or the first that starts, fastest first.

export interface LoadedBackend {
  readonly name: string;
  /** For people. */
  readonly description: string;
}

const backends: Readonly<Record<string, () => Promise<{ load(): Promise<LoadedBackend> }>>> = {
  wasm: () => import("./wasm.ts"),
  cpu: () => import("./cpu.ts"),
};

export const backendNames: readonly string[] = Object.keys(backends);

/**
 * @param wanted a name, else the environment's ADATOM_BACKEND, else the first of `backendNames` that starts
 * @throws Error naming the backend that is unknown or would not start
 */
export async function selectBackend(wanted: string | undefined = process.env.ADATOM_BACKEND): Promise<LoadedBackend> {
  if (wanted) {
    const found = backends[wanted];
    if (!found) throw new Error(`unknown tensor backend "${wanted}" (ADATOM_BACKEND); it must be one of ${backendNames.join(", ")}`);
    return (await found()).load();
  }
  const failures: string[] = [];
  for (const [name, module] of Object.entries(backends)) {
    try {
      return await (await module()).load();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`no tensor backend starts: ${failures.join("; ")}`);
}
