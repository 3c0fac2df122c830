// Pairs of structures of the same atoms that lie near each other: what the energy does between them, and what forces and stresses
// say it does, to third order in the step (trapezoid rule).
import { cartesianToFractional, cellVolume, invertCell, isDegenerate } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";

/** Pairs with larger steps than these say too little: the rule's error grows with their cube. */
const longestStepAngstrom = 0.4;
const largestStrain = 0.08;
const pairsAtMost = 600;
/** A group of the same atoms is compared all with all up to so many, further structures with their neighbour in the file. */
const allPairsUpTo = 24;

/** One pair: what the energy does, and what forces and stress say it does. */
export interface Pair {
  readonly energy: number;
  readonly forces: number;
  readonly stress: number;
  readonly strained: boolean;
  readonly atoms: number;
  readonly volume: number;
}

/** Of all structures with an energy and forces. */
export function collectPairs(structures: readonly Structure[]): Pair[] {
  const groups = new Map<string, Structure[]>();
  for (const structure of structures) {
    if (structure.reference?.energy === undefined || !structure.reference.forces) continue;
    const key = `${structure.periodic.join()}|${structure.atomicNumbers.join()}`;
    const group = groups.get(key);
    if (group) group.push(structure);
    else groups.set(key, [structure]);
  }
  const pairs: Pair[] = [];
  for (const group of groups.values()) {
    for (let i = 0; i < group.length && pairs.length < pairsAtMost; i++) {
      const last = i < allPairsUpTo ? Math.min(group.length, allPairsUpTo) : Math.min(group.length, i + 2);
      for (let j = i + 1; j < last; j++) {
        const pair = pairOf(group[i]!, group[j]!);
        if (pair) pairs.push(pair);
      }
    }
  }
  return pairs;
}

/** Null where the two are too far apart, or too alike to say anything. */
function pairOf(first: Structure, second: Structure): Pair | null {
  const atoms = first.atomicNumbers.length;
  const strain = strainBetween(first, second);
  if (!strain || Math.max(...strain.map(Math.abs)) > largestStrain) return null;
  const steps = stepsBetween(first, second);
  if (!steps) return null;
  let squares = 0;
  let work = 0;
  const [before, after] = [first.reference!.forces!, second.reference!.forces!];
  for (let c = 0; c < 3 * atoms; c++) {
    squares += steps[c]! ** 2;
    work -= ((before[c]! + after[c]!) / 2) * steps[c]!;
  }
  const strained = strain.some((value) => Math.abs(value) > 1e-7);
  if (Math.sqrt(squares / atoms) > longestStepAngstrom || (squares < 1e-12 && !strained)) return null;
  const [s1, s2] = [first.reference!.stress, second.reference!.stress];
  if (strained && !(s1 && s2)) return null;
  const volume = (cellVolume(first.cell) + cellVolume(second.cell)) / 2;
  let stress = 0;
  if (strained) {
    // Voigt xx yy zz yz xz xy: the off-diagonal strains count twice.
    const weights = [1, 1, 1, 2, 2, 2];
    const [v1, v2] = [cellVolume(first.cell), cellVolume(second.cell)];
    for (let k = 0; k < 6; k++) stress += ((v1 * s1![k]! + v2 * s2![k]!) / 2) * strain[k]! * weights[k]!;
  }
  const energy = second.reference!.energy! - first.reference!.energy!;
  return { energy, forces: work, stress, strained, atoms, volume };
}

/** Symmetric strain of the middle of both cells, Voigt; zeros without cells. */
function strainBetween(first: Structure, second: Structure): number[] | null {
  if (!first.periodic.every(Boolean)) return first.periodic.some(Boolean) ? null : [0, 0, 0, 0, 0, 0];
  if (isDegenerate(first.cell) || isDegenerate(second.cell)) return null;
  const middle = first.cell.map((value, k) => (value + second.cell[k]!) / 2);
  const inverse = invertCell(middle);
  if (!inverse) return null;
  // Rows are vectors: difference = middle . gradient.
  const gradient = Array.from({ length: 9 }, (_, k) => {
    const [row, column] = [Math.floor(k / 3), k % 3];
    return [0, 1, 2].reduce((sum, n) => sum + inverse[3 * row + n]! * (second.cell[3 * n + column]! - first.cell[3 * n + column]!), 0);
  });
  const mean = (a: number, b: number): number => (gradient[a]! + gradient[b]!) / 2;
  return [gradient[0]!, gradient[4]!, gradient[8]!, mean(5, 7), mean(2, 6), mean(1, 3)];
}

/** Displacements beyond the strain, angstrom, their mean taken off: the cells' vectors move without the atoms. */
function stepsBetween(first: Structure, second: Structure): Float64Array | null {
  const count = first.positions.length;
  if (!first.periodic.every(Boolean)) return second.positions.map((value, c) => value - first.positions[c]!);
  const [a, b] = [cartesianToFractional(first.positions, first.cell), cartesianToFractional(second.positions, second.cell)];
  if (!a || !b) return null;
  const steps = new Float64Array(count);
  const middle = first.cell.map((value, k) => (value + second.cell[k]!) / 2);
  for (let i = 0; i < count; i += 3) {
    const fraction = [0, 1, 2].map((c) => {
      const value = b[i + c]! - a[i + c]!;
      return value - Math.round(value);
    });
    for (let c = 0; c < 3; c++) steps[i + c] = fraction[0]! * middle[c]! + fraction[1]! * middle[3 + c]! + fraction[2]! * middle[6 + c]!;
  }
  return steps;
}
