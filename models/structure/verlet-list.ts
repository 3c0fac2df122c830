// A neighbour list with a skin, rebuilt only once atoms have moved far enough for a pair to have slipped in (Verlet 1967).
import { buildNeighbourList, type NeighbourList } from "./neighbour-list.ts";
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
    this.at = { ...structure, positions: structure.positions.slice(), cell: structure.cell.slice() };
    this.built = buildNeighbourList(structure, this.cutoffAngstrom + this.skinAngstrom, this.built);
    return this.built;
  }

  /** A pair can have come nearer by at most the sum of the two largest displacements. */
  private isStale(structure: Structure, at: Structure): boolean {
    const { positions, cell, periodic } = structure;
    const before = at.positions;
    if (positions.length !== before.length) return true;
    for (let a = 0; a < 9; a++) if (cell[a] !== at.cell[a]) return true;
    for (let k = 0; k < 3; k++) if (periodic[k] !== at.periodic[k]) return true;
    let largest = 0;
    let second = 0;
    for (let p = 0; p < positions.length; p += 3) {
      const dx = positions[p]! - before[p]!;
      const dy = positions[p + 1]! - before[p + 1]!;
      const dz = positions[p + 2]! - before[p + 2]!;
      const square = dx * dx + dy * dy + dz * dz;
      if (!(square <= second)) {
        if (square > largest) {
          second = largest;
          largest = square;
        } else second = square;
      }
    }
    return !(Math.sqrt(largest) + Math.sqrt(second) <= this.skinAngstrom);
  }
}
