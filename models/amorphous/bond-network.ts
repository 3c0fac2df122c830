// A four-fold network: atoms in a rectangular periodic box, and a table of who is bonded to whom that distances do not change.
// Its Keating energy, over all atoms or over a neighbourhood. What bond-switching.ts works on.
import { bondsCountedOnce, type KeatingParameters, keatingSiliconParameters } from "../potentials/keating.ts";
import { wrapPositions } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";

export interface BondNetwork {
  /** Edges of the box, angstrom. */
  readonly box: readonly [number, number, number];
  /** Angstrom, 3N; may lie outside the box. */
  readonly positions: Float64Array;
  /** The four neighbours of each atom, 4N, each bond from both its ends. */
  readonly bonds: Int32Array;
}

/** Diamond of 8 n^3 atoms in a cubic box, bonds included. Bonds are told apart from images of themselves from n = 2 on. */
export function diamondNetwork(cellsPerEdge: number, edgeAngstrom: number): BondNetwork {
  if (!Number.isInteger(cellsPerEdge) || cellsPerEdge < 2)
    throw new RangeError(`A network needs 2 or more cells an edge, not ${cellsPerEdge}.`);
  const a = edgeAngstrom / cellsPerEdge;
  const sites = [0, 0, 0, 0, 2, 2, 2, 0, 2, 2, 2, 0, 1, 1, 1, 1, 3, 3, 3, 1, 3, 3, 3, 1];
  const positions = new Float64Array(24 * cellsPerEdge ** 3);
  let p = 0;
  for (let x = 0; x < cellsPerEdge; x++)
    for (let y = 0; y < cellsPerEdge; y++)
      for (let z = 0; z < cellsPerEdge; z++)
        for (let s = 0; s < 24; s += 3) {
          positions[p++] = a * (x + sites[s]! / 4);
          positions[p++] = a * (y + sites[s + 1]! / 4);
          positions[p++] = a * (z + sites[s + 2]! / 4);
        }
  const box = [edgeAngstrom, edgeAngstrom, edgeAngstrom] as const;
  const atoms = positions.length / 3;
  const bonds = new Int32Array(4 * atoms).fill(-1);
  const reach = (0.5 * a) ** 2;
  const d = new Float64Array(3);
  for (let i = 0; i < atoms; i++) {
    let count = 0;
    for (let j = 0; j < atoms; j++) {
      if (j === i) continue;
      bondVector(box, positions, i, j, d);
      if (d[0]! ** 2 + d[1]! ** 2 + d[2]! ** 2 < reach) bonds[4 * i + count++] = j;
    }
  }
  return { box, positions, bonds };
}

/** Writes the vector from atom i to the nearest image of atom j. */
export function bondVector(
  box: readonly [number, number, number],
  positions: Float64Array,
  i: number,
  j: number,
  vector: Float64Array,
): void {
  for (let a = 0; a < 3; a++) {
    const d = positions[3 * j + a]! - positions[3 * i + a]!;
    vector[a] = d - box[a]! * Math.round(d / box[a]!);
  }
}

/** As G. T. Barkema and N. Mousseau, Phys. Rev. B 62, 4985 (2000), anneal networks: they count each bond once. With bonds half as stiff
 * against angles, angles come out narrower by more than a degree. */
export const annealingParameters: KeatingParameters = bondsCountedOnce(keatingSiliconParameters);

/** Adds up Keating energies; keeps its working arrays from call to call. */
export class NetworkEnergy {
  private readonly stretch: number;
  private readonly bend: number;
  private readonly square: number;
  private readonly vectors = new Float64Array(12);
  private readonly gradients = new Float64Array(12);

  constructor({ alpha, beta, bondLength }: KeatingParameters = annealingParameters) {
    this.square = bondLength * bondLength;
    this.stretch = ((3 / 16) * alpha) / this.square;
    this.bend = ((3 / 8) * beta) / this.square;
  }

