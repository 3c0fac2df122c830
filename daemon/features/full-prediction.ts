// A whole prediction brought over from compute in parts, so that no single message holds up the main thread.
import type { StructureSource } from "@adatom/protocol/structure.ts";
import type { FullPrediction } from "../compute/contract.ts";
import type { FrameSummary } from "../documents/contract.ts";
import type { Services } from "./feature.ts";
import type { ChosenModel } from "./model-choice.ts";
import { withStructure } from "./with-structure.ts";

/** 1.6 MB a message: two milliseconds to take in. */
const atomsPerPart = 50_000;

/** @throws Failure as withStructure and "predict.full" */
export async function fullPrediction(
  services: Services,
  session: number,
  source: StructureSource,
  frame: FrameSummary,
  model: ChosenModel,
  signal: AbortSignal,
): Promise<FullPrediction> {
  const part = (from: number): Promise<FullPrediction> =>
    withStructure(services, session, source, frame, (structure) =>
      services.compute.request("predict.full", { structure, model: model.reference, from, count: atomsPerPart }, signal),
    );
  const first = await part(0);
  if (frame.natoms <= atomsPerPart) return first;
  const energies = new Float64Array(frame.natoms);
  const forces = new Float64Array(3 * frame.natoms);
  let from = 0;
  for (let next = first; ; next = await part(from)) {
    energies.set(next.energies, from);
    forces.set(next.forces, 3 * from);
    from += next.energies.length;
    if (from >= frame.natoms || next.energies.length === 0) return { ...first, energies, forces };
  }
}
