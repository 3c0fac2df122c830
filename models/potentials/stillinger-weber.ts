// The Stillinger-Weber potential of one element: pairs, and triplets that favour a bond angle.
// F. H. Stillinger and T. A. Weber, Phys. Rev. B 31, 5262 (1985), in the notation of LAMMPS pair_style sw:
//
//   E = sum_{i<j} epsilon A [B (sigma/r)^p - (sigma/r)^q] exp(sigma / (r - a sigma))
//     + sum_i sum_{j<k} epsilon lambda (cos theta_jik - cos theta_0)^2
//                       exp(gamma sigma / (r_ij - a sigma)) exp(gamma sigma / (r_ik - a sigma))
//
// Bonds inside the cutoff are gathered once an atom and their exponentials shared by all its triplets. The plain loops here are the
// reference of the kernel, and take over where it cannot run.
import { stillingerWeberKernel } from "../kernels/atoms/stillinger-weber.ts";
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { classicalPotential } from "./evaluation.ts";
import type { Potential } from "./potential.ts";

export interface StillingerWeberParameters {
  /** Energy, eV. */
  readonly epsilon: number;
  /** Length, angstrom. */
  readonly sigma: number;
  /** Cutoff in units of sigma. */
  readonly a: number;
  readonly lambda: number;
  readonly gamma: number;
  /** Cosine of the favoured angle. */
  readonly cosTheta0: number;
  readonly bigA: number;
  readonly bigB: number;
  readonly p: number;
  readonly q: number;
}

/** Stillinger and Weber 1985, with epsilon as in LAMMPS's Si.sw. */
export const silicon1985: StillingerWeberParameters = {
  epsilon: 2.1683,
  sigma: 2.0951,
  a: 1.8,
  lambda: 21,
  gamma: 1.2,
  // The decimal that LAMMPS's file has, so that both programs compute the same function.
  cosTheta0: -0.333333333333,
  bigA: 7.049556277,
  bigB: 0.6022245584,
  p: 4,
  q: 0,
};

/** R. L. C. Vink et al., J. Non-Cryst. Solids 282, 248 (2001): refitted to amorphous silicon, three-body part half as strong again. */
export const siliconVink2001: StillingerWeberParameters = { ...silicon1985, epsilon: 1.64833, lambda: 31.5 };

/** Bonds of one atom, gathered for its triplets; grows to the longest row met. */
class Bonds {
  capacity = 32;
  atom = new Int32Array(32);
  /** Unit vector to the neighbour, x y z, and gradient of the energy with respect to the bond vector, x y z (eV/angstrom): 6 a bond. */
  vectors = new Float64Array(6 * 32);
  /** Distance, its inverse, three-body factor g, and minus d ln g / dr: 4 a bond. */
  radial = new Float64Array(4 * 32);

  reserve(bonds: number): void {
    if (bonds <= this.capacity) return;
    this.capacity = 2 * bonds;
    this.atom = new Int32Array(this.capacity);
    this.vectors = new Float64Array(6 * this.capacity);
    this.radial = new Float64Array(4 * this.capacity);
  }
}

/** A Stillinger-Weber potential for one element. Per-atom energies as in LAMMPS: a pair's halves, a triplet's thirds. */
export function stillingerWeber(name: string, description: string, atomicNumber: number, parameters: StillingerWeberParameters): Potential {
  const cutoffAngstrom = parameters.a * parameters.sigma;
  const bonds = new Bonds();
  const tables = {
    species: [atomicNumber],
    legs: [{ ...parameters, end: cutoffAngstrom, reach: reachOf(parameters) }],
    strengths: [parameters.epsilon * parameters.lambda],
    cosines: [parameters.cosTheta0],
  };
  return classicalPotential({
    name,
    description,
    species: [atomicNumber],
    cutoffAngstrom,
    form: { kind: "stillinger-weber", tables },
    kernel: stillingerWeberKernel(tables),
    accumulate(structure, neighbours, { energies, forces, stress }) {
      accumulate(parameters, bonds, structure, neighbours, energies, forces, stress);
    },
  });
}

