// Which tensor backends there are on this machine, why others are not, and how fast each multiplies matrices.
import { getBackend, setBackend } from "@tensorflow/tfjs-core";
import { measureGigaflops } from "./backends/measure.ts";
import { backendNames, selectBackend } from "./backends/select.ts";
import type { ComputeRequests } from "./contract.ts";

/** The plain JavaScript backend takes seconds for the size that shows what the others can do. */
const sizes: Readonly<Record<string, number>> = { cpu: 128 };

export async function measureBackends(): Promise<ComputeRequests["benchmark"]["result"]["backends"]> {
  const inUse = getBackend();
  const backends: ComputeRequests["benchmark"]["result"]["backends"] = [];
  for (const name of backendNames) {
    try {
      const { description } = await selectBackend(name);
      backends.push({ name, found: true, detail: description, gflops: measureGigaflops(sizes[name]) });
    } catch (error) {
      backends.push({ name, found: false, detail: (error as Error).message, gflops: null });
    }
  }
  if (inUse) await setBackend(inUse);
  return backends;
}
