// Makes parts of a structure: the neighbour list of the kernel. The plain form is structure/neighbour-list.ts.
import type { Structure } from "../../structure/structure.ts";
import { unlessFull } from "../team/heap.ts";
import { atomsKernel, atomsPerPiece, scratchFor } from "./engine.ts";
import { gridBytes, planGrid } from "./grid-plan.ts";
import { Parts, partBytes, partWords } from "./parts.ts";

/** Pairs (filling included) beyond which the plain loops decide whether they refuse. */
const mostEntries = 2e8;

/**
 * Parts that hold every pair at a distance <= cutoff (angstrom), as the plain list does. The memory of `reuse`, parts
 * that nobody needs any more, is used again.
 * @returns undefined where there is no kernel, or for a structure that is left to the plain loops (which say what is wrong with it, if
 * anything): no atoms, positions that are no numbers, too many pairs, more than the kernel's memory holds
 * @throws RangeError as `chooseDirections` does for cells that cannot be used
 */
export function buildParts(structure: Structure, cutoffAngstrom: number, reuse?: Parts): Parts | undefined {
  return unlessFull(() => build(structure, cutoffAngstrom, reuse));
}

function build(structure: Structure, cutoffAngstrom: number, reuse?: Parts): Parts | undefined {
  const kernel = atomsKernel();
  const atoms = structure.atomicNumbers.length;
  if (!kernel || atoms === 0 || !(cutoffAngstrom > 0 && cutoffAngstrom < 1e6)) return undefined;
  const { heap, functions } = kernel;
  const plan = planGrid(structure, cutoffAngstrom);
  const count = plan.blocks.reduce((product, one) => product * one, 1);
  const rooms = reuse?.kernel === kernel ? reuse.rooms : heap.rooms();
  const isAgain = rooms === reuse?.rooms && reuse.count === count;
  const parts = isAgain && reuse.atoms === atoms ? reuse : new Parts(kernel, rooms, atoms, count);
  if (!isAgain) heap.uint8(parts.address, count * partBytes).fill(0);

  const grid = rooms.at("grid", gridBytes);
  heap.float64(grid, plan.numbers.length).set(plan.numbers);
  heap.int32(grid + 8 * plan.numbers.length, plan.integers.length).set(plan.integers);
  const position = parts.positions(structure);
  const cell = parts.cell(structure);
  const fraction = rooms.at("fraction", 24 * atoms);
  const wraps = rooms.at("wraps", 12 * atoms);
  const block = rooms.at("block", 4 * atoms);
  const order = rooms.at("order", 4 * atoms);
  const place = rooms.at("place", 4 * atoms);
  const start = rooms.at("start", 4 * (count + 1));
  const wrong = rooms.at("wrong", 4);
  heap.int32(wrong, 1)[0] = 0;
  kernel.run("assign_blocks", Math.ceil(atoms / atomsPerPiece), grid, position, fraction, wraps, block, wrong);
  if (heap.int32(wrong, 1)[0] !== 0) return undefined;
  functions.sort_blocks(atoms, count, block, start, order);

  const starts = heap.int32(start, count + 1);
  const boxCount = plan.boxes.reduce((product, one) => product * one, 1);
  for (let part = 0; part < count; part++) {
    const own = starts[part + 1]! - starts[part]!;
    parts.reserve(part, Math.max(own, plan.localsGuess), Math.ceil(own * plan.nearGuess) + 64);
  }
  // Buffers that were guessed too small are made as large as they turned out to be needed, and all parts are done again.
  for (;;) {
    const mostLocals = parts.most(partWords.localRoom);
    const scratch = scratchFor(kernel, 80 * (mostLocals + 8) + 4 * (boxCount + 1) + 256);
    kernel.run(
      "gather_part",
      count,
      grid,
      parts.address,
      position,
      cell,
      fraction,
      wraps,
      start,
      order,
      place,
      scratch.address,
      scratch.bytes,
    );
    let isDone = true;
    for (let part = 0; part < count; part++) {
      const words = parts.words(part);
      const locals = words[partWords.localsNeeded]!;
      const near = words[partWords.nearNeeded]!;
      if (locals > words[partWords.localRoom]!) {
        parts.reserve(part, Math.ceil(1.1 * locals), 0);
        isDone = false;
      } else if (near > words[partWords.nearRoom]!) {
        if (near > mostEntries / count + 1e6 && parts.sum(partWords.nearNeeded) > mostEntries) return undefined;
        parts.reserve(part, 0, Math.ceil(1.1 * near));
        isDone = false;
      }
    }
    if (isDone) break;
  }
  functions.link_ghosts(count, parts.address, block, place, rooms.at("back", 4 * parts.sum(partWords.ghosts) + 4));
  return parts;
}
