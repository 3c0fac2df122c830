// How a structure is cut: blocks of space, one a part, and boxes within them. Depends on the structure and the reach alone, never on
// the number of threads, so that sums come out the same on any.
import { cellVolume } from "../../structure/cell.ts";
import { chooseDirections } from "../../structure/grid-directions.ts";
import type { Structure } from "../../structure/structure.ts";

export interface GridPlan {
  /** Blocks along each direction, and boxes that a block with its margins is cut into. */
  readonly blocks: readonly number[];
  readonly boxes: readonly number[];
  /** The struct Grid of build.h. */
  readonly numbers: Float64Array;
  readonly integers: Int32Array;
  /** Guesses at a part's locals and at an atom's neighbours. */
  readonly localsGuess: number;
  readonly nearGuess: number;
}

/** Grid's doubles, then its integers. */
const doubles = 18;
export const gridBytes = 8 * doubles + 4 * 20;

/** Parts that N atoms are meant to make: enough for several threads, small enough for a core's cache, large against their margins. */
function partsFor(atoms: number): number {
  if (atoms < 600) return 1;
  return Math.max(Math.min(16, Math.floor(atoms / 300)), Math.ceil(atoms / 1900));
}

/** Cuts the longest edges until there are so many blocks, but none shorter than `least`: margins would outweigh it. */
function cut(heights: readonly number[], wanted: number, least: number): number[] {
  const blocks = heights.map(() => 1);
  while (blocks.reduce((product, count) => product * count, 1) < wanted) {
    const lengths = heights.map((height, k) => height / blocks[k]!);
    const longest = lengths.indexOf(Math.max(...lengths));
    if (heights[longest]! / (blocks[longest]! + 1) < least) break;
    blocks[longest]!++;
  }
  return blocks;
}

/** @throws RangeError as `chooseDirections` does */
export function planGrid(structure: Structure, cutoffAngstrom: number): GridPlan {
  const atoms = structure.atomicNumbers.length;
  let farthest = 0;
  for (const x of structure.positions) if (Math.abs(x) > farthest) farthest = Math.abs(x);
  const search = cutoffAngstrom * (1 + 1e-9) + 1e-13 * farthest;
  const directions = chooseDirections(structure, search);
  const heights = directions.map((direction) => direction.boxHeight * direction.boxes);
  const blocks = cut(heights, partsFor(atoms), 1.4 * search);
  const extents = heights.map((height, k) => height / blocks[k]! + 2 * search);
  const boxes = extents.map((extent, k) => Math.max(1, Math.floor(((k === 0 ? 2 : 1) * extent) / search)));
  const volume = directions.every((direction) => direction.periodic)
    ? cellVolume(structure.cell)
    : heights.reduce((product, height) => product * height, 1);
  const density = atoms / volume;
  const margins = extents.reduce((product, extent) => product * extent, 1);
  const most = Math.max(64, (4 * margins * density) | 0, 4 * atoms);
  while (boxes.reduce((product, count) => product * count, 1) > most) {
    const widest = boxes.indexOf(Math.max(...boxes));
    boxes[widest] = Math.ceil(boxes[widest]! / 2);
  }
  const numbers = new Float64Array(doubles);
  const integers = new Int32Array(20);
  for (const [k, direction] of directions.entries()) {
    numbers.set(direction.toFraction, 3 * k);
    numbers[9 + k] = direction.origin;
    numbers[12 + k] = search / heights[k]!;
    integers.set(direction.multiples, 3 * k);
    integers[9 + k] = Number(direction.periodic);
    integers[12 + k] = blocks[k]!;
    integers[15 + k] = boxes[k]!;
  }
  numbers[15] = search;
  numbers[16] = cutoffAngstrom;
  integers[18] = atoms;
  const sphere = ((4 * Math.PI) / 3) * search ** 3 * density;
  return {
    blocks,
    boxes,
    numbers,
    integers,
    localsGuess: Math.ceil(Math.min(1e6, 1.1 * margins * density)) + 16,
    nearGuess: Math.min(1e4, 1.1 * sphere + 4),
  };
}
