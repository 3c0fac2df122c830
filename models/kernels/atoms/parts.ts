// Parts of a structure in the kernel's memory (part.h): a neighbour list cut into blocks of space, each with its own atoms and the
// images of others that they see. What a list becomes before kernels work on it.
import type { Structure } from "../../structure/structure.ts";
import type { Rooms } from "../team/heap.ts";
import { type AtomsKernel, scratchFor } from "./engine.ts";

/** The struct Part: places in Int32, then in Float64, and its size in bytes. */
export const partWords = {
  own: 0,
  ghosts: 1,
  localRoom: 2,
  nearRoom: 3,
  localsNeeded: 4,
  nearNeeded: 5,
  source: 6,
  shift: 7,
  first: 8,
  near: 9,
  pairs: 10,
  longest: 11,
  force: 12,
  backFirst: 13,
  back: 14,
  crowded: 15,
} as const;
const energyAt = 8;
const strainAt = 9;
export const partBytes = 120;

/** Bytes of a local's share in a part's buffers: source, shift, first, back_first, force. */
export const localBytes = 4 + 12 + 4 + 4 + 32;

export class Parts {
  readonly kernel: AtomsKernel;
  readonly rooms: Rooms;
  readonly atoms: number;
  /** Number of parts, and the address of their records. */
  readonly count: number;
  readonly address: number;

  constructor(kernel: AtomsKernel, rooms: Rooms, atoms: number, count: number) {
    this.kernel = kernel;
    this.rooms = rooms;
    this.atoms = atoms;
    this.count = count;
    this.address = rooms.at("parts", count * partBytes);
  }

  /** A part's record as integers; see `partWords`. */
  words(part: number): Int32Array {
    return this.kernel.heap.int32(this.address + part * partBytes, partBytes / 4);
  }

  /** Lays out a part's buffers for so many locals and neighbours. */
  reserve(part: number, locals: number, near: number): void {
    const words = this.words(part);
    if (words[partWords.localRoom]! < locals || words[partWords.source] === 0) {
      let at = this.rooms.at(`locals ${part}`, (locals + 2) * localBytes + 64);
      words[partWords.localRoom] = locals;
      words[partWords.force] = at;
      at += 32 * locals;
      words[partWords.source] = at;
      at += 4 * locals;
      words[partWords.shift] = at;
      at += 12 * locals;
      words[partWords.first] = at;
      at += 4 * (locals + 1);
      words[partWords.backFirst] = at;
    }
    if (words[partWords.nearRoom]! < near || words[partWords.near] === 0) {
      words[partWords.near] = this.rooms.at(`near ${part}`, 4 * near);
      words[partWords.nearRoom] = near;
    }
  }

  /** The largest of a field over all parts. */
  most(field: number): number {
    const all = this.records();
    let most = 0;
    for (let part = 0; part < this.count; part++) most = Math.max(most, all[(part * partBytes) / 4 + field]!);
    return most;
  }

  sum(field: number): number {
    const all = this.records();
    let sum = 0;
    for (let part = 0; part < this.count; part++) sum += all[(part * partBytes) / 4 + field]!;
    return sum;
  }

  /** Locals of the largest part. */
  mostLocals(): number {
    const all = this.records();
    let most = 0;
    for (let part = 0; part < this.count; part++) {
      const at = (part * partBytes) / 4;
      most = Math.max(most, all[at + partWords.own]! + all[at + partWords.ghosts]!);
    }
    return most;
  }

  /** Energy (eV) and strain derivative (eV, Voigt) of all parts, in their order. */
  total(strain: Float64Array): number {
    const values = this.kernel.heap.float64(this.address, (this.count * partBytes) / 8);
    let energy = 0;
    for (let part = 0; part < this.count; part++) {
      const at = (part * partBytes) / 8;
      energy += values[at + energyAt]!;
      for (let v = 0; v < 6; v++) strain[v]! += values[at + strainAt + v]!;
    }
    return energy;
  }

  /** Scratch that every loop over a part needs: placed atoms, and one row of neighbours; and so many bytes more for each local. */
  scratch(more = 0): { readonly address: number; readonly bytes: number } {
    return scratchFor(this.kernel, (40 + more) * (this.mostLocals() + 2) + 4 * this.most(partWords.longest) + 256);
  }

  /** Room for rows of neighbours that one round over the parts keeps for the next: an address a part, for as many as its list has and 4 an atom. */
  keptRows(): number {
    const { heap } = this.kernel;
    const address = this.rooms.at("kept rows", 4 * this.count);
    for (let part = 0; part < this.count; part++) {
      const words = this.words(part);
      const room = this.rooms.at(`kept rows ${part}`, 4 * (words[partWords.nearNeeded]! + 4 * words[partWords.own]! + 16));
      heap.int32(address, this.count)[part] = room;
    }
    return address;
  }

  /** Where the structure's positions lie in the kernel's memory: where they are, or a copy. */
  positions({ positions }: Structure): number {
    const { heap } = this.kernel;
    const known = heap.addressOf(positions);
    if (known !== undefined) return known;
    const address = this.rooms.at("positions", 8 * positions.length);
    heap.float64(address, positions.length).set(positions);
    return address;
  }

  /** Where the cell lies, a copy. */
  cell({ cell }: Structure): number {
    const address = this.rooms.at("cell", 72);
    this.kernel.heap.float64(address, 9).set(cell);
    return address;
  }

  private records(): Int32Array {
    return this.kernel.heap.int32(this.address, (this.count * partBytes) / 4);
  }
}
