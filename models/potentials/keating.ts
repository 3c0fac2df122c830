// The Keating potential: springs on bonds and on the angles between them, for networks of four-fold coordinated atoms.
// P. N. Keating, Phys. Rev. 145, 637 (1966), as F. Wooten, K. Winer and D. Weaire, Phys. Rev. Lett. 54, 1392 (1985) write it:
//
//   E = sum_i { 3/16 alpha/d^2 sum_j (r_ij^2 - d^2)^2 + 3/8 beta/d^2 sum_{j<k} (r_ij . r_ik + d^2/3)^2 }
//
// with j and k among the four neighbours of i: each bond counts from both its ends, which the elastic constants ask for. This is the one
// convention everywhere here. Where authors count each bond once, their alpha is halved for it (`bondsCountedOnce`), their beta is not.
// Which bonds there are is not its business: a fixed topology is given, or each atom is bonded to its nearest four.
import type { NeighbourList } from "../structure/neighbour-list.ts";
import { BondRow } from "./bond-row.ts";
import { classicalPotential } from "./evaluation.ts";
import { nearestBonds } from "./nearest-bonds.ts";
import type { Potential } from "./potential.ts";

export interface KeatingParameters {
  /** Bond stretching, eV/angstrom^2. */
  readonly alpha: number;
  /** Bond bending, eV/angstrom^2. */
  readonly beta: number;
  /** d, angstrom. */
  readonly bondLength: number;
}

/** Silicon as in Wooten, Winer and Weaire 1985, with the digits of G. T. Barkema and N. Mousseau, Phys. Rev. B 62, 4985 (2000). */
export const keatingSiliconParameters: KeatingParameters = { alpha: 2.965, beta: 0.285 * 2.965, bondLength: 2.35 };

/** Parameters of authors who count each bond once, for the formula above: the same energies with theirs in theirs. */
export function bondsCountedOnce({ alpha, beta, bondLength }: KeatingParameters): KeatingParameters {
  return { alpha: alpha / 2, beta, bondLength };
}

/**
 * A Keating potential of one element. With `bonds` (each bond from both its ends) the topology is fixed, and belongs to structures
 * with these atoms in this order, not wrapped back into the cell; without, it is each atom's nearest four within 1.6 bond lengths,
 * found anew at each evaluation: energies then jump where another atom becomes the fourth. A bond's energy goes half to each end,
 * an angle's to its apex.
 */
export function keating(
  name: string,
  description: string,
  atomicNumber: number,
  parameters: KeatingParameters,
  bonds?: NeighbourList,
): Potential {
  const { alpha, beta, bondLength } = parameters;
  const square = bondLength * bondLength;
  const stretch = (3 / 16) * (alpha / square);
  const bend = (3 / 8) * (beta / square);
  const cutoffAngstrom = 1.6 * bondLength;
  const row = new BondRow();
  return classicalPotential({
    name,
    description,
    species: [atomicNumber],
    cutoffAngstrom,
    bonds,
    accumulate(structure, neighbours, parts) {
      const topology = bonds ?? nearestBonds(structure, neighbours, 4);
      const atoms = structure.atomicNumbers.length;
      for (let i = 0; i < atoms; i++) {
        // Of the nearest four, one may lie in the skin behind the cutoff: it is no bond.
        const count = row.gather(structure, topology, i, bonds ? Number.POSITIVE_INFINITY : cutoffAngstrom);
        const { atom, vector, distance, gradient } = row;
        let own = 0;
        for (let b = 0; b < count; b++) {
          const x = vector[3 * b]!;
          const y = vector[3 * b + 1]!;
          const z = vector[3 * b + 2]!;
          const excess = distance[b]! * distance[b]! - square;
          // The bond from this end, shared by both; as much comes from the row of the other end.
          const half = 0.5 * stretch * excess * excess;
          own += half;
          parts.energies[atom[b]!]! += half;
          const pull = 4 * stretch * excess;
          let gx = pull * x;
          let gy = pull * y;
          let gz = pull * z;
          for (let k = b + 1; k < count; k++) {
            const kx = vector[3 * k]!;
            const ky = vector[3 * k + 1]!;
            const kz = vector[3 * k + 2]!;
            const miss = x * kx + y * ky + z * kz + square / 3;
            own += bend * miss * miss;
            const turn = 2 * bend * miss;
            gx += turn * kx;
            gy += turn * ky;
            gz += turn * kz;
            gradient[3 * k]! += turn * x;
            gradient[3 * k + 1]! += turn * y;
            gradient[3 * k + 2]! += turn * z;
          }
          gradient[3 * b]! += gx;
          gradient[3 * b + 1]! += gy;
          gradient[3 * b + 2]! += gz;
        }
        parts.energies[i]! += own;
        row.addGradients(i, count, parts.forces, parts.stress);
      }
    },
  });
}

export const keatingSilicon = keating(
  "keating-si",
  "Keating silicon, alpha 2.965 eV/angstrom^2, beta 0.285 alpha (Wooten, Winer and Weaire 1985), bonds to the nearest four; strain energy above the crystal",
  14,
  keatingSiliconParameters,
);
