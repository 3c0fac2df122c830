// Reference numbers of other programs (test/fixtures/analysis/recompute.py) and the structures they are of.
import { readFileSync } from "node:fs";
import type { Structure } from "@adatom/models/structure/structure.ts";

interface Plain {
  readonly cell: number[];
  readonly positions: number[];
  readonly numbers: number[];
}

interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly sigma: number;
}

interface Reference {
  readonly structure: Plain;
  readonly radial: { cutoff: number; bins: number; g: Record<string, number[]> };
  readonly angles: Moments & { cutoff: number; triplets: Record<string, Moments> };
  readonly dihedrals: { bins: number; count: number; histogram: number[] };
  readonly bondOrder: { l: number; cutoff: number; q: number[]; w: number[]; averagedQ: number[]; averagedW: number[] }[];
  readonly centroSymmetry: { neighbours: number; values: number[] };
  readonly network: Plain;
  readonly rings: { cutoff: number; longest: number; shortestPath: number[][]; king: number[][] };
  readonly equationsOfState: { volumes: number[]; energies: number[]; fits: Record<string, number[]> };
  readonly scattering: { hkl: [number, number, number]; q: number; squared: number; plain: number }[];
}

const file = new URL("../../fixtures/analysis/reference.json", import.meta.url);
export const reference = JSON.parse(readFileSync(file, "utf8")) as Reference;

const structureOf = ({ cell, positions, numbers }: Plain): Structure => ({
  cell: Float64Array.from(cell),
  positions: Float64Array.from(positions),
  atomicNumbers: Uint8Array.from(numbers),
  periodic: [true, true, true],
});

/** 16 silicon and 8 oxygen atoms without order in a skewed cell of about 8 angstrom, some outside of it. */
export const disordered = structureOf(reference.structure);
/** 15 silicon atoms: strongly disordered diamond with a vacancy. */
export const network = structureOf(reference.network);

/** Largest difference of two lists of one length; Infinity where lengths differ. */
export function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  // A NaN counts as a difference without end.
  for (let k = 0; k < a.length; k++)
    largest = Math.max(largest, Number.isNaN(a[k]! - b[k]!) ? Number.POSITIVE_INFINITY : Math.abs(a[k]! - b[k]!));
  return largest;
}
