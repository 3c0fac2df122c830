// A snapshot (named arrays plus JSON) as safetensors bytes: arrays as one-dimensional tensors, the JSON in the metadata.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { decodeSafetensors, encodeSafetensors } from "@adatom/models/formats/safetensors.ts";

type SnapshotArray = Snapshot["arrays"][string];
const metadataKey = "adatom";

/** The same snapshot gives the same bytes. */
export function encodeSnapshot({ arrays, json }: Snapshot): Uint8Array {
  const tensors = Object.entries(arrays).map(([name, data]) => [name, { shape: [data.length], data }] as const);
  return encodeSafetensors({ tensors: Object.fromEntries(tensors), metadata: { [metadataKey]: JSON.stringify(json) } });
}

/** @throws Error naming what is wrong with the file or with a tensor of it */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const arrays: Record<string, SnapshotArray> = {};
  for (const [name, { data }] of Object.entries(tensors)) {
    if (data instanceof BigInt64Array) throw new RangeError(`tensor ${name} holds 64-bit whole numbers, which a snapshot never does`);
    arrays[name] = data;
  }
  const text = metadata[metadataKey];
  if (text === undefined) throw new RangeError(`the file has no "${metadataKey}" metadata: it was not written by Adatom`);
  const json: unknown = JSON.parse(text);
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new RangeError("the metadata is not a JSON object");
  return { arrays, json: json as Snapshot["json"] };
}
