// Which tensor backends this machine has: the embedded two, and the optional engines that are installed.
import { BackendAbsent } from "@adatom/daemon/compute/backends/loaded-backend.ts";
import { backendNames, loadBackend } from "@adatom/daemon/compute/backends/select.ts";

/**
 * Names in the order of choice. Backends in the environment's ADATOM_EXPECT_BACKENDS must be there, and are taken with
 * a software stand-in for a GPU (npm run test:native sets it).
 * @throws Error where one that is expected is absent, or one that is installed does not start
 */
export async function presentBackends(): Promise<string[]> {
  const expected = (process.env.ADATOM_EXPECT_BACKENDS ?? "").split(",");
  const present: string[] = [];
  for (const name of backendNames) {
    try {
      await loadBackend(name, expected.includes(name));
      present.push(name);
    } catch (error) {
      if (!(error instanceof BackendAbsent) || expected.includes(name)) throw error;
    }
  }
  return present;
}
