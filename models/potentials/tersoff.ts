// The Tersoff bond-order potential for one or several elements.
// J. Tersoff, Phys. Rev. B 37, 6991 (1988); 38, 9902 (1988); 39, 5566 (1989), in the notation of LAMMPS pair_style tersoff:
//
//   E = 1/2 sum_i sum_{j != i} fC(r_ij) [A exp(-lambda1 r_ij) - b_ij B exp(-lambda2 r_ij)]
//   b_ij = (1 + (beta zeta_ij)^n)^(-1/2n)
//   zeta_ij = sum_{k != i,j} fC(r_ik) g(theta_jik) exp[(lambda3 (r_ij - r_ik))^m]
//   g = gamma (1 + c^2/d^2 - c^2 / (d^2 + (cos theta - cos theta_0)^2))
//   fC = 1 below R - D, 1/2 - 1/2 sin(pi/2 (r - R)/D) between, 0 above R + D
//
// Bonds are gathered once an atom; every triplet's cosine, g and exponential are kept from zeta for the forces. The plain loops here are
// the reference of the kernel, and take over where it cannot run.
import { tersoffKernel } from "../kernels/atoms/tersoff.ts";
import { bondPotential } from "./bond-potential.ts";
import { type BondRow, speciesIndex } from "./bond-row.ts";
import type { Potential } from "./potential.ts";
import { type TripleEntry, tripleTable } from "./species-table.ts";
import { type BondOrderLimits, bondOrder, bondOrderLimits } from "./tersoff-bond-order.ts";

/** Parameters of a triple i j k. A pair's own (n, beta, lambda1, lambda2, A, B) are read from i j j alone. */
export interface TersoffParameters {
  /** Exponent m: 3 or 1. */
  readonly m: number;
  readonly gamma: number;
  /** 1/angstrom. */
  readonly lambda3: number;
  readonly c: number;
  readonly d: number;
  /** Cosine of the favoured angle: h of the papers. */
  readonly cosTheta0: number;
  readonly n: number;
  readonly beta: number;
  /** 1/angstrom. */
  readonly lambda2: number;
  /** eV. */
  readonly bigB: number;
  /** Middle and half width of the cutoff, angstrom: (S + R)/2 and (S - R)/2 of the 1989 paper. */
  readonly bigR: number;
  readonly bigD: number;
  /** 1/angstrom. */
  readonly lambda1: number;
  /** eV. */
  readonly bigA: number;
}

/** What one evaluation needs beside the parameters; grows to the longest row met. */
class Triplets {
  /** Cutoff function of each bond and its derivative (1/angstrom), as each species of bonded neighbour sees them: 2 a bond and species. */
  taper = new Float64Array(0);
  /** Cosine, g, dg/dcosine, exponential, and its logarithm's derivative with r_ij (1/angstrom) of the bond in hand with each other: 5 a bond. */
  angle = new Float64Array(0);
  /** Species index of each neighbour. */
  species = new Int32Array(0);

  reserve(bonds: number, count: number): void {
    if (bonds <= this.species.length) return;
    this.species = new Int32Array(2 * bonds);
    this.taper = new Float64Array(4 * bonds * count);
    this.angle = new Float64Array(10 * bonds);
  }
}

/**
 * A Tersoff potential. Per-atom energies as in LAMMPS: a bond's energy goes half to each end.
 * @throws RangeError for a triple that is missing or stands twice
 */
export function tersoff(name: string, description: string, entries: readonly TripleEntry<TersoffParameters>[]): Potential {
  const { species, parameters } = tripleTable(entries, name);
  const cutoffAngstrom = Math.max(...parameters.map((one) => one.bigR + one.bigD));
  const limits = parameters.map((one) => bondOrderLimits(one.n));
  const indexOf = speciesIndex(species);
  const triplets = new Triplets();
  return bondPotential({
    name,
    description,
    species,
    cutoffAngstrom,
    form: { kind: "tersoff", entries },
    kernel: tersoffKernel(species, parameters),
    addAtom(i, count, row, atomicNumbers, energies) {
      triplets.reserve(count, species.length);
      for (let b = 0; b < count; b++) triplets.species[b] = indexOf[atomicNumbers[row.atom[b]!]!]!;
      addAtom(i, indexOf[atomicNumbers[i]!]!, count, species.length, parameters, limits, row, triplets, energies);
    },
  });
}

