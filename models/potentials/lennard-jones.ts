// The Lennard-Jones 12-6 potential, cut off and by default shifted so that its energy is continuous (forces are not).
//
//   E = sum_{i<j} 4 epsilon_ij [(sigma_ij/r)^12 - (sigma_ij/r)^6] - E_ij(cutoff),   r < cutoff
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { classicalPotential } from "./evaluation.ts";
import type { Potential } from "./potential.ts";

/** One element's parameters. Unlike pairs mix by Lorentz and Berthelot: mean sigma, geometric mean of epsilon. */
export interface LennardJonesSpecies {
  readonly atomicNumber: number;
  /** Depth of the well, eV. */
  readonly epsilon: number;
  /** Distance where the energy passes zero, angstrom. */
  readonly sigma: number;
}

export interface LennardJonesOptions {
  readonly cutoffAngstrom: number;
  /** Whether each pair's energy is shifted to 0 at the cutoff (LAMMPS pair_modify shift yes). Default: true. */
  readonly shifted?: boolean;
}

/** A Lennard-Jones potential for one or several elements. */
export function lennardJones(
  name: string,
  description: string,
  species: readonly LennardJonesSpecies[],
  options: LennardJonesOptions,
): Potential {
  const { cutoffAngstrom, shifted = true } = options;
  const numbers = species.map((one) => one.atomicNumber);
  const count = species.length;
  // Per pair of species: 4 epsilon, sigma^2, shift.
  const table = new Float64Array(3 * count * count);
  for (const [a, one] of species.entries()) {
    for (const [b, other] of species.entries()) {
      const strength = 4 * Math.sqrt(one.epsilon * other.epsilon);
      const sigmaSquared = (0.5 * (one.sigma + other.sigma)) ** 2;
      const sixth = (sigmaSquared / cutoffAngstrom ** 2) ** 3;
      table.set([strength, sigmaSquared, shifted ? strength * (sixth * sixth - sixth) : 0], 3 * (a * count + b));
    }
  }
  const indexOf = new Int32Array(256);
  for (const [index, number] of numbers.entries()) indexOf[number] = index;
  return classicalPotential({
    name,
    description,
    species: numbers,
    cutoffAngstrom,
    accumulate(structure, neighbours, { energies, forces, stress }) {
      accumulate(cutoffAngstrom, table, count, indexOf, structure, neighbours, energies, forces, stress);
    },
  });
}

/** Adds per-atom energies (N, eV; half a pair each), forces (3N, eV/angstrom) and the strain derivative (Voigt, eV). */
function accumulate(
  cutoff: number,
  table: Float64Array,
  count: number,
  indexOf: Int32Array,
  structure: Structure,
  neighbours: NeighbourList,
  energies: Float64Array,
  forces: Float64Array,
  strain: Float64Array,
): void {
  const { positions, cell, atomicNumbers } = structure;
  const { first, neighbour, shift } = neighbours;
  const cutoffSquared = cutoff * cutoff;
  for (let i = 0; i < atomicNumbers.length; i++) {
    const row = count * indexOf[atomicNumbers[i]!]!;
    let energy = 0;
    let fx = 0;
    let fy = 0;
    let fz = 0;
    // Every pair stands twice in the list: each end takes its own half of the energy and its own force.
    for (let entry = first[i]!; entry < first[i + 1]!; entry++) {
      const j = neighbour[entry]!;
      const s0 = shift[3 * entry]!;
      const s1 = shift[3 * entry + 1]!;
      const s2 = shift[3 * entry + 2]!;
      const dx = positions[3 * j]! - positions[3 * i]! + (s0 * cell[0]! + s1 * cell[3]! + s2 * cell[6]!);
      const dy = positions[3 * j + 1]! - positions[3 * i + 1]! + (s0 * cell[1]! + s1 * cell[4]! + s2 * cell[7]!);
      const dz = positions[3 * j + 2]! - positions[3 * i + 2]! + (s0 * cell[2]! + s1 * cell[5]! + s2 * cell[8]!);
      const square = dx * dx + dy * dy + dz * dz;
      if (square >= cutoffSquared) continue;
      const t = 3 * (row + indexOf[atomicNumbers[j]!]!);
      const strength = table[t]!;
      const inverse = 1 / square;
      const ratio = table[t + 1]! * inverse;
      const sixth = ratio * ratio * ratio;
      energy += 0.5 * (strength * sixth * (sixth - 1) - table[t + 2]!);
      // (dE/dr) / r
      const slope = -strength * sixth * (12 * sixth - 6) * inverse;
      fx += slope * dx;
      fy += slope * dy;
      fz += slope * dz;
      const half = 0.5 * slope;
      strain[0]! += half * dx * dx;
      strain[1]! += half * dy * dy;
      strain[2]! += half * dz * dz;
      strain[3]! += half * dy * dz;
      strain[4]! += half * dx * dz;
      strain[5]! += half * dx * dy;
    }
    energies[i]! += energy;
    forces[3 * i]! += fx;
    forces[3 * i + 1]! += fy;
    forces[3 * i + 2]! += fz;
  }
}

/** Argon: epsilon/kB = 119.8 K and sigma = 3.405 angstrom (Rahman 1964), cut at 2.5 sigma, energy shifted to be continuous. */
export const lennardJonesArgon = lennardJones(
  "lj-ar",
  "Lennard-Jones argon, epsilon 0.0103 eV, sigma 3.405 angstrom, cut at 2.5 sigma and energy-shifted (Rahman, Phys. Rev. 136, A405, 1964)",
  [{ atomicNumber: 18, epsilon: 0.0103, sigma: 3.405 }],
  { cutoffAngstrom: 8.5125 },
);
