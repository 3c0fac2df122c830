// A snapshot (named arrays plus JSON) as safetensors bytes: arrays as one-dimensional tensors, the JSON in the file's metadata.
// Everything is checked on the way in; nothing in a file is ever run.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";

type SnapshotArray = Snapshot["arrays"][string];
const metadataKey = "adatom";
/** The limit of the safetensors format itself. */
const longestHeader = 100_000_000;

const types = {
  F64: { bytes: 8, of: (buffer: ArrayBuffer) => new Float64Array(buffer) },
  F32: { bytes: 4, of: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  I32: { bytes: 4, of: (buffer: ArrayBuffer) => new Int32Array(buffer) },
  U8: { bytes: 1, of: (buffer: ArrayBuffer) => new Uint8Array(buffer) },
} as const;

function typeName(array: SnapshotArray): keyof typeof types {
  if (array instanceof Float64Array) return "F64";
  if (array instanceof Float32Array) return "F32";
  if (array instanceof Int32Array) return "I32";
  return "U8";
}

/** Deterministic: the same snapshot gives the same bytes. Arrays stand in descending size of their type, so that all are aligned. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const entries = Object.entries(snapshot.arrays)
    .map(([name, array]) => ({ name, array, type: typeName(array) }))
    .sort((a, b) => types[b.type].bytes - types[a.type].bytes || (a.name < b.name ? -1 : 1));
  const header: Record<string, unknown> = { __metadata__: { [metadataKey]: JSON.stringify(snapshot.json) } };
  let offset = 0;
  for (const { name, array, type } of entries) {
    header[name] = { dtype: type, shape: [array.length], data_offsets: [offset, offset + array.byteLength] };
    offset += array.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength).set(text, 8);
  offset = 8 + headerLength;
  for (const { array } of entries) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += array.byteLength;
  }
  return bytes;
}

/** @throws RangeError naming what is wrong: a short file, a header that does not fit, a tensor of unknown type or wrong size */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  if (bytes.length < 8) throw new RangeError(`a safetensors file has at least 8 bytes, this one ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > longestHeader || 8 + headerLength > bytes.length)
    throw new RangeError(`the safetensors header claims ${headerLength} bytes, the file has ${bytes.length}`);
  const header = parseObject(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + headerLength)), "header");
  const data = bytes.subarray(8 + headerLength);
  const arrays: Record<string, SnapshotArray> = {};
  let json: Record<string, unknown> = {};
  let covered = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") {
      const text = (entry as Record<string, unknown> | null)?.[metadataKey];
      if (typeof text === "string") json = parseObject(text, "metadata");
      continue;
    }
    const array = tensor(name, entry, data);
    arrays[name] = array;
    covered += array.byteLength;
  }
  if (covered !== data.length)
    throw new RangeError(`the tensors cover ${covered} bytes of the ${data.length} in the file: it is cut short or damaged`);
  return { arrays, json };
}

function tensor(name: string, entry: unknown, data: Uint8Array): SnapshotArray {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const type = Object.entries(types).find(([key]) => key === dtype)?.[1];
  if (!type) throw new RangeError(`tensor ${name} has the type ${JSON.stringify(dtype)}; known are ${Object.keys(types).join(", ")}`);
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) throw new RangeError(`tensor ${name} has no proper shape or offsets`);
  const [begin, end] = offsets as [number, number];
  const length = shape.reduce((product, size) => product * size, 1);
  if (end > data.length || end - begin !== length * type.bytes)
    throw new RangeError(`tensor ${name} of ${length} numbers claims bytes ${begin} to ${end} of ${data.length}`);
  return type.of(data.slice(begin, end).buffer as ArrayBuffer);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function parseObject(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RangeError(`the safetensors ${what} is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new RangeError(`the safetensors ${what} is not an object`);
  return value as Record<string, unknown>;
}
