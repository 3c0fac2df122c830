// How each request about frames is answered from a store of frames, in the worker.
import type { Structure } from "@adatom/models/structure/structure.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { StructureParcel } from "../compute/contract.ts";
import type { FrameSummary } from "./contract.ts";
import { type FrameStore, locateLine, parsedOf } from "./frame-store.ts";
import type { WorkerMethod, WorkerRequests } from "./messages.ts";
import { outlineJson } from "./outline.ts";

/** An answer, and the buffers in it that are handed over instead of copied. */
export interface Answer<M extends WorkerMethod> {
  readonly value: WorkerRequests[M]["result"];
  readonly transfer?: readonly ArrayBuffer[];
}

export type FrameMethod = Exclude<WorkerMethod, "text">;

/** A request about frames, its method and parameters together. */
export type FrameRequest = {
  readonly [M in FrameMethod]: { readonly method: M; readonly params: WorkerRequests[M]["params"] };
}[FrameMethod];

/** `version` is null for files and given texts. @throws Failure BadStructure where there is no such frame */
export async function answerFrom(
  store: FrameStore,
  version: number | null,
  request: FrameRequest,
  parcel: (structure: Structure) => Promise<StructureParcel>,
): Promise<Answer<FrameMethod>> {
  switch (request.method) {
    case "parsed":
      return { value: parsedOf(store, version) };
    case "locate":
      return { value: await locateLine(store, request.params.line, version) };
    case "frame":
      return { value: summaryOf(store, request.params.frame) };
    case "outline": {
      const bytes = outlineJson(request.params.kind, store.summaries, request.params.uri, version);
      return { value: bytes, transfer: [bytes.buffer] };
    }
    case "atomLines": {
      summaryOf(store, request.params.frame);
      const { atomLines } = await store.frame(request.params.frame);
      return { value: request.params.atoms.map((atom) => atomLines[atom] ?? 0) };
    }
    case "parcel": {
      const { frame, expectedHash } = request.params;
      if (summaryOf(store, frame).hash !== (expectedHash ?? summaryOf(store, frame).hash))
        throw new Failure("StaleDocument", `Frame ${frame} changed while the answer was made. Ask again.`);
      return { value: await parcel((await store.frame(frame)).structure) };
    }
    case "geometry": {
      const summary = summaryOf(store, request.params.frame);
      const { structure, atomLines } = await store.frame(request.params.frame);
      const positions = Float32Array.from(structure.positions);
      const atomicNumbers = structure.atomicNumbers.slice();
      const lines = atomLines.slice();
      return {
        value: { summary, frames: store.summaries.length, version, positions, atomicNumbers, atomLines: lines },
        transfer: [positions.buffer, atomicNumbers.buffer, lines.buffer],
      };
    }
  }
}

function summaryOf(store: FrameStore, frame: number): FrameSummary {
  const summary = store.summaries[frame];
  if (summary) return summary;
  const count = store.summaries.length;
  const has = count === 0 ? "no frame could be read" : `it has ${count} (0 to ${count - 1})`;
  throw new Failure("BadStructure", `There is no frame ${frame}: ${has}.`, { problems: store.problems });
}
