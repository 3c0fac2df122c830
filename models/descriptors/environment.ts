// The surroundings of one atom: neighbours within the cutoff, those that angular functions see first.
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import type { SymmetryFunctionSet } from "./symmetry-function-set.ts";

/** Reused from atom to atom; only the first `count` entries are valid. */
export interface Environment {
  /** Different for every gathering in this process: a calculator may keep what it found out about the last one. 0: none yet. */
  stamp: number;
  /** Neighbours within the set's cutoff; the first `angularCount` are within its angular cutoff. */
  count: number;
  angularCount: number;
  /** Atom index of each. */
  neighbour: Int32Array;
  /** Index of its element in the set's species. */
  species: Int32Array;
  /** Displacement from the centre, angstrom, 3 each, and its length. */
  displacement: Float64Array;
  distance: Float64Array;
}

export function createEnvironment(): Environment {
  return { stamp: 0, count: 0, angularCount: 0, ...room(64) };
}

function room(size: number): Omit<Environment, "stamp" | "count" | "angularCount"> {
  return {
    neighbour: new Int32Array(size),
    species: new Int32Array(size),
    displacement: new Float64Array(3 * size),
    distance: new Float64Array(size),
  };
}

let gatherings = 0;

/** Gathers the neighbours of `atom` into `environment`. */
export function gatherEnvironment(
  environment: Environment,
  set: Pick<SymmetryFunctionSet, "species" | "cutoff" | "angularCutoff">,
  structure: Structure,
  list: NeighbourList,
  atom: number,
): void {
  const start = list.first[atom]!;
  const end = list.first[atom + 1]!;
  if (environment.distance.length < end - start) Object.assign(environment, room(2 * (end - start)));
  const { positions, cell, atomicNumbers } = structure;
  const { neighbour, species, displacement, distance } = environment;
  const cutoffSquared = set.cutoff ** 2;
  const angularSquared = set.angularCutoff ** 2;
  const xi = positions[3 * atom]!;
  const yi = positions[3 * atom + 1]!;
  const zi = positions[3 * atom + 2]!;
  let near = 0;
  let count = 0;
  for (let entry = start; entry < end; entry++) {
    const j = list.neighbour[entry]!;
    const a = list.shift[3 * entry]!;
    const b = list.shift[3 * entry + 1]!;
    const c = list.shift[3 * entry + 2]!;
    const x = positions[3 * j]! + a * cell[0]! + b * cell[3]! + c * cell[6]! - xi;
    const y = positions[3 * j + 1]! + a * cell[1]! + b * cell[4]! + c * cell[7]! - yi;
    const z = positions[3 * j + 2]! + a * cell[2]! + b * cell[5]! + c * cell[8]! - zi;
    const squared = x * x + y * y + z * z;
    if (squared >= cutoffSquared) continue;
    const kind = set.species.indexOf(atomicNumbers[j]!);
    if (kind < 0) continue;
    let slot = count;
    if (squared < angularSquared) {
      // Keep the angular ones in front: move the first far one to the end.
      if (near < count) {
        neighbour[count] = neighbour[near]!;
        species[count] = species[near]!;
        distance[count] = distance[near]!;
        displacement.copyWithin(3 * count, 3 * near, 3 * near + 3);
      }
      slot = near++;
    }
    neighbour[slot] = j;
    species[slot] = kind;
    distance[slot] = Math.sqrt(squared);
    displacement[3 * slot] = x;
    displacement[3 * slot + 1] = y;
    displacement[3 * slot + 2] = z;
    count++;
  }
  environment.stamp = ++gatherings;
  environment.count = count;
  environment.angularCount = near;
}
