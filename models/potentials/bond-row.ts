// One atom's neighbours inside a cutoff, gathered from a list with their vectors; and how gradients with respect to those
// vectors become forces and stress. The common ground of potentials that work atom by atom.
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";

export class BondRow {
  /** Neighbour atom of each bond. */
  atom = new Int32Array(0);
  /** Bond vectors from the atom to its neighbours, x y z, angstrom. */
  vector = new Float64Array(0);
  /** Lengths, angstrom. */
  distance = new Float64Array(0);
  /** Where in the list each bond stands. */
  entry = new Int32Array(0);
  /** Derivative of the energy with respect to each bond vector, x y z, eV/angstrom; zero after a gathering. */
  gradient = new Float64Array(0);

  /** Gathers the bonds of atom i shorter than `reachAngstrom`, and returns how many. With `half`, of each pair only one end has the bond. */
  gather(structure: Structure, neighbours: NeighbourList, i: number, reachAngstrom: number, half = false): number {
    const { positions, cell } = structure;
    const { first, neighbour, shift } = neighbours;
    const from = first[i]!;
    const to = first[i + 1]!;
    this.reserve(to - from);
    const { atom, vector, distance, entry: entries } = this;
    const reachSquared = reachAngstrom * reachAngstrom;
    const x = positions[3 * i]!;
    const y = positions[3 * i + 1]!;
    const z = positions[3 * i + 2]!;
    let count = 0;
    for (let entry = from; entry < to; entry++) {
      const j = neighbour[entry]!;
      if (half && j < i) continue;
      const s0 = shift[3 * entry]!;
      const s1 = shift[3 * entry + 1]!;
      const s2 = shift[3 * entry + 2]!;
      // An atom and its own image: the image ahead stands for both.
      if (half && j === i && (s0 < 0 || (s0 === 0 && (s1 < 0 || (s1 === 0 && s2 < 0))))) continue;
      let dx = positions[3 * j]! - x;
      let dy = positions[3 * j + 1]! - y;
      let dz = positions[3 * j + 2]! - z;
      if ((s0 | s1 | s2) !== 0) {
        dx += s0 * cell[0]! + s1 * cell[3]! + s2 * cell[6]!;
        dy += s0 * cell[1]! + s1 * cell[4]! + s2 * cell[7]!;
        dz += s0 * cell[2]! + s1 * cell[5]! + s2 * cell[8]!;
      }
      // Written always, kept only where near enough: no branch for the processor to guess.
      const square = dx * dx + dy * dy + dz * dz;
      atom[count] = j;
      entries[count] = entry;
      vector[3 * count] = dx;
      vector[3 * count + 1] = dy;
      vector[3 * count + 2] = dz;
      distance[count] = square;
      count += Number(square < reachSquared);
    }
    for (let b = 0; b < count; b++) distance[b] = Math.sqrt(distance[b]!);
    this.gradient.fill(0, 0, 3 * count);
    return count;
  }

  /** Gathers bonds again by where they stand in the list, `entries[from .. from + count - 1]`, all of them bonds of atom i. */
  recall(structure: Structure, neighbours: NeighbourList, i: number, entries: Int32Array, from: number, count: number): void {
    const { positions, cell } = structure;
    const { neighbour, shift } = neighbours;
    this.reserve(count);
    const { atom, vector, distance } = this;
    const x = positions[3 * i]!;
    const y = positions[3 * i + 1]!;
    const z = positions[3 * i + 2]!;
    for (let b = 0; b < count; b++) {
      const entry = entries[from + b]!;
      const j = neighbour[entry]!;
      let dx = positions[3 * j]! - x;
      let dy = positions[3 * j + 1]! - y;
      let dz = positions[3 * j + 2]! - z;
      const s0 = shift[3 * entry]!;
      const s1 = shift[3 * entry + 1]!;
      const s2 = shift[3 * entry + 2]!;
      if ((s0 | s1 | s2) !== 0) {
        dx += s0 * cell[0]! + s1 * cell[3]! + s2 * cell[6]!;
        dy += s0 * cell[1]! + s1 * cell[4]! + s2 * cell[7]!;
        dz += s0 * cell[2]! + s1 * cell[5]! + s2 * cell[8]!;
      }
      atom[b] = j;
      vector[3 * b] = dx;
      vector[3 * b + 1] = dy;
      vector[3 * b + 2] = dz;
      distance[b] = Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
    this.gradient.fill(0, 0, 3 * count);
  }

  /** Adds what the gradients mean to forces (3N, eV/angstrom) and to the strain derivative (Voigt, eV). */
  addGradients(i: number, count: number, forces: Float64Array, strain: Float64Array): void {
    const { atom, vector, gradient } = this;
    let fx = 0;
    let fy = 0;
    let fz = 0;
    let sxx = 0;
    let syy = 0;
    let szz = 0;
    let syz = 0;
    let sxz = 0;
    let sxy = 0;
    for (let b = 0; b < count; b++) {
      const j = 3 * atom[b]!;
      const gx = gradient[3 * b]!;
      const gy = gradient[3 * b + 1]!;
      const gz = gradient[3 * b + 2]!;
      const x = vector[3 * b]!;
      const y = vector[3 * b + 1]!;
      const z = vector[3 * b + 2]!;
      fx += gx;
      fy += gy;
      fz += gz;
      forces[j]! -= gx;
      forces[j + 1]! -= gy;
      forces[j + 2]! -= gz;
      sxx += gx * x;
      syy += gy * y;
      szz += gz * z;
      // An atom's turning changes no energy, so over the whole atom the two orders are equal: half of each keeps rounding even.
      syz += 0.5 * (gy * z + gz * y);
      sxz += 0.5 * (gx * z + gz * x);
      sxy += 0.5 * (gx * y + gy * x);
    }
    forces[3 * i]! += fx;
    forces[3 * i + 1]! += fy;
    forces[3 * i + 2]! += fz;
    strain[0]! += sxx;
    strain[1]! += syy;
    strain[2]! += szz;
    strain[3]! += syz;
    strain[4]! += sxz;
    strain[5]! += sxy;
  }

  private reserve(bonds: number): void {
    if (bonds <= this.atom.length) return;
    const capacity = Math.max(64, 2 * bonds);
    this.atom = new Int32Array(capacity);
    this.entry = new Int32Array(capacity);
    this.vector = new Float64Array(3 * capacity);
    this.distance = new Float64Array(capacity);
    this.gradient = new Float64Array(3 * capacity);
  }
}

/** The bonds of all atoms by where they stand in the list, for a second round over the same ones. */
export class KeptBonds {
  /** Entries of atom i: entries[first[i]] to entries[first[i + 1] - 1]. */
  first = new Int32Array(1);
  entries = new Int32Array(0);

  start(atoms: number): void {
    if (this.first.length !== atoms + 1) this.first = new Int32Array(atoms + 1);
  }

  /** Keeps the row of atom i, after those of all atoms before it. */
  keep(i: number, row: BondRow, count: number): void {
    const from = this.first[i]!;
    if (from + count > this.entries.length) {
      const grown = new Int32Array(2 * (from + count) + 1024);
      grown.set(this.entries);
      this.entries = grown;
    }
    const { entries } = this;
    const { entry } = row;
    for (let b = 0; b < count; b++) entries[from + b] = entry[b]!;
    this.first[i + 1] = from + count;
  }
}

/** The place of each atomic number in a list of species: 0, 1, ...; 256 entries, 0 for those that are not there (refuse them first). */
export function speciesIndex(species: readonly number[]): Int32Array {
  const index = new Int32Array(256);
  for (const [place, number] of species.entries()) index[number] = place;
  return index;
}
