// A neighbour list that lies in the kernel's memory as parts; its rows are written out only for those who ask for them.
import { buildNeighbourList, type NeighbourList } from "../../structure/neighbour-list.ts";
import type { Structure } from "../../structure/structure.ts";
import { buildParts } from "./build-parts.ts";
import type { Parts } from "./parts.ts";

export class KernelNeighbourList implements NeighbourList {
  readonly cutoffAngstrom: number;
  readonly parts: Parts;
  private rows: Pick<NeighbourList, "first" | "neighbour" | "shift"> | undefined;

  constructor(cutoffAngstrom: number, parts: Parts) {
    this.cutoffAngstrom = cutoffAngstrom;
    this.parts = parts;
  }

  get atoms(): number {
    return this.parts.atoms;
  }
  get first(): Int32Array {
    return this.written().first;
  }
  get neighbour(): Int32Array {
    return this.written().neighbour;
  }
  get shift(): Int32Array {
    return this.written().shift;
  }

  private written(): Pick<NeighbourList, "first" | "neighbour" | "shift"> {
    this.rows ??= writeRows(this.parts);
    return this.rows;
  }
}

function writeRows({ kernel, rooms, atoms, count, address }: Parts): Pick<NeighbourList, "first" | "neighbour" | "shift"> {
  const { heap } = kernel;
  const counts = rooms.at("counts", 4 * atoms);
  kernel.run("count_rows", count, address, counts);
  const firstAt = rooms.at("first", 4 * (atoms + 1));
  const first = heap.int32(firstAt, atoms + 1);
  const lengths = heap.int32(counts, atoms);
  first[0] = 0;
  for (let i = 0; i < atoms; i++) first[i + 1] = first[i]! + lengths[i]!;
  const pairs = first[atoms]!;
  const neighbourAt = rooms.at("neighbour", 4 * pairs + 4);
  const shiftAt = rooms.at("shift", 12 * pairs + 4);
  kernel.run("write_rows", count, address, firstAt, neighbourAt, shiftAt);
  // Copies: memory of the parts is written over by the next build, perhaps while someone still holds these.
  return { first: first.slice(), neighbour: heap.int32(neighbourAt, pairs).slice(), shift: heap.int32(shiftAt, 3 * pairs).slice() };
}

/** All pairs within the cutoff (angstrom), built by the kernel where there is one: the pairs of `buildNeighbourList`, in another order; memory of `reuse` may be used again. */
export function buildFastList(structure: Structure, cutoffAngstrom: number, reuse?: NeighbourList): NeighbourList {
  const parts = buildParts(structure, cutoffAngstrom, reuse instanceof KernelNeighbourList ? reuse.parts : undefined);
  if (parts) return new KernelNeighbourList(cutoffAngstrom, parts);
  return buildNeighbourList(structure, cutoffAngstrom, reuse instanceof KernelNeighbourList ? undefined : reuse);
}
