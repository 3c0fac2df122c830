// Structures that are there more than once: equal to the bit, or alike in mean and spread of what their atoms see, which
// neither translation, rotation, another cell nor another order of atoms changes.
import type { Stepwise } from "../analysis/stepwise.ts";
import { defaultDescriptors } from "../descriptors/descriptor-config.ts";
import { createDescriber, measureSpread } from "../selection/environments.ts";
import { contentHash } from "../structure/content-hash.ts";
import type { Structure } from "../structure/structure.ts";

export interface DuplicateGroup {
  /** Indices, ascending; the first is the one to keep. */
  readonly members: readonly number[];
  /** Equal to the bit; else alike. */
  readonly exact: boolean;
}

/** Comparisons between two yields. */
const pieceSize = 1e5;

/** @param tolerance of the difference of fingerprints, root mean square over functions in units of their spread over all structures */
export function* findDuplicates(structures: readonly Structure[], tolerance: number): Stepwise<DuplicateGroup[]> {
  const first = new Map<string, number>();
  const sameAs = structures.map((structure, k) => {
    const hash = contentHash(structure);
    if (!first.has(hash)) first.set(hash, k);
    return first.get(hash)!;
  });
  const leader = [...sameAs];
  const distinct = [...first.values()];
  const prints = yield* fingerprints(distinct.map((k) => structures[k]!));
  const byComposition = Map.groupBy(distinct.keys(), (d) => structures[distinct[d]!]!.atomicNumbers.toSorted().join());
  let work = 0;
  for (const alike of byComposition.values()) {
    for (const [position, d] of alike.entries()) {
      for (let other = 0; other < position; other++) {
        const earlier = alike[other]!;
        if (++work % pieceSize === 0) yield 0.9;
        if (leader[distinct[earlier]!] !== distinct[earlier] || !within(prints[d]!, prints[earlier]!, tolerance)) continue;
        leader[distinct[d]!] = distinct[earlier]!;
        break;
      }
    }
  }
  const groups = Map.groupBy(structures.keys(), (k) => leader[sameAs[k]!]!);
  return [...groups.values()]
    .filter((members) => members.length > 1)
    .map((members) => ({ members, exact: members.every((k) => sameAs[k] === sameAs[members[0]!]) }));
}

/** Of every structure: mean and standard deviation of every function over its atoms, element by element, in units of the spread. */
function* fingerprints(structures: readonly Structure[]): Stepwise<Float64Array[]> {
  const species = [...new Set(structures.flatMap(({ atomicNumbers }) => [...new Set(atomicNumbers)]))].sort((a, b) => a - b);
  if (species.length === 0) return structures.map(() => new Float64Array(0));
  const describer = createDescriber(defaultDescriptors, species);
  const described = [];
  for (const structure of structures) {
    described.push(describer.describe(structure));
    yield (0.8 * described.length) / structures.length;
  }
  const parts: Float64Array[][] = structures.map(() => []);
  for (const z of species) {
    const size = describer.names.get(z)!.length;
    const { scale } = measureSpread(
      described.flatMap((points) => points.get(z) ?? []),
      size,
    );
    for (const [k, points] of described.entries()) {
      const own = points.get(z);
      if (!own) continue;
      const { mean, deviation } = moments(own, size);
      parts[k]!.push(
        mean.map((value, d) => value * scale[d]!),
        deviation.map((value, d) => value * scale[d]!),
      );
    }
  }
  return parts.map((own) => Float64Array.from(own.flatMap((part) => [...part])));
}

function moments(points: Float64Array, size: number): { mean: Float64Array; deviation: Float64Array } {
  const rows = points.length / size;
  const mean = new Float64Array(size);
  for (let k = 0; k < points.length; k++) mean[k % size]! += points[k]! / rows;
  const deviation = new Float64Array(size);
  for (let k = 0; k < points.length; k++) deviation[k % size]! += (points[k]! - mean[k % size]!) ** 2 / rows;
  return { mean, deviation: deviation.map(Math.sqrt) };
}

function within(a: Float64Array, b: Float64Array, tolerance: number): boolean {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) ** 2;
  return a.length === b.length && sum <= tolerance * tolerance;
}
