// Histograms of distances and of bond angles by the kernel: counts and sums; what they mean is analysis/'s, which also has the plain loops.
import type { Structure } from "../../structure/structure.ts";
import { unlessFull } from "../team/heap.ts";
import { buildParts } from "./build-parts.ts";
import { type AtomsKernel, atomsKernel } from "./engine.ts";

/** Atoms a task: 512 of histograms.h. */
const atomsPerTask = 512;
/** Tables of more integers than this for each thread (many elements, many bins) are left to the plain loops. */
const largestTable = 4e6;

export interface DistanceCounts {
  /** Atomic numbers, ascending. */
  readonly species: readonly number[];
  /** Of species a around b at (a S + b) bins; every pair is seen from both ends. */
  readonly counts: Float64Array;
}

/** Distances up to the cutoff, in equal bins; undefined where the kernel cannot do it. @throws RangeError as `buildNeighbourList` does */
export function countDistances(structure: Structure, cutoffAngstrom: number, bins: number): DistanceCounts | undefined {
  return unlessFull(() => distances(structure, cutoffAngstrom, bins));
}

function distances(structure: Structure, cutoffAngstrom: number, bins: number): DistanceCounts | undefined {
  const kernel = atomsKernel();
  const species = speciesOf(structure);
  const size = species.length ** 2 * bins;
  if (!kernel || size > largestTable) return undefined;
  const parts = buildParts(structure, cutoffAngstrom);
  if (!parts) return undefined;
  const rooms = kernel.heap.rooms();
  const { index, numbers, table } = layOut(kernel, rooms, structure, species, size);
  const perAngstrom = bins / cutoffAngstrom;
  const [position, cell] = [parts.positions(structure), parts.cell(structure)];
  const scratch = parts.scratch(2);
  kernel.run(
    ...["count_distances" as const, parts.count, parts.address, index, species.length, numbers, position, cell],
    ...[bins, perAngstrom, table, size, scratch.address, scratch.bytes],
  );
  const counts = summed(kernel, table, size);
  rooms.release();
  parts.rooms.release();
  return { species, counts };
}

/** Number, mean and sum of squared deviations of some values. */
export interface Moments {
  readonly total: number;
  readonly mean: number;
  readonly squares: number;
}

export interface AngleCounts {
  /** Atomic numbers, ascending. */
  readonly species: readonly number[];
  /** Of centre c between ends a <= b (places in `species`) at (c S + a) S + b: moments in degrees, and counts in bins from 0 to 180 degrees. */
  readonly moments: readonly Moments[];
  readonly counts: Float64Array;
}

/** Bonds in compressed rows, as analysis/bonds.ts has them. */
interface BondRows {
  readonly first: Int32Array;
  readonly neighbour: Int32Array;
  readonly vectors: Float64Array;
  readonly distances: Float64Array;
}

/** Angles between an atom's bonds, each once; undefined where the kernel cannot do it. */
export function countAngles(structure: Structure, bonds: BondRows, bins: number): AngleCounts | undefined {
  return unlessFull(() => angles(structure, bonds, bins));
}

function angles(structure: Structure, bonds: BondRows, bins: number): AngleCounts | undefined {
  const kernel = atomsKernel();
  const species = speciesOf(structure);
  const cube = species.length ** 3;
  const size = cube * bins;
  if (!kernel || size > largestTable || species.length === 0) return undefined;
  const { heap } = kernel;
  const rooms = heap.rooms();
  const atoms = bonds.first.length - 1;
  const { index, numbers, table } = layOut(kernel, rooms, structure, species, size);
  const integers = (name: string, values: Int32Array): number => {
    const address = rooms.at(name, 4 * values.length);
    heap.int32(address, values.length).set(values);
    return address;
  };
  const doubles = (name: string, values: Float64Array): number => {
    const address = rooms.at(name, 8 * values.length);
    heap.float64(address, values.length).set(values);
    return address;
  };
  const tasks = Math.ceil(atoms / atomsPerTask);
  const sums = rooms.at("sums", 32 * cube * tasks);
  heap.float64(sums, 4 * cube * tasks).fill(0);
  const [first, neighbour] = [integers("first", bonds.first), integers("neighbour", bonds.neighbour)];
  const [vectors, distances] = [doubles("vectors", bonds.vectors), doubles("distances", bonds.distances)];
  kernel.run(
    ...["count_angles" as const, tasks, atoms, first, neighbour, vectors, distances],
    ...[index, species.length, numbers, bins, sums, table, size],
  );
  const values = heap.float64(sums, 4 * cube * tasks);
  const moments = Array.from({ length: cube }, (_, kind) => {
    let all: Moments = { total: 0, mean: 0, squares: 0 };
    for (let task = 0; task < tasks; task++) {
      const [count, middle, sum, squares] = values.subarray(4 * (task * cube + kind)) as unknown as [number, number, number, number];
      if (count > 0) all = joined(all, { total: count, mean: middle + sum / count, squares: Math.max(0, squares - (sum * sum) / count) });
    }
    return all;
  });
  const counts = summed(kernel, table, size);
  rooms.release();
  return { species, moments, counts };
}

/** Moments of two sets of values together: T. F. Chan, G. H. Golub and R. J. LeVeque, Am. Stat. 37, 242 (1983). */
export function joined(a: Moments, b: Moments): Moments {
  const total = a.total + b.total;
  if (total === 0) return a;
  const difference = b.mean - a.mean;
  return {
    total,
    mean: a.mean + (difference * b.total) / total,
    squares: a.squares + b.squares + (difference * difference * a.total * b.total) / total,
  };
}

function speciesOf({ atomicNumbers }: Structure): number[] {
  return [...new Set(atomicNumbers)].sort((a, b) => a - b);
}

function layOut(
  kernel: AtomsKernel,
  rooms: ReturnType<AtomsKernel["heap"]["rooms"]>,
  structure: Structure,
  species: readonly number[],
  size: number,
) {
  const { heap, members } = kernel;
  const index = rooms.at("index", 1024);
  const places = heap.int32(index, 256).fill(0);
  for (const [place, number] of species.entries()) places[number] = place;
  const numbers = rooms.at("numbers", structure.atomicNumbers.length);
  heap.uint8(numbers, structure.atomicNumbers.length).set(structure.atomicNumbers);
  const table = rooms.at("table", 4 * size * members);
  heap.int32(table, size * members).fill(0);
  return { index, numbers, table };
}

/** The members' tables, added. */
function summed({ heap, members }: AtomsKernel, table: number, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (let member = 0; member < members; member++) {
    const own = heap.int32(table + 4 * size * member, size);
    for (let k = 0; k < size; k++) counts[k]! += own[k]!;
  }
  return counts;
}
