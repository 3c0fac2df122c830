// Bond topologies: the bonds from each atom to its nearest few. A topology is a neighbour list like any other; kept and given
// to a potential, it holds its bonds however far the atoms move.
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { BondRow } from "./bond-row.ts";

const row = new BondRow();

/**
 * The entries of a list that lead from each atom to its `count` nearest neighbours (fewer where the list has fewer), nearest first;
 * of equally near ones those that stand first in the list.
 */
export function nearestBonds(structure: Structure, neighbours: NeighbourList, count: number): NeighbourList {
  const atoms = structure.atomicNumbers.length;
  const first = new Int32Array(atoms + 1);
  const neighbour = new Int32Array(atoms * count);
  const shift = new Int32Array(3 * atoms * count);
  const best = new Int32Array(count);
  let total = 0;
  for (let i = 0; i < atoms; i++) {
    const found = row.gather(structure, neighbours, i, Number.POSITIVE_INFINITY);
    const { distance } = row;
    let kept = 0;
    for (let b = 0; b < found; b++) {
      let place = kept;
      while (place > 0 && distance[best[place - 1]!]! > distance[b]!) place--;
      if (place >= count) continue;
      if (kept < count) kept++;
      best.copyWithin(place + 1, place, kept - 1);
      best[place] = b;
    }
    for (let k = 0; k < kept; k++, total++) {
      const entry = neighbours.first[i]! + best[k]!;
      neighbour[total] = neighbours.neighbour[entry]!;
      for (let a = 0; a < 3; a++) shift[3 * total + a] = neighbours.shift[3 * entry + a]!;
    }
    first[i + 1] = total;
  }
  return { cutoffAngstrom: neighbours.cutoffAngstrom, first, neighbour: neighbour.subarray(0, total), shift: shift.subarray(0, 3 * total) };
}
