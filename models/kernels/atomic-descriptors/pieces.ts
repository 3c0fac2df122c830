// A structure's atoms in pieces that the kernel of descriptors does at once: memory of a team only grows, so a large structure
// passes through a small part of it.
import type { Descriptor } from "../../descriptors/descriptor.ts";
import type { NeighbourList } from "../../structure/neighbour-list.ts";
import type { Structure } from "../../structure/structure.ts";
import type { TeamKernel } from "../team/team.ts";
import type { FunctionsPlan } from "./functions-plan.ts";
import { type JobFields, jobFields } from "./layout.ts";

export interface Functions {
  count(task: number, job: number): void;
  values(task: number, job: number): void;
  derivatives(task: number, job: number): void;
  sensitivities(task: number, job: number): void;
}

/** What the kernel knows of its elements. */
export interface ElementTable {
  /** Where the list of elements lies. */
  readonly address: number;
  readonly plans: readonly FunctionsPlan[];
  readonly descriptors: readonly Descriptor[];
  /** By atomic number; -1 for those that are not even seen. The first ones, as many as plans, are described. */
  readonly elementOf: Int32Array;
  /** Most functions of an element, and most radial columns of a block. */
  readonly width: number;
  readonly radialStride: number;
}

/** Atoms from ... to of a structure, which lie in the kernel's memory. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** A block, not cleared, until the piece is done. */
  allocate(bytes: number): number;
  /** Does them all, with these fields of the job. */
  call(name: keyof Functions, fields: JobFields): void;
}

/** Atoms that a thread takes at once: some tens of microseconds. */
const atomsATask = 2;
/** Entries of the list, and bytes of derivatives, that are done at once at most. */
const mostEntries = 2 ** 20;
const mostBytes = 2 ** 25;
/** Beyond this for all threads' surroundings of one atom the loops, which store less, take over. */
const mostMemory = 2 ** 28;

/**
 * Visits a structure's atoms piece by piece.
 * @param deriving whether derivatives are made @returns false where memory is not enough: what was done is worth nothing
 */
export function inPieces(
  { heap, run, members }: TeamKernel<Functions>,
  table: ElementTable,
  { positions, cell, atomicNumbers }: Structure,
  list: NeighbourList,
  deriving: boolean,
  visit: (piece: Piece) => void,
): boolean {
  const { first, neighbour, shift } = list;
  const { address: elements, elementOf, width, radialStride } = table;
  const atoms = atomicNumbers.length;
  let longest = 0;
  for (let i = 0; i < atoms; i++) longest = Math.max(longest, first[i + 1]! - first[i]!);
  const memoryBytes = memoryFor(table, longest, deriving);
  if (members * memoryBytes > mostMemory) return false;
  const angularSize = Math.max(...table.descriptors.map(({ columns }) => columns.angularSize));
  const most = deriving ? Math.min(mostEntries, mostBytes / (48 + 4 * radialStride + 12 * angularSize)) : mostEntries;

  const taken: number[] = [];
  const allocate = (bytes: number): number => {
    const address = heap.allocate(bytes);
    taken.push(address);
    return address;
  };
  try {
    const job = allocate(4 * jobFields.length);
    const words = heap.int32(job, jobFields.length);
    const at = {
      positions: allocate(24 * atoms),
      cell: allocate(72),
      element: allocate(4 * atoms),
      memory: allocate(members * memoryBytes),
    };
    heap.float64(at.positions, 3 * atoms).set(positions);
    heap.float64(at.cell, 9).set(cell);
    const element = heap.int32(at.element, atoms);
    for (let i = 0; i < atoms; i++) element[i] = elementOf[atomicNumbers[i]!]!;
    const fixed = taken.length;
    for (let from = 0, to = 0; from < atoms; from = to) {
      to = from + 1;
      while (to < atoms && first[to + 1]! - first[from]! <= most) to++;
      const [start, end] = [first[from]!, first[to]!];
      const rows = { first: allocate(4 * (to - from + 1)), neighbours: allocate(4 * (end - start)), shift: allocate(12 * (end - start)) };
      const bounds = heap.int32(rows.first, to - from + 1);
      for (let i = from; i <= to; i++) bounds[i - from] = first[i]! - start;
      heap.int32(rows.neighbours, end - start).set(neighbour.subarray(start, end));
      heap.int32(rows.shift, 3 * (end - start)).set(shift.subarray(3 * start, 3 * end));
      const common = { ...at, ...rows, elements, memoryBytes, from, to, atomsATask, width, radialStride };
      const call: Piece["call"] = (name, own) => {
        const fields: JobFields = { ...common, ...own };
        words.set(jobFields.map((field) => fields[field] ?? 0));
        run(name, Math.ceil((to - from) / atomsATask), job);
      };
      visit({ from, to, allocate, call });
      for (const address of taken.splice(fixed)) heap.release(address);
    }
    return true;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw error;
    // No room for the structure, or a task that found none for an atom's surroundings.
    return false;
  } finally {
    for (const address of taken) heap.release(address);
  }
}

/** Bytes that the surroundings of one atom with so many neighbours may need. */
function memoryFor({ plans, descriptors }: ElementTable, neighbours: number, deriving: boolean): number {
  const needed = plans.map((plan, e) => {
    const { radialWidth, angularSize } = descriptors[e]!.columns;
    const gathered = 64 * neighbours + 32 * plan.size + 1024;
    if (!deriving) return gathered + plan.memoryFor(neighbours);
    return gathered + plan.memoryToDerive(neighbours, neighbours) + 8 * (neighbours + 1) * (radialWidth + 3 * angularSize);
  });
  return 64 * Math.ceil(Math.max(...needed) / 64);
}
