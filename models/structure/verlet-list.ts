// A neighbour list with a skin, rebuilt only once atoms have moved far enough for a pair to have slipped in (Verlet 1967).

import { buildFastList } from "../kernels/atoms/kernel-neighbour-list.ts";
import { largestDisplacementsInKernel, workArray } from "../kernels/atoms/motion.ts";
import { invertCell } from "./cell.ts";
import type { NeighbourList } from "./neighbour-list.ts";
import type { Structure } from "./structure.ts";

export class VerletList {
  readonly cutoffAngstrom: number;
  readonly skinAngstrom: number;
  /** How many times the list has been built. */
  builds = 0;
  private built: NeighbourList | undefined;
  private at: Structure | undefined;

  /** Cutoff of the potential and skin beyond it, both angstrom. */
  constructor(cutoffAngstrom: number, skinAngstrom: number) {
    if (!(skinAngstrom >= 0)) throw new RangeError(`The skin must be a length in angstrom, 0 or more, not ${skinAngstrom}.`);
    this.cutoffAngstrom = cutoffAngstrom;
    this.skinAngstrom = skinAngstrom;
  }

  /** A list as it stood: built for the structure that `reference` gave, so that a resumed run rebuilds at the same steps in the same order. */
  static fromReference(cutoffAngstrom: number, skinAngstrom: number, reference: Structure): VerletList {
    const list = new VerletList(cutoffAngstrom, skinAngstrom);
    list.rebuild(reference);
    return list;
  }

  /** The structure of the last build, if any. Copy what is to be kept. */
  reference(): Structure | undefined {
    return this.at;
  }

  /**
   * A list that holds every pair within the cutoff at these positions; the last one where it still does.
   * Good until the next call: a rebuild writes over the arrays of the list before.
   */
  update(structure: Structure): NeighbourList {
    return this.built && this.at && !this.isStale(structure, this.at) ? this.built : this.rebuild(structure);
  }

  private rebuild(structure: Structure): NeighbourList {
    this.builds++;
    this.at = { ...structure, positions: workArray(structure.positions, structure.atomicNumbers.length), cell: structure.cell.slice() };
    this.built = buildFastList(structure, this.cutoffAngstrom + this.skinAngstrom, this.built);
    return this.built;
  }

  /**
   * Where the cell has changed, the atoms are compared with where its deformation alone would have put them. That shortens
   * no pair by more than the largest strain; beyond it a pair can have come nearer by at most the sum of the two largest
   * displacements.
   */
  private isStale(structure: Structure, at: Structure): boolean {
    const { positions, periodic } = structure;
    const before = at.positions;
    if (positions.length !== before.length) return true;
    for (let k = 0; k < 3; k++) if (periodic[k] !== at.periodic[k]) return true;
    const deformation = deformationBetween(at.cell, structure.cell);
    if (deformation === null) return true;
    const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = deformation;
    // No vector is shortened by more than the Frobenius norm of F - 1, which bounds the largest singular value.
    const shrinkage = Math.sqrt((xx - 1) ** 2 + xy ** 2 + xz ** 2 + yx ** 2 + (yy - 1) ** 2 + yz ** 2 + zx ** 2 + zy ** 2 + (zz - 1) ** 2);
    const slack = this.skinAngstrom - shrinkage * (this.cutoffAngstrom + this.skinAngstrom);
    const [largest, second] =
      largestDisplacementsInKernel(positions, before, deformation) ?? largestDisplacements(positions, before, deformation);
    return !(Math.sqrt(largest) + Math.sqrt(second) <= slack);
  }
}

type Matrix = readonly [number, number, number, number, number, number, number, number, number];
const identity: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** The two largest squared displacements from where a deformation takes positions from before, angstrom^2. */
function largestDisplacements(positions: Float64Array, before: Float64Array, deformation: Matrix): [number, number] {
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = deformation;
  let largest = 0;
  let second = 0;
  for (let p = 0; p < positions.length; p += 3) {
    const x = before[p]!;
    const y = before[p + 1]!;
    const z = before[p + 2]!;
    const dx = positions[p]! - (x * xx + y * yx + z * zx);
    const dy = positions[p + 1]! - (x * xy + y * yy + z * zy);
    const dz = positions[p + 2]! - (x * xz + y * yz + z * zz);
    const square = dx * dx + dy * dy + dz * dz;
    if (!(square <= second)) {
      if (square > largest) {
        second = largest;
        largest = square;
      } else second = square;
    }
  }
  return [largest, second];
}

/** F of after = before F (row vectors); null where the cell has changed and has no inverse. */
function deformationBetween(before: Float64Array, after: Float64Array): Matrix | null {
  if (before.every((value, a) => value === after[a])) return identity;
  const inverse = invertCell(before);
  if (!inverse) return null;
  const f = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) for (let k = 0; k < 3; k++) f[3 * i + j]! += inverse[3 * i + k]! * after[3 * k + j]!;
  }
  return f as unknown as Matrix;
}
