// adatom/preview: one frame as a viewer draws it. Arrays go as base64.
import { covalentRadius, elementColour, symbolOf } from "@adatom/models/structure/elements.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { preview } from "@adatom/protocol/preview.ts";
import type { StructureSource } from "@adatom/protocol/structure.ts";
import type { FrameSummary } from "../documents/contract.ts";
import { Base64 } from "../socket/unhurried-json.ts";
import type { Feature, Services } from "./feature.ts";
import { fullPrediction } from "./full-prediction.ts";
import { chooseModel } from "./model-choice.ts";
import { withStructure } from "./with-structure.ts";

/** Above this no bonds are told: nobody can see them, and they would be most of the message. */
const bondedAtoms = 250_000;

export const feature: Feature = {
  stem: "preview",
  register(session, services) {
    session.onRequest(preview, async ({ source, frame, forces }, signal) => {
      const { summary, frames, version, ...arrays } = await services.documents.geometry(session.id, source, frame);
      const elements = summary.species.map((z) => {
        const [red, green, blue] = elementColour(z);
        return [String(z), { symbol: symbolOf(z), radius: covalentRadius(z), colour: [red, green, blue] as [number, number, number] }];
      });
      return {
        frame,
        frames,
        natoms: summary.natoms,
        formula: summary.formula,
        version,
        positions: base64(arrays.positions),
        atomicNumbers: base64(arrays.atomicNumbers),
        elements: Object.fromEntries(elements),
        cell: summary.cell ? [...summary.cell] : null,
        periodic: [...summary.periodic] as [boolean, boolean, boolean],
        bonds: base64(await bondsOf(services, session.id, source, summary, signal)),
        atomLines: base64(arrays.atomLines),
        ...(forces && (await predicted(services, session.id, source, summary, signal))),
      };
    });
  },
};

/** Encoded only when the answer is written: a string in JSON, though not yet one here. */
function base64(array: Float32Array | Uint8Array | Uint32Array | Int32Array): string {
  return new Base64(array) as unknown as string;
}

async function bondsOf(
  services: Services,
  session: number,
  source: StructureSource,
  frame: FrameSummary,
  signal: AbortSignal,
): Promise<Int32Array> {
  if (frame.unusable !== null || frame.natoms > bondedAtoms) return new Int32Array(0);
  try {
    const { bonds } = await withStructure(services, session, source, frame, (structure) =>
      services.compute.request("bonds", { structure }, signal),
    );
    return bonds;
  } catch (error) {
    // A structure that cannot be searched (a flat cell) is still worth drawing.
    if (error instanceof Failure && error.errorName === "BadStructure") return new Int32Array(0);
    throw error;
  }
}

/** What the default model says, where there is one that can. */
async function predicted(services: Services, session: number, source: StructureSource, frame: FrameSummary, signal: AbortSignal) {
  if (frame.unusable !== null) return {};
  try {
    const model = await chooseModel(services, source, frame.species);
    if (!model) return {};
    const full = await fullPrediction(services, session, source, frame, model, signal);
    return {
      energies: base64(new Float32Array(full.energies)),
      forces: base64(new Float32Array(full.forces)),
      extrapolatingAtoms: [...new Set(full.extrapolations.map(({ atom }) => atom))],
      model: model.label,
    };
  } catch (error) {
    if (error instanceof Failure && error.errorName !== "StaleDocument" && error.errorName !== "DeviceLost") return {};
    throw error;
  }
}
