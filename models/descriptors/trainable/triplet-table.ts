// The triplets of a structure: every two neighbours of an atom, with the pair that the neighbours make between them.
import type { PairTable } from "./pair-table.ts";

export interface TripletTable {
  readonly count: number;
  readonly centre: Int32Array;
  /** Pairs (rows of the pair table) from the centre to its two neighbours, and between these; -1 where that one is out of reach. */
  readonly pairs: Int32Array;
  /** Whether each of the first two pairs leads from the centre (1) or to it (-1), 2 a triplet. */
  readonly signs: Int8Array;
  /** Cosine of the angle at the centre. */
  readonly cosine: Float64Array;
}

/** Triplets of pairs nearer than `reach`, angstrom. */
export function collectTriplets(pairs: PairTable, reach: number): TripletTable {
  const { first, second, distance, displacement } = pairs;
  const spokes: number[][] = Array.from({ length: pairs.atoms }, () => []);
  // A spoke is a pair seen from one of its ends: 2 p outward, 2 p + 1 inward.
  for (let p = 0; p < pairs.count; p++) {
    if (distance[p]! >= reach) continue;
    spokes[first[p]!]!.push(2 * p);
    spokes[second[p]!]!.push(2 * p + 1);
  }
  const count = spokes.reduce((sum, own) => sum + (own.length * (own.length - 1)) / 2, 0);
  const table = {
    count,
    centre: new Int32Array(count),
    pairs: new Int32Array(3 * count),
    signs: new Int8Array(2 * count),
    cosine: new Float64Array(count),
  };
  let t = 0;
  for (const [i, own] of spokes.entries()) {
    for (let n = 0; n < own.length; n++) {
      const a = own[n]! >> 1;
      const signA = own[n]! & 1 ? -1 : 1;
      const j = own[n]! & 1 ? first[a]! : second[a]!;
      const ax = signA * displacement[3 * a]!;
      const ay = signA * displacement[3 * a + 1]!;
      const az = signA * displacement[3 * a + 2]!;
      for (let m = n + 1; m < own.length; m++) {
        const b = own[m]! >> 1;
        const signB = own[m]! & 1 ? -1 : 1;
        const k = own[m]! & 1 ? first[b]! : second[b]!;
        const bx = signB * displacement[3 * b]!;
        const by = signB * displacement[3 * b + 1]!;
        const bz = signB * displacement[3 * b + 2]!;
        const dot = ax * bx + ay * by + az * bz;
        table.centre[t] = i;
        table.pairs[3 * t] = a;
        table.pairs[3 * t + 1] = b;
        table.pairs[3 * t + 2] = between(bx - ax, by - ay, bz - az, k, spokes[j]!);
        table.signs[2 * t] = signA;
        table.signs[2 * t + 1] = signB;
        table.cosine[t++] = Math.max(-1, Math.min(1, dot / (distance[a]! * distance[b]!)));
      }
    }
  }
  return table;

  /** The pair among the spokes that leads to atom k by this vector; -1 where there is none. */
  function between(x: number, y: number, z: number, k: number, own: readonly number[]): number {
    if (x * x + y * y + z * z >= reach * reach) return -1;
    for (const spoke of own) {
      const p = spoke >> 1;
      const sign = spoke & 1 ? -1 : 1;
      if ((spoke & 1 ? first[p] : second[p]) !== k) continue;
      const near =
        Math.abs(sign * displacement[3 * p]! - x) +
        Math.abs(sign * displacement[3 * p + 1]! - y) +
        Math.abs(sign * displacement[3 * p + 2]! - z);
      // Images of one atom are whole cell vectors apart; the same vector differs by rounding alone.
      if (near < 1e-6) return p;
    }
    return -1;
  }
}
