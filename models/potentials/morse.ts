// The Morse potential (P. M. Morse, Phys. Rev. 34, 57, 1929), cut off and by default shifted so that its energy is continuous
// (forces are not). As LAMMPS's pair_style morse:
//
//   E = sum_{i<j} D [exp(-2 alpha (r - r0)) - 2 exp(-alpha (r - r0))] - E_ij(cutoff),   r < cutoff
import { bondPotential } from "./bond-potential.ts";
import { speciesIndex } from "./bond-row.ts";
import type { Potential } from "./potential.ts";
import { pairTable } from "./species-table.ts";

/** One pair of elements, in either order. */
export interface MorsePair {
  readonly elements: readonly [number, number];
  /** Depth D of the well, eV. */
  readonly depth: number;
  /** 1/angstrom. */
  readonly alpha: number;
  /** Distance of the minimum, angstrom. */
  readonly distance: number;
}

export interface MorseOptions {
  readonly cutoffAngstrom: number;
  /** Whether each pair's energy is shifted to 0 at the cutoff (LAMMPS pair_modify shift yes). Default: true. */
  readonly shifted?: boolean;
}

/**
 * A Morse potential. There is no rule to mix elements: every pair must be given.
 * @throws RangeError for a pair that is missing or stands twice
 */
export function morse(name: string, description: string, pairs: readonly MorsePair[], options: MorseOptions): Potential {
  const { cutoffAngstrom, shifted = true } = options;
  const { species, pairs: table } = pairTable(pairs, name);
  const count = species.length;
  const indexOf = speciesIndex(species);
  const shifts = table.map(({ depth, alpha, distance }) => {
    const e = Math.exp(-alpha * (cutoffAngstrom - distance));
    return shifted ? depth * e * (e - 2) : 0;
  });
  return bondPotential({
    name,
    description,
    species,
    cutoffAngstrom,
    half: true,
    addAtom(i, bonds, row, atomicNumbers, energies) {
      const a = count * indexOf[atomicNumbers[i]!]!;
      for (let b = 0; b < bonds; b++) {
        const j = row.atom[b]!;
        const pair = a + indexOf[atomicNumbers[j]!]!;
        const { depth, alpha, distance } = table[pair]!;
        const r = row.distance[b]!;
        const e = Math.exp(-alpha * (r - distance));
        const half = 0.5 * (depth * e * (e - 2) - shifts[pair]!);
        energies[i]! += half;
        energies[j]! += half;
        const slope = (-2 * alpha * depth * e * (e - 1)) / r;
        for (let x = 3 * b; x < 3 * b + 3; x++) row.gradient[x] = slope * row.vector[x]!;
      }
    },
  });
}

/** L. A. Girifalco and V. G. Weizer, Phys. Rev. 114, 687 (1959): fitted to copper's lattice constant, cohesion and
 * compressibility; the numbers are those of DL_POLY's copper example. */
export const morseCopper1959 = morse(
  "morse-cu-1959",
  "Morse copper, Girifalco and Weizer, Phys. Rev. 114, 687 (1959), cut at 9 angstrom and energy-shifted; pairs only",
  [{ elements: [29, 29], depth: 0.3429, alpha: 1.3588, distance: 2.866 }],
  { cutoffAngstrom: 9 },
);
