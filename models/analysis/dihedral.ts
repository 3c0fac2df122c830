// Dihedral angles of chains of three bonds i-j-k-l: the turn about the middle bond. IUPAC's sign: 0 is cis, 180 trans,
// positive clockwise from front to back.
import type { Bonds } from "./bonds.ts";
import { addValue, binCentres, createHistogram, density, type Histogram } from "./histogram.ts";

export interface Dihedrals {
  /** Number of chains, each counted once. */
  readonly count: number;
  /** Middle of every bin, degrees, -180 to 180. */
  readonly anglesDegrees: Float64Array;
  /** Probability density, 1/degree. */
  readonly density: Float64Array;
}

/** Bins from -180 to 180 degrees; default 180. */
export function startDihedrals(bins = 180): Histogram {
  return createHistogram(-180, 180, bins);
}

/** Counts a frame's chains. Chains with a straight angle have no dihedral, and those that close to a triangle are no chains. */
export function addDihedrals(histogram: Histogram, bonds: Bonds): void {
  const { first, neighbour, shift, vectors } = bonds;
  for (let j = 0; j + 1 < first.length; j++) {
    for (let middle = first[j]!; middle < first[j + 1]!; middle++) {
      const k = neighbour[middle]!;
      if (!isForward(j, k, shift, middle)) continue;
      for (let front = first[j]!; front < first[j + 1]!; front++) {
        if (front === middle) continue;
        for (let back = first[k]!; back < first[k + 1]!; back++) {
          if (neighbour[back] === j && [0, 1, 2].every((a) => shift[3 * back + a] === -shift[3 * middle + a]!)) continue;
          const closes = neighbour[back] === neighbour[front];
          if (closes && [0, 1, 2].every((a) => shift[3 * middle + a]! + shift[3 * back + a]! === shift[3 * front + a])) continue;
          const degrees = dihedralDegrees(vectors, front, middle, back);
          if (Number.isFinite(degrees)) addValue(histogram, degrees);
        }
      }
    }
  }
}

export function finishDihedrals(histogram: Histogram): Dihedrals {
  return { count: histogram.total, anglesDegrees: binCentres(histogram), density: density(histogram) };
}

/** One of a bond's two directions: towards the higher atom, or the image with the first positive multiple. */
function isForward(j: number, k: number, shift: Int32Array, entry: number): boolean {
  if (j !== k) return j < k;
  const [x, y, z] = [shift[3 * entry]!, shift[3 * entry + 1]!, shift[3 * entry + 2]!];
  return x > 0 || (x === 0 && (y > 0 || (y === 0 && z > 0)));
}

/** From the vectors j to i, j to k, k to l; NaN for straight chains. */
function dihedralDegrees(v: Float64Array, front: number, middle: number, back: number): number {
  const b1 = [-v[3 * front]!, -v[3 * front + 1]!, -v[3 * front + 2]!] as const;
  const b2 = [v[3 * middle]!, v[3 * middle + 1]!, v[3 * middle + 2]!] as const;
  const b3 = [v[3 * back]!, v[3 * back + 1]!, v[3 * back + 2]!] as const;
  const n1 = cross(b1, b2);
  const n2 = cross(b2, b3);
  const [s1, s2] = [dot(n1, n1), dot(n2, n2)];
  // Sines below 1e-6 leave the direction of the plane to rounding.
  if (s1 < 1e-12 * dot(b1, b1) * dot(b2, b2) || s2 < 1e-12 * dot(b2, b2) * dot(b3, b3)) return Number.NaN;
  return (Math.atan2(Math.sqrt(dot(b2, b2)) * dot(b1, n2), dot(n1, n2)) * 180) / Math.PI;
}

type Vector = readonly [number, number, number];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
