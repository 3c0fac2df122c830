// Periodic neighbour list: who is within reach of whom, images included.
import { runThrough, type Stepwise } from "../analysis/stepwise.ts";
import { buildCellGrid } from "./cell-grid.ts";
import { collectNeighbours, growPairBuffer, type PairBuffer, refuseCrowds } from "./collect-neighbours.ts";
import type { Structure } from "./structure.ts";

/** Full list (each pair stands twice) in compressed rows. */
export interface NeighbourList {
  /** Reach it was built for, angstrom. */
  readonly cutoffAngstrom: number;
  /** Number of atoms, where a list knows it without its rows. */
  readonly atoms?: number;
  /** Row bounds, N + 1: neighbours of atom i are entries first[i] .. first[i + 1] - 1. */
  readonly first: Int32Array;
  /** Neighbour atom of each entry, M. */
  readonly neighbour: Int32Array;
  /** Cell multiples of each entry's image, 3M: displacement = positions[j] + shift . cell - positions[i]. */
  readonly shift: Int32Array;
}

/**
 * All pairs at a distance <= cutoff (angstrom), in O(N): for every cell, be it skewed, left-handed, smaller than the
 * cutoff (an atom's own images count), periodic along some directions only, or absent; atoms may lie outside the cell.
 * The result depends on nothing but the structure and the cutoff, bit for bit and in order. The arrays of `reuse`, an
 * earlier list that nobody needs any more, may be overwritten and handed out again: loops save an allocation a build.
 * @throws RangeError for a cutoff, positions or a cell that cannot be used; the message says which and what to do
 */
export function buildNeighbourList(structure: Structure, cutoffAngstrom: number, reuse?: NeighbourList): NeighbourList {
  return runThrough(neighbourListSteps(structure, cutoffAngstrom, reuse));
}

/** Some milliseconds of usual neighbours. */
const atomsAStep = 4096;

/** The same in pieces. */
export function* neighbourListSteps(structure: Structure, cutoffAngstrom: number, reuse?: NeighbourList): Stepwise<NeighbourList> {
  const grid = buildCellGrid(structure, cutoffAngstrom);
  refuseCrowds(grid);
  const atoms = structure.atomicNumbers.length;
  const first = reuse && reuse.first.length === atoms + 1 ? reuse.first : new Int32Array(atoms + 1);
  first[0] = 0;
  const buffer: PairBuffer = reuse ? wholeBuffers(reuse) : { neighbour: new Int32Array(0), shift: new Int32Array(0) };
  let count = 0;
  for (let i = 0; i < atoms; i++) {
    if (i > 0 && i % atomsAStep === 0) yield i / atoms;
    // The first atoms tell how many pairs to expect of all; later ones (64, 128, 256, ...) correct it.
    if (i >= 64 && (i & (i - 1)) === 0) {
      const expected = Math.ceil((count / i) * atoms * 1.1);
      if (expected > buffer.neighbour.length && expected <= 2e8) growPairBuffer(buffer, count, expected);
    }
    count = collectNeighbours(grid, i, buffer, count);
    first[i + 1] = count;
  }
  const { neighbour, shift } = buffer;
  const wasteful = count < 0.75 * neighbour.length;
  return {
    cutoffAngstrom,
    first,
    neighbour: wasteful ? neighbour.slice(0, count) : neighbour.subarray(0, count),
    shift: wasteful ? shift.slice(0, 3 * count) : shift.subarray(0, 3 * count),
  };
}

/** Everything that lies behind a list's arrays, room for growth included. */
function wholeBuffers(list: NeighbourList): PairBuffer {
  const whole = (array: Int32Array): Int32Array<ArrayBuffer> =>
    array.buffer instanceof ArrayBuffer && array.byteOffset === 0 ? new Int32Array(array.buffer) : new Int32Array(0);
  const [neighbour, shift] = [whole(list.neighbour), whole(list.shift)];
  return shift.length >= 3 * neighbour.length ? { neighbour, shift } : { neighbour: new Int32Array(0), shift: new Int32Array(0) };
}
