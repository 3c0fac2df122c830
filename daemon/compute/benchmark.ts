// Which tensor backends there are on this machine, why others are not, and how fast each multiplies matrices.
import { setBackend } from "@tensorflow/tfjs-core";
import { BackendAbsent } from "./backends/loaded-backend.ts";
import { measureGigaflops } from "./backends/measure.ts";
import { backendNames, loadBackend, lostBackends, selectedBackend } from "./backends/select.ts";
import type { BackendReport } from "./contract.ts";

/** @param only measures this one alone, and takes a software stand-in for a GPU too */
export async function measureBackends(only?: string): Promise<BackendReport[]> {
  const inUse = selectedBackend();
  const reports: BackendReport[] = [];
  for (const name of only ? [only] : backendNames) {
    const used = name === inUse;
    // What is in use is no stand-in that should be left alone: someone has asked for it.
    reports.push({ ...(await measure(name, used || only !== undefined)), used });
  }
  if (inUse) await setBackend(inUse);
  return reports;
}

async function measure(name: string, forced: boolean): Promise<Omit<BackendReport, "used">> {
  if (lostBackends().includes(name)) {
    return { name, found: false, detail: "its device was lost since the daemon started", advice: "adatom restart", gflops: null };
  }
  try {
    const { description } = await loadBackend(name, forced);
    return { name, found: true, detail: description, advice: null, gflops: await measureGigaflops() };
  } catch (error) {
    const advice = error instanceof BackendAbsent ? error.advice : null;
    return { name, found: false, detail: (error as Error).message, advice, gflops: null };
  }
}
