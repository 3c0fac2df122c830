// Asking compute about a frame by its content hash; the structure itself is handed over only when compute does not hold it.
import type { StructureSource } from "@adatom/protocol/structure.ts";
import { needStructure, type StructureReference } from "../compute/contract.ts";
import type { FrameSummary } from "../documents/contract.ts";
import type { Services } from "./feature.ts";

/** Hand-overs on their way, by service and hash, so that a hover and the diagnostics of one file do not both send it. */
const underWay = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Runs `work`, and once more after handing the structure over when compute asks for it.
 * @throws Failure StaleDocument when the frame is no longer the one of `frame`, and whatever `work` throws
 */
export async function withStructure<T>(
  services: Services,
  session: number,
  source: StructureSource,
  frame: FrameSummary,
  work: (structure: StructureReference) => Promise<T>,
): Promise<T> {
  const structure = { hash: frame.hash };
  try {
    return await work(structure);
  } catch (error) {
    if (!(error instanceof Error && error.name === needStructure)) throw error;
  }
  const { compute, documents } = services;
  const sending = underWay.get(compute) ?? new Map<string, Promise<unknown>>();
  underWay.set(compute, sending);
  const known = sending.get(frame.hash);
  const sent =
    known ??
    documents
      .parcel(session, source, frame.frame, frame.hash)
      .then((parcel) => compute.request("structure.put", { hash: frame.hash, parcel }))
      .finally(() => sending.delete(frame.hash));
  sending.set(frame.hash, sent);
  // Another session's hand-over may fail for its own reasons (its document changed): then this one tries by itself.
  if (known) await known.catch(() => {});
  else await sent;
  try {
    return await work(structure);
  } catch (error) {
    if (!known || !(error instanceof Error && error.name === needStructure)) throw error;
    return withStructure(services, session, source, frame, work);
  }
}
