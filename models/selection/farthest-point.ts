// Farthest-point selection (Gonzalez 1985) of structures by their atoms: always the structure with the atom that is farthest
// from every known one, then its atoms are known too, until no atom is farther than a threshold. The greedy choice needs at
// most the number that a covering of half the radius would need at best.
import type { Stepwise } from "../analysis/stepwise.ts";

/** Scaled points of one structure by atomic number, and how many numbers a point has. */
export interface PointSet {
  readonly points: ReadonlyMap<number, Float64Array>;
}

export interface FarthestPoint {
  /** Index of the structure. */
  readonly index: number;
  /** Distance of its farthest atom from all that was known before; infinite for an element that was not. */
  readonly novelty: number;
}

export interface Selection {
  readonly chosen: readonly FarthestPoint[];
  /** Of every candidate before anything was chosen, and of those not chosen at the end (0 for the chosen). */
  readonly noveltyBefore: Float64Array;
  readonly noveltyAfter: Float64Array;
}

/** Multiplications between two yields. */
const pieceSize = 4e6;

/**
 * @param sizes functions of every element
 * @param threshold structures no farther than this are not chosen
 * @param count at most so many
 */
export function* selectFarthest(
  known: readonly PointSet[],
  candidates: readonly PointSet[],
  sizes: ReadonlyMap<number, number>,
  threshold: number,
  count: number,
): Stepwise<Selection> {
  // Squared distance of every atom of every candidate from what is known.
  const nearest = candidates.map(
    ({ points }) =>
      new Map([...points].map(([z, own]) => [z, new Float64Array(own.length / sizes.get(z)!).fill(Number.POSITIVE_INFINITY)])),
  );
  let work = 0;
  function* learn({ points }: PointSet, share: number): Stepwise<void> {
    for (const [k, candidate] of candidates.entries()) {
      for (const [z, own] of candidate.points) {
        const other = points.get(z);
        if (!other) continue;
        shorten(nearest[k]!.get(z)!, own, other, sizes.get(z)!);
        work += (own.length * other.length) / sizes.get(z)!;
        if (work < pieceSize) continue;
        work = 0;
        yield share;
      }
    }
  }
  const novelty = (k: number): number => {
    let most = 0;
    for (const distances of nearest[k]!.values()) for (const square of distances) if (square > most) most = square;
    return Math.sqrt(most);
  };
  for (const [k, one] of known.entries()) yield* learn(one, (0.9 * k) / known.length);
  const noveltyBefore = Float64Array.from(candidates, (_, k) => novelty(k));
  const noveltyAfter = noveltyBefore.slice();
  const chosen: FarthestPoint[] = [];
  while (chosen.length < Math.min(count, candidates.length)) {
    let index = 0;
    for (let k = 1; k < noveltyAfter.length; k++) if (noveltyAfter[k]! > noveltyAfter[index]!) index = k;
    const farthest = noveltyAfter[index]!;
    if (!(farthest > threshold)) break;
    chosen.push({ index, novelty: farthest });
    yield* learn(candidates[index]!, 0.95);
    for (let k = 0; k < noveltyAfter.length; k++) noveltyAfter[k] = novelty(k);
  }
  return { chosen, noveltyBefore, noveltyAfter };
}

/** Lowers each squared distance to the nearest of `known`; a sum that is too long already is left. */
function shorten(distances: Float64Array, points: Float64Array, known: Float64Array, size: number): void {
  for (let p = 0, at = 0; p < distances.length; p++, at += size) {
    let least = distances[p]!;
    for (let other = 0; other < known.length; other += size) {
      let sum = 0;
      for (let d = 0; d < size && sum < least; d++) {
        const difference = points[at + d]! - known[other + d]!;
        sum += difference * difference;
      }
      if (sum < least) least = sum;
    }
    distances[p] = least;
  }
}

/**
 * How far known structures are from each other: the given quantile, over a sample of them, of the distance of a
 * structure's farthest atom from the atoms of all others.
 */
export function* usualNovelty(
  known: readonly PointSet[],
  sizes: ReadonlyMap<number, number>,
  quantile: number,
  sample: number,
): Stepwise<number> {
  const stride = Math.max(1, Math.floor(known.length / sample));
  const found: number[] = [];
  for (let k = 0; k < known.length && known.length > 1; k += stride) {
    const others = known.filter((_, other) => other !== k);
    const { noveltyBefore } = yield* selectFarthest(others, [known[k]!], sizes, Number.POSITIVE_INFINITY, 0);
    if (Number.isFinite(noveltyBefore[0]!)) found.push(noveltyBefore[0]!);
  }
  found.sort((a, b) => a - b);
  return found[Math.min(found.length - 1, Math.floor(quantile * found.length))] ?? 0;
}
