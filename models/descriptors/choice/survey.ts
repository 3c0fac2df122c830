// What a data set's surroundings look like: elements, bond lengths, and the structures that stand for all of them.
import { buildNeighbourList } from "../../structure/neighbour-list.ts";
import type { Structure } from "../../structure/structure.ts";

export interface PairSurvey {
  /** Atomic numbers, centre first. */
  readonly centre: number;
  readonly neighbour: number;
  /** Shortest distance of all, and the median over atoms of their nearest neighbour's, angstrom. */
  readonly shortest: number;
  readonly bond: number;
}

export interface Survey {
  /** Atomic numbers, ascending. */
  readonly species: readonly number[];
  /** Pairs that meet within the probe. */
  readonly pairs: readonly PairSurvey[];
  /** Reach that takes in some three shells of neighbours, and two for angles, angstrom. */
  readonly cutoff: number;
  readonly angularCutoff: number;
}

/** How far is looked, angstrom: the widest cutoff that is ever proposed. */
const probe = 8;

export function surveyStructures(structures: readonly Structure[]): Survey {
  const species = speciesOf(structures);
  const shortest = new Map<string, number>();
  const nearest = new Map<string, number[]>();
  for (const structure of structures) {
    const { atomicNumbers, positions, cell } = structure;
    const { first, neighbour, shift } = buildNeighbourList(structure, probe);
    for (let i = 0; i < atomicNumbers.length; i++) {
      const own = new Map<string, number>();
      for (let entry = first[i]!; entry < first[i + 1]!; entry++) {
        const j = neighbour[entry]!;
        let squared = 0;
        for (let c = 0; c < 3; c++) {
          const image = shift[3 * entry]! * cell[c]! + shift[3 * entry + 1]! * cell[3 + c]! + shift[3 * entry + 2]! * cell[6 + c]!;
          squared += (positions[3 * j + c]! + image - positions[3 * i + c]!) ** 2;
        }
        const key = `${atomicNumbers[i]} ${atomicNumbers[j]}`;
        own.set(key, Math.min(own.get(key) ?? Number.POSITIVE_INFINITY, Math.sqrt(squared)));
      }
      for (const [key, distance] of own) {
        shortest.set(key, Math.min(shortest.get(key) ?? Number.POSITIVE_INFINITY, distance));
        nearest.set(key, [...(nearest.get(key) ?? []), distance]);
      }
    }
  }
  const pairs = [...shortest].map(([key, distance]): PairSurvey => {
    const [centre, other] = key.split(" ").map(Number) as [number, number];
    return { centre, neighbour: other, shortest: distance, bond: median(nearest.get(key)!) };
  });
  // Of each element the bond to whatever is nearest.
  const bonds = species.map((z) => Math.min(...pairs.filter(({ centre }) => centre === z).map(({ bond }) => bond)));
  const longest = Math.max(...bonds.filter(Number.isFinite), 1);
  const reach = (shells: number, low: number, high: number): number =>
    Math.min(high, Math.max(low, Math.round(10 * shells * longest) / 10));
  return { species, pairs, cutoff: reach(2.6, 4.5, probe), angularCutoff: reach(2.1, 3.5, 6.5) };
}

export function speciesOf(structures: readonly Structure[]): number[] {
  return [...new Set(structures.flatMap(({ atomicNumbers }) => [...new Set(atomicNumbers)]))].sort((a, b) => a - b);
}

/** Structures from all over the set, until every element has so many atoms or all are taken. */
export function representative(structures: readonly Structure[], atomsOfEach: number): Structure[] {
  const left = new Map(speciesOf(structures).map((z) => [z, atomsOfEach]));
  // A stride that shares no factor with the length visits all, far ones first.
  const count = structures.length;
  let stride = Math.max(1, Math.round(count * 0.618));
  while (gcd(stride, count) !== 1) stride++;
  const found: Structure[] = [];
  for (let k = 0; k < count; k++) {
    const structure = structures[(k * stride) % count]!;
    const present = [...new Set(structure.atomicNumbers)];
    if (!present.some((z) => left.get(z)! > 0)) continue;
    found.push(structure);
    for (const z of structure.atomicNumbers) left.set(z, left.get(z)! - 1);
  }
  return found;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
