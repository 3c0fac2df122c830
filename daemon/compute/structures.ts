// The structures that compute holds, by content hash, with the neighbour lists built for them lately.
import { readFileSync } from "node:fs";
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import { type NeighbourList, neighbourListSteps } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { ByteCappedCache } from "./byte-capped-cache.ts";
import { needStructure, type StructureParcel } from "./contract.ts";
import { decodeStructure } from "./structure-parcel.ts";

/** Structures: 1 GB is some 20 million atoms. Lists: 1 GB is some 60 million pairs. */
const structureBytes = 2 ** 30;
const listBytes = 2 ** 30;

export class Structures {
  private readonly structures = new ByteCappedCache<Structure>(structureBytes);
  private readonly lists = new ByteCappedCache<NeighbourList>(listBytes);

  put(hash: string, parcel: StructureParcel): void {
    const structure = parcel.kind === "inline" ? parcel.structure : readParcel(parcel.path);
    const arrays = [structure.positions, structure.atomicNumbers, structure.reference?.forces];
    this.structures.set(
      hash,
      structure,
      arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 1000),
    );
  }

  /** @throws Error named NeedStructure where the hash is not (or no longer) held */
  get(hash: string): Structure {
    const structure = this.structures.get(hash);
    if (structure) return structure;
    const error = new Error(`Structure ${hash} is not held by the compute process; put it and ask again.`);
    error.name = needStructure;
    throw error;
  }

  /** The full list for a cutoff (angstrom), from the cache where it was built lately. @throws RangeError for a structure that has none */
  *neighbours(hash: string, cutoffAngstrom: number): Stepwise<NeighbourList> {
    const key = `${hash} ${cutoffAngstrom}`;
    const cached = this.lists.get(key);
    if (cached) return cached;
    const list = yield* neighbourListSteps(this.get(hash), cutoffAngstrom);
    this.lists.set(key, list, list.first.byteLength + list.neighbour.byteLength + list.shift.byteLength);
    return list;
  }
}

/** Runs geometry on a structure; what it cannot be run on is a bad structure. */
export function usable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new Failure("BadStructure", error.message);
    throw error;
  }
}

function readParcel(path: string): Structure {
  try {
    return decodeStructure(readFileSync(path));
  } catch (error) {
    throw new Failure("FileUnreadable", `The structure handed over in ${path} cannot be read: ${(error as Error).message}`);
  }
}
