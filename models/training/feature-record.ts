// What a structure's features look like in a cache: values and stored derivatives as bytes, under a name that depends on the
// structure's geometry and on the functions, and on nothing else. References and weights are not part of it.
import type { PairDerivatives } from "../descriptors/pair-derivatives.ts";
import { contentHash, textHash } from "../structure/content-hash.ts";
import type { Structure } from "../structure/structure.ts";
import type { DescriptorSample } from "./descriptor-sample.ts";
import type { TrainingPlan } from "./training-setup.ts";

/** Where features lie that do not fit into memory; what is written may be gone later. */
export interface FeatureCache {
  /**
   * Undefined for what is not there.
   * @param room makes room for so many bytes, which are filled and returned: buffers are used again, or reading an epoch would
   * leave as much behind
   */
  read(key: string, room: (bytes: number) => Uint8Array): Uint8Array | undefined;
  write(key: string, bytes: Uint8Array): void;
}

/** What is in a record: all of a sample that is slow to compute and large. */
export type Features = Pick<DescriptorSample, "values" | "pairs" | "displacement">;

/** Raised whenever features are computed or laid out otherwise. */
const layout = 2;

/** Of a plan's functions; a record's name begins with it. */
export function descriptorHash({ functions, species, config }: TrainingPlan): string {
  return textHash(JSON.stringify([layout, functions, species, config.stressWeight > 0]));
}

export function featureKey(descriptors: string, structure: Structure): string {
  const { forces, stress } = structure.reference ?? {};
  // The neighbours' displacements are kept for structures with stress alone, derivatives for those with forces or stress.
  return `${descriptors}-${contentHash(structure)}-${forces ? "f" : ""}${stress ? "s" : ""}`;
}

const arrays = [
  "first",
  "angularCount",
  "neighbour",
  "blockOffset",
  "blockLength",
  "direction",
  "radial",
  "angular",
  "angularStart",
] as const satisfies readonly (keyof PairDerivatives)[];

type NumberArray = Float64Array | Float32Array | Int32Array;
const kinds = [Float64Array, Float32Array, Int32Array] as const;

/** Words in front: a mark, the number of arrays, the radial width, one to spare; then kind and length of each array. */
const headWords = 4;
const mark = 0x41_46_52_32;
/** Bytes, a whole number of float64. */
const padded = (bytes: number): number => (bytes + 7) & ~7;

/** A head of 32-bit words, then the arrays one behind the other, each on a boundary of 8 bytes. */
export function encodeFeatures({ values, pairs, displacement }: Features): Uint8Array {
  const parts: NumberArray[] = [displacement, ...arrays.map((name) => pairs[name]), ...values];
  const head = padded(4 * (headWords + 2 * parts.length));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + padded(part.byteLength), head));
  const words = new Int32Array(bytes.buffer, 0, head / 4);
  words.set([mark, parts.length, pairs.radialWidth]);
  let offset = head;
  for (const [k, part] of parts.entries()) {
    words[headWords + 2 * k] = kinds.findIndex((kind) => part instanceof kind);
    words[headWords + 2 * k + 1] = part.length;
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), offset);
    offset += padded(part.byteLength);
  }
  return bytes;
}

/**
 * Views of the bytes, which begin on a boundary of 8.
 * @returns undefined where they are no features of a structure with so many elements: damaged, or cut short
 */
export function decodeFeatures(bytes: Uint8Array, elements: number): Features | undefined {
  const count = 1 + arrays.length + elements;
  const head = padded(4 * (headWords + 2 * count));
  if (bytes.byteLength < head) return undefined;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, head / 4);
  if (words[0] !== mark || words[1] !== count) return undefined;
  const parts: NumberArray[] = [];
  let offset = head;
  for (let k = 0; k < count; k++) {
    const kind = kinds[words[headWords + 2 * k]!];
    const length = words[headWords + 2 * k + 1]!;
    if (!kind || length < 0 || offset + length * kind.BYTES_PER_ELEMENT > bytes.byteLength) return undefined;
    parts.push(new kind(bytes.buffer as ArrayBuffer, bytes.byteOffset + offset, length));
    offset += padded(length * kind.BYTES_PER_ELEMENT);
  }
  if (offset !== bytes.byteLength) return undefined;
  const [displacement, ...rest] = parts;
  const found = Object.fromEntries(arrays.map((name, k) => [name, rest[k]!]));
  const pairs = { ...found, radialWidth: words[2]! } as unknown as PairDerivatives;
  return { values: rest.slice(arrays.length) as Float64Array[], pairs, displacement: displacement as Float64Array };
}

/** Bytes that a sample's stored derivatives take. */
export function featureBytes({ values, pairs, displacement }: Features): number {
  const ofPairs = arrays.reduce((sum, name) => sum + pairs[name].byteLength, 0);
  return ofPairs + displacement.byteLength + values.reduce((sum, own) => sum + own.byteLength, 0);
}
