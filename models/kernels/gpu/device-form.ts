// Which potentials have a form for devices. One line here makes another known.
import type { Potential } from "../../potentials/potential.ts";
import { atomicNetworkOnDevice } from "./atomic-network.ts";
import type { DevicePotential } from "./device-potential.ts";
import { stillingerWeberOnDevice } from "./stillinger-weber.ts";
import { tersoffOnDevice } from "./tersoff.ts";

/** The potential's form for devices; null where it has none. */
export function deviceFormOf({ name, form }: Potential): DevicePotential | null {
  switch (form?.kind) {
    case "stillinger-weber":
      return stillingerWeberOnDevice(form.tables);
    case "tersoff":
      return tersoffOnDevice(name, form.entries);
    case "atomic-network":
      return atomicNetworkOnDevice(form.model);
    default:
      return null;
  }
}