  /**
   * Energy, eV, of the bonds (each counts from both its ends) and angles of the first `count` atoms of `apexes`; with all atoms as apexes
   * the energy of the network. `forces` (3N, eV/angstrom) is zeroed and filled with minus its gradient.
   */
  evaluate({ box, positions, bonds }: BondNetwork, apexes: Int32Array, count: number, forces: Float64Array): number {
    const { vectors, gradients, square, stretch, bend } = this;
    const [lx, ly, lz] = box;
    const [hx, hy, hz] = [lx / 2, ly / 2, lz / 2];
    forces.fill(0);
    let energy = 0;
    for (let n = 0; n < count; n++) {
      const i = apexes[n]!;
      const x = positions[3 * i]!;
      const y = positions[3 * i + 1]!;
      const z = positions[3 * i + 2]!;
      for (let b = 0; b < 4; b++) {
        const j = 3 * bonds[4 * i + b]!;
        let dx = positions[j]! - x;
        let dy = positions[j + 1]! - y;
        let dz = positions[j + 2]! - z;
        while (dx > hx) dx -= lx;
        while (dx < -hx) dx += lx;
        while (dy > hy) dy -= ly;
        while (dy < -hy) dy += ly;
        while (dz > hz) dz -= lz;
        while (dz < -hz) dz += lz;
        const excess = dx * dx + dy * dy + dz * dz - square;
        energy += stretch * excess * excess;
        const pull = 4 * stretch * excess;
        vectors[3 * b] = dx;
        vectors[3 * b + 1] = dy;
        vectors[3 * b + 2] = dz;
        gradients[3 * b] = pull * dx;
        gradients[3 * b + 1] = pull * dy;
        gradients[3 * b + 2] = pull * dz;
      }
      for (let b = 0; b < 9; b += 3) {
        const bx = vectors[b]!;
        const by = vectors[b + 1]!;
        const bz = vectors[b + 2]!;
        for (let k = b + 3; k < 12; k += 3) {
          const kx = vectors[k]!;
          const ky = vectors[k + 1]!;
          const kz = vectors[k + 2]!;
          const miss = bx * kx + by * ky + bz * kz + square / 3;
          energy += bend * miss * miss;
          const turn = 2 * bend * miss;
          gradients[b]! += turn * kx;
          gradients[b + 1]! += turn * ky;
          gradients[b + 2]! += turn * kz;
          gradients[k]! += turn * bx;
          gradients[k + 1]! += turn * by;
          gradients[k + 2]! += turn * bz;
        }
      }
      for (let b = 0; b < 4; b++) {
        const j = 3 * bonds[4 * i + b]!;
        for (let a = 0; a < 3; a++) {
          forces[3 * i + a]! += gradients[3 * b + a]!;
          forces[j + a]! -= gradients[3 * b + a]!;
        }
      }
    }
    return energy;
  }
}

/** Mean and standard deviation of all bond angles, degrees. */
export function bondAngles({ box, positions, bonds }: BondNetwork): { mean: number; sigma: number } {
  const vectors = [0, 1, 2, 3].map(() => new Float64Array(3));
  let [count, sum, squares] = [0, 0, 0];
  for (let i = 0; i < positions.length / 3; i++) {
    for (let b = 0; b < 4; b++) bondVector(box, positions, i, bonds[4 * i + b]!, vectors[b]!);
    for (let b = 0; b < 4; b++)
      for (let k = b + 1; k < 4; k++) {
        const [u, v] = [vectors[b]!, vectors[k]!];
        const dot = u[0]! * v[0]! + u[1]! * v[1]! + u[2]! * v[2]!;
        const angle = (Math.acos(dot / Math.hypot(u[0]!, u[1]!, u[2]!) / Math.hypot(v[0]!, v[1]!, v[2]!)) * 180) / Math.PI;
        count++;
        sum += angle;
        squares += angle * angle;
      }
  }
  const mean = sum / count;
  return { mean, sigma: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/** The network as a structure of one element, wrapped into its box. */
export function networkStructure({ box, positions }: BondNetwork, atomicNumber = 14): Structure {
  const cell = Float64Array.of(box[0], 0, 0, 0, box[1], 0, 0, 0, box[2]);
  const periodic = [true, true, true] as const;
  return {
    positions: wrapPositions(positions, cell, periodic),
    cell,
    atomicNumbers: new Uint8Array(positions.length / 3).fill(atomicNumber),
    periodic,
  };
}