/** Adds the energies (eV) of one atom's bonds to both ends, and their gradients to the row. */
function addAtom(
  i: number,
  a: number,
  count: number,
  speciesCount: number,
  parameters: readonly TersoffParameters[],
  limits: readonly BondOrderLimits[],
  row: BondRow,
  triplets: Triplets,
  energies: Float64Array,
): void {
  const { atom, vector, distance, gradient } = row;
  const { taper, angle, species } = triplets;
  const order = bondOrder;

  // The cutoff of a third atom may differ with the bonded one.
  for (let b = 0; b < count; b++) {
    for (let s = 0; s < speciesCount; s++) {
      const { bigR, bigD } = parameters[(a * speciesCount + s) * speciesCount + species[b]!]!;
      const r = distance[b]!;
      const place = 2 * (b * speciesCount + s);
      if (r < bigR - bigD) {
        taper[place] = 1;
        taper[place + 1] = 0;
      } else if (r > bigR + bigD || bigD === 0) {
        taper[place] = 0;
        taper[place + 1] = 0;
      } else {
        const phase = (Math.PI / 2) * ((r - bigR) / bigD);
        taper[place] = 0.5 * (1 - Math.sin(phase));
        taper[place + 1] = -(Math.PI / 4 / bigD) * Math.cos(phase);
      }
    }
    // From here on vectors are wanted as directions; addGradients wants them whole again, see the end.
    const inverse = 1 / distance[b]!;
    vector[3 * b]! *= inverse;
    vector[3 * b + 1]! *= inverse;
    vector[3 * b + 2]! *= inverse;
  }

  for (let b = 0; b < count; b++) {
    const s = species[b]!;
    const own = 2 * (b * speciesCount + s);
    const cut = taper[own]!;
    const cutSlope = taper[own + 1]!;
    if (cut === 0 && cutSlope === 0) continue;
    const triple = (a * speciesCount + s) * speciesCount;
    const pair = parameters[triple + s]!;
    const r = distance[b]!;
    const ux = vector[3 * b]!;
    const uy = vector[3 * b + 1]!;
    const uz = vector[3 * b + 2]!;

    let zeta = 0;
    for (let k = 0; k < count; k++) {
      const cutK = taper[2 * (k * speciesCount + s)]!;
      if (k === b || cutK === 0) continue;
      const { gamma, c, d, cosTheta0, lambda3, m } = parameters[triple + species[k]!]!;
      const cosine = ux * vector[3 * k]! + uy * vector[3 * k + 1]! + uz * vector[3 * k + 2]!;
      const bend = cosTheta0 - cosine;
      const inverse = 1 / (d * d + bend * bend);
      const g = gamma * (1 + (c * c) / (d * d) - c * c * inverse);
      const w = 5 * k;
      angle[w] = cosine;
      angle[w + 1] = g;
      angle[w + 2] = -2 * gamma * c * c * bend * inverse * inverse;
      if (lambda3 === 0) {
        angle[w + 3] = 1;
        angle[w + 4] = 0;
        zeta += cutK * g;
      } else {
        const difference = lambda3 * (r - distance[k]!);
        const exponent = m === 3 ? difference * difference * difference : difference;
        // As LAMMPS bounds it, so that an atom pushed through another gives no infinity.
        const exponential = exponent > 69.0776 ? 1e30 : exponent < -69.0776 ? 0 : Math.exp(exponent);
        angle[w + 3] = exponential;
        angle[w + 4] = m === 3 ? 3 * lambda3 * difference * difference : lambda3;
        zeta += cutK * g * exponential;
      }
    }

    order.compute(pair.beta, pair.n, zeta, limits[triple + s]!);
    const repulsion = 0.5 * pair.bigA * Math.exp(-pair.lambda1 * r);
    const attraction = -0.5 * pair.bigB * Math.exp(-pair.lambda2 * r);
    const uncut = repulsion + order.value * attraction;
    const half = 0.5 * cut * uncut;
    energies[i]! += half;
    energies[atom[b]!]! += half;
    const slope = cutSlope * uncut - cut * (pair.lambda1 * repulsion + pair.lambda2 * order.value * attraction);
    // dE / dzeta
    const factor = cut * attraction * order.slope;
    let gx = slope * ux;
    let gy = slope * uy;
    let gz = slope * uz;
    if (factor !== 0) {
      const inverse = 1 / r;
      for (let k = 0; k < count; k++) {
        const place = 2 * (k * speciesCount + s);
        const cutK = taper[place]!;
        if (k === b || cutK === 0) continue;
        const w = 5 * k;
        const cosine = angle[w]!;
        const weight = factor * angle[w + 3]!;
        const turn = weight * cutK * angle[w + 2]!;
        const along = weight * cutK * angle[w + 1]! * angle[w + 4]!;
        const alongK = weight * taper[place + 1]! * angle[w + 1]! - along;
        const kx = vector[3 * k]!;
        const ky = vector[3 * k + 1]!;
        const kz = vector[3 * k + 2]!;
        const turnB = turn * inverse;
        const turnK = turn / distance[k]!;
        const ownB = along - cosine * turnB;
        const ownK = alongK - cosine * turnK;
        gx += turnB * kx + ownB * ux;
        gy += turnB * ky + ownB * uy;
        gz += turnB * kz + ownB * uz;
        gradient[3 * k]! += turnK * ux + ownK * kx;
        gradient[3 * k + 1]! += turnK * uy + ownK * ky;
        gradient[3 * k + 2]! += turnK * uz + ownK * kz;
      }
    }
    gradient[3 * b]! += gx;
    gradient[3 * b + 1]! += gy;
    gradient[3 * b + 2]! += gz;
  }

  for (let b = 0; b < count; b++) {
    vector[3 * b]! *= distance[b]!;
    vector[3 * b + 1]! *= distance[b]!;
    vector[3 * b + 2]! *= distance[b]!;
  }
}
