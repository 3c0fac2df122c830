// Which structures are trained on, validated on, tested on. Each one's place follows from its own shape and the seed:
// adding a file moves none of the others, and copies of a structure stay together, turned, mirrored or repeated ones too.
import { createHash } from "node:crypto";
import { shapeKey } from "@adatom/models/data/shape-key.ts";
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

export interface DataSplit {
  readonly train: readonly Structure[];
  readonly validation: readonly Structure[];
  readonly test: readonly Structure[];
}

export interface SplitOptions {
  readonly validationFraction: number;
  readonly testFraction: number;
  readonly seed: number;
}

function nameOf(structure: Structure): string {
  try {
    return shapeKey(structure);
  } catch {
    // No neighbours can be listed; what is wrong is said where the structure is used.
    return contentHash(structure);
  }
}

/** A place of its own in [0, 1) for every shape and seed. */
function placeOf(structure: Structure, seed: number): number {
  return (
    createHash("sha256")
      .update(`${seed}:${nameOf(structure)}`)
      .digest()
      .readUIntBE(0, 6) /
    2 ** 48
  );
}

/** Shares are met on average. Of two structures or more, one is validated on where a share is asked for, and one is trained on. */
export function splitStructures(structures: readonly Structure[], { validationFraction, testFraction, seed }: SplitOptions): DataSplit {
  const placed = structures.map((structure) => ({ structure, place: placeOf(structure, seed) }));
  const test = placed.filter(({ place }) => place < testFraction);
  const validation = placed.filter(({ place }) => place >= testFraction && place < testFraction + validationFraction);
  const train = placed.filter(({ place }) => place >= testFraction + validationFraction);
  if (validation.length === 0 && validationFraction > 0 && train.length > 1) validation.push(takeLowest(train));
  if (train.length === 0 && validation.length > 1) train.push(takeLowest(validation));
  const structuresOf = (part: typeof placed): Structure[] => part.map(({ structure }) => structure);
  return { train: structuresOf(train), validation: structuresOf(validation), test: structuresOf(test) };
}

function takeLowest<T extends { place: number }>(part: T[]): T {
  const lowest = part.reduce((least, one) => (one.place < least.place ? one : least));
  part.splice(part.indexOf(lowest), 1);
  return lowest;
}