/** Nearer the cutoff than this, angstrom, both exponentials underflow to exactly 0, and r = cutoff would divide by 0. */
function reachOf({ a, sigma, gamma }: StillingerWeberParameters): number {
  return a * sigma - (Math.min(1, gamma) * sigma) / 750;
}

/** Adds per-atom energies (N, eV), forces (3N, eV/angstrom) and the strain derivative (Voigt, eV). */
function accumulate(
  parameters: StillingerWeberParameters,
  bonds: Bonds,
  structure: Structure,
  neighbours: NeighbourList,
  energies: Float64Array,
  forces: Float64Array,
  strain: Float64Array,
): void {
  const { epsilon, sigma, a, gamma, cosTheta0, p, q } = parameters;
  const scaleA = epsilon * parameters.bigA;
  const bigB = parameters.bigB;
  const scale3 = epsilon * parameters.lambda;
  const cutoff = a * sigma;
  const reach = reachOf(parameters);
  const reachSquared = reach * reach;
  const isSilicon = p === 4 && q === 0 && gamma === 1.2;
  const { positions, cell } = structure;
  const [c0, c1, c2, c3, c4, c5, c6, c7, c8] = cell as unknown as [number, number, number, number, number, number, number, number, number];
  const { first, neighbour, shift } = neighbours;
  const atoms = structure.atomicNumbers.length;
  let sxx = 0;
  let syy = 0;
  let szz = 0;
  let syz = 0;
  let sxz = 0;
  let sxy = 0;

  for (let i = 0; i < atoms; i++) {
    const from = first[i]!;
    const to = first[i + 1]!;
    bonds.reserve(to - from);
    const { atom, vectors, radial } = bonds;
    const x = positions[3 * i]!;
    const y = positions[3 * i + 1]!;
    const z = positions[3 * i + 2]!;
    let count = 0;
    let energy = 0;

    // Which entries are bonds, without a branch, which the processor could not predict: one entry in seven is.
    for (let entry = from; entry < to; entry++) {
      const j = neighbour[entry]!;
      let dx = positions[3 * j]! - x;
      let dy = positions[3 * j + 1]! - y;
      let dz = positions[3 * j + 2]! - z;
      const s0 = shift[3 * entry]!;
      const s1 = shift[3 * entry + 1]!;
      const s2 = shift[3 * entry + 2]!;
      if ((s0 | s1 | s2) !== 0) {
        dx += s0 * c0 + s1 * c3 + s2 * c6;
        dy += s0 * c1 + s1 * c4 + s2 * c7;
        dz += s0 * c2 + s1 * c5 + s2 * c8;
      }
      const square = dx * dx + dy * dy + dz * dz;
      atom[count] = j;
      const v = 6 * count;
      vectors[v] = dx;
      vectors[v + 1] = dy;
      vectors[v + 2] = dz;
      radial[4 * count] = square;
      count += Number(square < reachSquared);
    }

    for (let b = 0; b < count; b++) {
      const v = 6 * b;
      const w = 4 * b;
      const dx = vectors[v]!;
      const dy = vectors[v + 1]!;
      const dz = vectors[v + 2]!;
      const square = radial[w]!;
      const r = Math.sqrt(square);
      const inverse = 1 / r;
      const u = 1 / (r - cutoff);
      const su = sigma * u;
      let repulsion: number;
      let attraction: number;
      let pairFactor: number;
      let g: number;
      if (isSilicon) {
        // exp(s) and exp(1.2 s) from one exponential: fifth and sixth power of exp(0.2 s).
        const e = Math.exp(0.2 * su);
        const e2 = e * e;
        const e4 = e2 * e2;
        pairFactor = scaleA * e4 * e;
        g = e4 * e2;
        const ratio = sigma * inverse;
        const ratio2 = ratio * ratio;
        repulsion = bigB * ratio2 * ratio2;
        attraction = 1;
      } else {
        pairFactor = scaleA * Math.exp(su);
        g = Math.exp(gamma * su);
        repulsion = bigB * (sigma * inverse) ** p;
        attraction = (sigma * inverse) ** q;
      }
      const pair = repulsion - attraction;
      // Half of the pair: the other half comes from the row of j.
      energy += 0.5 * pair * pairFactor;
      const slope = -0.5 * pairFactor * ((p * repulsion - q * attraction) * inverse + pair * su * u);
      const ux = dx * inverse;
      const uy = dy * inverse;
      const uz = dz * inverse;
      vectors[v] = ux;
      vectors[v + 1] = uy;
      vectors[v + 2] = uz;
      vectors[v + 3] = slope * ux;
      vectors[v + 4] = slope * uy;
      vectors[v + 5] = slope * uz;
      radial[w] = r;
      radial[w + 1] = inverse;
      radial[w + 2] = g;
      radial[w + 3] = gamma * su * u;
    }

    for (let b = 0; b < count; b++) {
      const v = 6 * b;
      const w = 4 * b;
      const ux = vectors[v]!;
      const uy = vectors[v + 1]!;
      const uz = vectors[v + 2]!;
      const inverse = radial[w + 1]!;
      const g = scale3 * radial[w + 2]!;
      const decay = radial[w + 3]!;
      let gx = vectors[v + 3]!;
      let gy = vectors[v + 4]!;
      let gz = vectors[v + 5]!;
      let triplets = 0;
      const j = atom[b]!;
      for (let k = b + 1; k < count; k++) {
        const vk = 6 * k;
        const wk = 4 * k;
        const kx = vectors[vk]!;
        const ky = vectors[vk + 1]!;
        const kz = vectors[vk + 2]!;
        const cosine = ux * kx + uy * ky + uz * kz;
        const bend = cosine - cosTheta0;
        const half = g * radial[wk + 2]! * bend;
        const value = half * bend;
        // d value / d cosine over each distance: how the angle turns when either neighbour moves sideways.
        const turnB = 2 * half * inverse;
        const turnK = 2 * half * radial[wk + 1]!;
        const alongB = value * decay + cosine * turnB;
        const alongK = value * radial[wk + 3]! + cosine * turnK;
        gx += kx * turnB - ux * alongB;
        gy += ky * turnB - uy * alongB;
        gz += kz * turnB - uz * alongB;
        vectors[vk + 3]! += ux * turnK - kx * alongK;
        vectors[vk + 4]! += uy * turnK - ky * alongK;
        vectors[vk + 5]! += uz * turnK - kz * alongK;
        triplets += value;
        energies[atom[k]!]! += value * (1 / 3);
      }
      const third = triplets * (1 / 3);
      energy += third;
      energies[j]! += third;
      forces[3 * j]! -= gx;
      forces[3 * j + 1]! -= gy;
      forces[3 * j + 2]! -= gz;
      forces[3 * i]! += gx;
      forces[3 * i + 1]! += gy;
      forces[3 * i + 2]! += gz;
      const r = radial[w]!;
      const rx = r * ux;
      const ry = r * uy;
      const rz = r * uz;
      sxx += gx * rx;
      syy += gy * ry;
      szz += gz * rz;
      syz += gy * rz;
      sxz += gx * rz;
      sxy += gx * ry;
    }
    energies[i]! += energy;
  }
  strain[0] = sxx;
  strain[1] = syy;
  strain[2] = szz;
  strain[3] = syz;
  strain[4] = sxz;
  strain[5] = sxy;
}

export const stillingerWeberSilicon1985 = stillingerWeber(
  "sw-si-1985",
  "Stillinger-Weber silicon, Phys. Rev. B 31, 5262 (1985)",
  14,
  silicon1985,
);

export const stillingerWeberSiliconVink2001 = stillingerWeber(
  "sw-si-vink2001",
  "Stillinger-Weber refitted to amorphous silicon, Vink et al., J. Non-Cryst. Solids 282, 248 (2001)",
  14,
  siliconVink2001,
);
