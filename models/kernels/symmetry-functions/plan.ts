// The plan: a set of symmetry functions as the kernel reads it, one list of numbers (its layout stands in kernel.c,
// radial.h and triplets.h). Functions that share what is costly stand together.
import { cutoffKinds } from "../../descriptors/cutoff-function.ts";
import type { AngularGroup, SymmetryFunctionSet } from "../../descriptors/symmetry-function-set.ts";

export interface KernelPlan {
  readonly numbers: Float64Array;
  /** Numbers kept for each pair of near neighbours, at most: what the memory needed grows with. */
  readonly numbersPerTriplet: number;
}

/** Largest exponent that is raised by multiplication. */
const largestZeta = 65536;

/** @returns undefined for a set with an exponent that is no whole number: powers by multiplication alone */
export function planSymmetryFunctions(set: SymmetryFunctionSet): KernelPlan | undefined {
  if (set.angles.some(({ zeta }) => !Number.isInteger(zeta) || zeta > largestZeta)) return undefined;
  const shells: string[] = [];
  const shellNumbers: number[] = [];
  const shell = (species: number, { cutoff, cutoffKind }: { cutoff: number; cutoffKind: (typeof cutoffKinds)[number] }): number => {
    const numbers = [species, cutoffKinds.indexOf(cutoffKind), cutoff];
    const key = numbers.join(" ");
    const found = shells.indexOf(key);
    if (found >= 0) return found;
    shellNumbers.push(...numbers);
    return shells.push(key) - 1;
  };

  const radial: number[][] = [];
  for (const [species, block] of set.radial.entries()) {
    const places = [...block.members.keys()];
    for (const members of Map.groupBy(places, (m) => cutoffOf(block.members[m]!)).values()) {
      const numbers = [shell(species, block.members[members[0]!]!), members.length];
      for (const m of members) numbers.push(block.members[m]!.eta, block.members[m]!.shift, block.offset + m, m);
      radial.push(numbers);
    }
  }

  const angular: number[][] = [];
  let numbersPerTriplet = 0;
  const kinds = set.species.length;
  for (let a = 0; a < kinds; a++) {
    for (let b = a; b < kinds; b++) {
      const key = (group: AngularGroup): string => `${group.threeDistances} ${cutoffOf(set.shapes[group.shape]!)}`;
      for (const groups of Map.groupBy(set.angular[a * kinds + b]!, key).values()) {
        const shape = set.shapes[groups[0]!.shape]!;
        const numbers = planAngular(set, groups);
        angular.push([shell(a, shape), shell(b, shape), groups[0]!.threeDistances ? 1 : 0, ...numbers]);
        numbersPerTriplet += 12 + 2 * groups.length;
      }
    }
  }
  const head = [shells.length, radial.length, angular.length, set.size, set.radialSize, set.angularCutoff];
  return { numbers: Float64Array.from([...head, ...shellNumbers, ...radial.flat(), ...angular.flat()]), numbersPerTriplet };
}

/** Counts, shifts, angles, groups and the angles of the members, of groups with one cutoff function. */
function planAngular(set: SymmetryFunctionSet, groups: readonly AngularGroup[]): number[] {
  const rows = [...new Set(groups.flatMap((group) => [...group.angles]))].sort(
    (p, q) => set.angles[p]!.lambda - set.angles[q]!.lambda || set.angles[p]!.zeta - set.angles[q]!.zeta,
  );
  const angles = rows.map((row) => set.angles[row]!);
  const angleNumbers = angles.flatMap(({ lambda, zeta }, k) => {
    // The largest smaller exponent that doublings lead from; -1: none.
    let from = -1;
    for (let p = 0; p < k; p++) if (angles[p]!.lambda === lambda && Number.isInteger(Math.log2(zeta / angles[p]!.zeta))) from = p;
    return [lambda, zeta, from, from < 0 ? 0 : Math.log2(zeta / angles[from]!.zeta)];
  });
  const shifts = [...new Set(groups.map((group) => set.shapes[group.shape]!.shift))];
  const members: number[] = [];
  const groupNumbers: number[] = [];
  for (const { group, power } of gaussianFamilies(set, groups)) {
    const { eta, shift } = set.shapes[group.shape]!;
    groupNumbers.push(eta, shifts.indexOf(shift), group.angles.length, group.offset, members.length, power);
    members.push(...[...group.angles].map((row) => rows.indexOf(row)));
  }
  const counts = [groups.length, angles.length, shifts.length, members.length];
  return [...counts, ...shifts, ...angleNumbers, ...groupNumbers, ...members];
}

/**
 * Groups whose exponents are whole multiples of another's, behind that one: their Gaussians are powers of its own, and a
 * few multiplications cost less than an exponential. Its rounding is carried as many times, so the powers end at 64.
 */
function gaussianFamilies(set: SymmetryFunctionSet, groups: readonly AngularGroup[]): { group: AngularGroup; power: number }[] {
  const shapeOf = (group: AngularGroup) => set.shapes[group.shape]!;
  const left = [...groups].sort((a, b) => shapeOf(a).eta - shapeOf(b).eta);
  const ordered: { group: AngularGroup; power: number }[] = [];
  while (left.length > 0) {
    const head = left.shift()!;
    ordered.push({ group: head, power: 1 });
    const { eta, shift } = shapeOf(head);
    for (const group of [...left]) {
      const ratio = shapeOf(group).eta / eta;
      const power = Math.round(ratio);
      // Exponents that were converted from other units are multiples but for rounding.
      if (shapeOf(group).shift !== shift || !(power > 1 && power <= 64 && Math.abs(ratio / power - 1) < 1e-15)) continue;
      ordered.push({ group, power });
      left.splice(left.indexOf(group), 1);
    }
  }
  return ordered;
}

function cutoffOf({ cutoff, cutoffKind }: { readonly cutoff: number; readonly cutoffKind: string }): string {
  return `${cutoffKind} ${cutoff}`;
}
