// safetensors: named arrays in one file. Eight bytes little-endian header length, a JSON header, then the data (huggingface/safetensors).
// Everything the header says is checked before an array is made of it; nothing in a file is ever run.
import { asArray, asObject, type JsonObject, type JsonValue, readJson } from "./json-reader.ts";

export type TensorArray = Float64Array | Float32Array | Int32Array | BigInt64Array | Uint8Array;

/** F64, F32, I32, I64 and U8 by the kind of array: Float64Array, Float32Array, Int32Array, BigInt64Array, Uint8Array. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: TensorArray;
}

export interface SafetensorsContent {
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  /** Free text under free names. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What is wrong with a safetensors file, and with which tensor. */
export class SafetensorsError extends Error {
  /** Name of the tensor at fault; undefined where the fault is the file's. */
  readonly tensor: string | undefined;

  constructor(message: string, tensor?: string) {
    super(tensor === undefined ? `safetensors: ${message}` : `safetensors: tensor ${JSON.stringify(tensor.slice(0, 80))}: ${message}`);
    this.name = "SafetensorsError";
    this.tensor = tensor;
  }
}

/** Longest header taken, bytes; the reference implementation's own limit. */
export const headerLimitBytes = 100_000_000;
const maximumRank = 16;

/** Bytes of an element, and the array over a piece of a buffer. */
const types: Readonly<Record<string, { bytes: number; over: (buffer: ArrayBuffer, offset: number, length: number) => TensorArray }>> = {
  F64: { bytes: 8, over: (buffer, offset, length) => new Float64Array(buffer, offset, length) },
  F32: { bytes: 4, over: (buffer, offset, length) => new Float32Array(buffer, offset, length) },
  I32: { bytes: 4, over: (buffer, offset, length) => new Int32Array(buffer, offset, length) },
  I64: { bytes: 8, over: (buffer, offset, length) => new BigInt64Array(buffer, offset, length) },
  U8: { bytes: 1, over: (buffer, offset, length) => new Uint8Array(buffer, offset, length) },
};

function typeOf(data: TensorArray): string {
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Float32Array) return "F32";
  if (data instanceof Int32Array) return "I32";
  if (data instanceof BigInt64Array) return "I64";
  return "U8";
}

/** Elements of a shape; 1 for a scalar (no dimensions). */
function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** The file of these tensors, widest elements first so that all stand on their own boundaries. Throws SafetensorsError on a shape that does not fit. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array {
  const named = Object.entries(tensors).map(([name, tensor]) => ({ name, ...tensor, type: typeOf(tensor.data) }));
  named.sort((p, q) => types[q.type]!.bytes - types[p.type]!.bytes || (p.name < q.name ? -1 : 1));
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push(["__metadata__", metadata]);
  let end = 0;
  for (const { name, shape, data, type } of named) {
    if (name === "__metadata__") throw new SafetensorsError("this name is reserved; choose another", name);
    if (!shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0) || elementCount(shape) !== data.length) {
      throw new SafetensorsError(`shape [${shape.join(", ")}] does not fit ${data.length} elements`, name);
    }
    header.push([name, { dtype: type, shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(32, 8, 8 + headerLength).set(json, 8);
  let at = 8 + headerLength;
  for (const { data } of named) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** The tensors of a file, each in an array of its own. Throws SafetensorsError, naming the tensor, on anything that is not as it should be. */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContent {
  const { header, dataStart } = readHeader(bytes);
  const found: { name: string; begin: number; end: number }[] = [];
  const tensors: [string, NamedTensor][] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of header.members) {
    if (name === "__metadata__") metadata = readMetadata(value);
    else {
      const { type, shape, begin, end } = readEntry(name, value, bytes.length - dataStart);
      found.push({ name, begin, end });
      const own = new ArrayBuffer(end - begin);
      new Uint8Array(own).set(bytes.subarray(dataStart + begin, dataStart + end));
      tensors.push([name, { shape, data: types[type]!.over(own, 0, elementCount(shape)) }]);
    }
  }
  checkCover(found, bytes.length - dataStart);
  return { tensors: Object.fromEntries(tensors), metadata };
}

function readHeader(bytes: Uint8Array): { header: JsonObject; dataStart: number } {
  if (bytes.length < 8)
    throw new SafetensorsError(`the file has ${bytes.length} bytes, too few for a header; it is cut short or something else`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(headerLimitBytes))
    throw new SafetensorsError(`the header claims ${length} bytes, more than ${headerLimitBytes}; this is no safetensors file`);
  if (length > BigInt(bytes.length - 8))
    throw new SafetensorsError(`the header claims ${length} bytes, but only ${bytes.length - 8} follow; the file is cut short`);
  const dataStart = 8 + Number(length);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, dataStart));
  } catch {
    throw new SafetensorsError("the header is not UTF-8");
  }
  if (!text.startsWith("{")) throw new SafetensorsError("the header does not begin with {");
  const { value, error } = readJson(text, 4);
  if (error) throw new SafetensorsError(`the header is broken at character ${error.offset}: ${error.message}`);
  return { header: asObject(value)!, dataStart };
}

function readMetadata(value: JsonValue): Record<string, string> {
  const object = asObject(value);
  const pairs = object ? [...object.members] : [];
  if (!object || pairs.some(([, text]) => typeof text !== "string")) throw new SafetensorsError("__metadata__ is not an object of texts");
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** Numbers of an array, all whole, not negative and exact; undefined otherwise. */
function wholeNumbers(value: JsonValue | undefined): number[] | undefined {
  const items = asArray(value)?.items;
  return items?.every((item) => typeof item === "number" && Number.isSafeInteger(item) && item >= 0 && !Object.is(item, -0))
    ? (items as number[])
    : undefined;
}

function readEntry(name: string, value: JsonValue, dataLength: number): { type: string; shape: number[]; begin: number; end: number } {
  const members = asObject(value)?.members;
  if (!members) throw new SafetensorsError("its entry is not an object", name);
  const unexpected = [...members.keys()].find((key) => !["dtype", "shape", "data_offsets"].includes(key));
  if (unexpected !== undefined)
    throw new SafetensorsError(`its entry has the unknown field ${JSON.stringify(unexpected.slice(0, 40))}`, name);
  const type = members.get("dtype");
  if (typeof type !== "string" || !Object.hasOwn(types, type)) {
    throw new SafetensorsError(`its dtype is ${JSON.stringify(type)?.slice(0, 40)}; only ${Object.keys(types).join(", ")} are read`, name);
  }
  const shape = wholeNumbers(members.get("shape"));
  if (!shape || shape.length > maximumRank)
    throw new SafetensorsError(`its shape is not an array of at most ${maximumRank} whole numbers`, name);
  const offsets = wholeNumbers(members.get("data_offsets"));
  const [begin = 0, end = 0] = offsets ?? [];
  if (offsets?.length !== 2 || begin > end) throw new SafetensorsError("its data_offsets are not two whole numbers in order", name);
  if (end > dataLength)
    throw new SafetensorsError(`its data end at byte ${end}, but the file has ${dataLength} bytes of data; the file is cut short`, name);
  const size = elementCount(shape) * types[type]!.bytes;
  if (size !== end - begin)
    throw new SafetensorsError(
      `${type} of shape [${shape.join(", ")}] takes ${size} bytes, but its data_offsets span ${end - begin}`,
      name,
    );
  return { type, shape, begin, end };
}

/** Every byte of the data belongs to exactly one tensor. */
function checkCover(found: { name: string; begin: number; end: number }[], dataLength: number): void {
  let covered = 0;
  for (const { name, begin, end } of found.toSorted((p, q) => p.begin - q.begin || p.end - q.end)) {
    if (begin < covered)
      throw new SafetensorsError(`its data at byte ${begin} overlap the tensor before it, which ends at ${covered}`, name);
    if (begin > covered) throw new SafetensorsError(`its data begin at byte ${begin}, leaving a hole from ${covered}`, name);
    covered = end;
  }
  if (covered < dataLength) throw new SafetensorsError(`${dataLength - covered} bytes at the end belong to no tensor`);
}
