// The embedded-atom method from tables: pairs, and an energy of embedding each atom in the density of its neighbours.
// M. S. Daw and M. I. Baskes, Phys. Rev. B 29, 6443 (1984); with densities that depend on both elements,
// M. W. Finnis and J. E. Sinclair, Philos. Mag. A 50, 45 (1984). As LAMMPS computes pair_style eam, eam/alloy and eam/fs:
//
//   E = sum_i F_i(rho_i) + sum_{i<j} phi_ij(r),   rho_i = sum_j f_ji(r),   r < cutoff
//
// Beyond the last tabulated density F goes on as a straight line.
import { embeddedAtomKernel } from "../kernels/atoms/embedded-atom.ts";
import { BondRow, KeptBonds, speciesIndex } from "./bond-row.ts";
import { eamSpline, splineStride } from "./eam-spline.ts";
import { classicalPotential } from "./evaluation.ts";
import type { Potential } from "./potential.ts";

/** Tabulated functions of S species; all share the two grids, which start at 0. */
export interface EamTables {
  readonly species: readonly number[];
  /** Node distance of the embedding functions, in the file's unit of density. */
  readonly densityStep: number;
  /** Where F's straight line begins. */
  readonly largestDensity: number;
  /** Node distance of the functions of distance, angstrom. */
  readonly distanceStep: number;
  readonly cutoffAngstrom: number;
  /** F by species, eV. */
  readonly embedding: readonly ArrayLike<number>[];
  /** Density that an atom of species a makes at one of species b, at a S + b. */
  readonly density: readonly ArrayLike<number>[];
  /** r phi of species a and b, eV angstrom, at a S + b; equal to that at b S + a. */
  readonly pair: readonly ArrayLike<number>[];
}

/** An EAM potential. Per-atom energies as in LAMMPS: the embedding energy, and half of each pair. */
export function embeddedAtom(name: string, description: string, tables: EamTables): Potential {
  const { species, cutoffAngstrom, distanceStep } = tables;
  const count = species.length;
  const indexOf = speciesIndex(species);
  const density = splines(tables.density, distanceStep);
  const pair = splines(tables.pair, distanceStep);
  const embedding = splines(tables.embedding, tables.densityStep);
  const nodesPerAngstrom = 1 / distanceStep;
  const row = new BondRow();
  const kept = new KeptBonds();
  return classicalPotential({
    name,
    description,
    species,
    cutoffAngstrom,
    kernel: embeddedAtomKernel({ ...tables, nodesPerAngstrom, density, pair, embedding }),
    accumulate(structure, neighbours, parts) {
      const { atomicNumbers } = structure;
      const atoms = atomicNumbers.length;
      kept.start(atoms);
      const { energies } = parts;
      // Densities first; they then give their places to the derivatives of F.
      const slopes = new Float64Array(atoms);
      for (let i = 0; i < atoms; i++) {
        const bonds = row.gather(structure, neighbours, i, cutoffAngstrom, true);
        kept.keep(i, row, bonds);
        const a = indexOf[atomicNumbers[i]!]!;
        const { atom, distance } = row;
        let own = 0;
        for (let b = 0; b < bonds; b++) {
          const j = atom[b]!;
          const c = indexOf[atomicNumbers[j]!]!;
          const p = distance[b]! * nodesPerAngstrom;
          const toJ = valueAt(density[a * count + c]!, p);
          own += a === c ? toJ : valueAt(density[c * count + a]!, p);
          slopes[j]! += toJ;
        }
        slopes[i]! += own;
      }
      for (let i = 0; i < atoms; i++) {
        const spline = embedding[indexOf[atomicNumbers[i]!]!]!;
        const rho = slopes[i]!;
        const slope = slopeAt(spline, rho / tables.densityStep);
        energies[i] = valueAt(spline, rho / tables.densityStep) + Math.max(0, rho - tables.largestDensity) * slope;
        slopes[i] = slope;
      }
      for (let i = 0; i < atoms; i++) {
        const from = kept.first[i]!;
        const bonds = kept.first[i + 1]! - from;
        row.recall(structure, neighbours, i, kept.entries, from, bonds);
        const a = indexOf[atomicNumbers[i]!]!;
        const { atom, distance, vector, gradient } = row;
        const slopeI = slopes[i]!;
        let own = 0;
        for (let b = 0; b < bonds; b++) {
          const j = atom[b]!;
          const c = indexOf[atomicNumbers[j]!]!;
          const inverse = 1 / distance[b]!;
          const p = distance[b]! * nodesPerAngstrom;
          const product = pair[a * count + c]!;
          const phi = valueAt(product, p) * inverse;
          const half = 0.5 * phi;
          own += half;
          energies[j]! += half;
          const toJ = slopeAt(density[a * count + c]!, p);
          const toI = a === c ? toJ : slopeAt(density[c * count + a]!, p);
          const slope = (slopeI * toI + slopes[j]! * toJ + (slopeAt(product, p) - phi) * inverse) * inverse;
          gradient[3 * b] = slope * vector[3 * b]!;
          gradient[3 * b + 1] = slope * vector[3 * b + 1]!;
          gradient[3 * b + 2] = slope * vector[3 * b + 2]!;
        }
        energies[i]! += own;
        row.addGradients(i, bonds, parts.forces, parts.stress);
      }
    },
  });
}

/** One spline a table; tables that are the same array share theirs. */
function splines(tables: readonly ArrayLike<number>[], step: number): Float64Array[] {
  const made = new Map<ArrayLike<number>, Float64Array>();
  return tables.map((table) => {
    const spline = made.get(table) ?? eamSpline(table, step);
    made.set(table, spline);
    return spline;
  });
}

/** Cubics start from the first node to the last but one; the first goes on below 0 (some files have negative densities). */
function nodeOf(spline: Float64Array, p: number): number {
  return Math.min(Math.max(Math.floor(p), 0), spline.length / splineStride - 2);
}

/** Value at p node distances from 0. */
function valueAt(spline: Float64Array, p: number): number {
  const m = nodeOf(spline, p);
  const x = Math.min(p - m, 1);
  const at = splineStride * m;
  return ((spline[at + 3]! * x + spline[at + 4]!) * x + spline[at + 5]!) * x + spline[at + 6]!;
}

/** Derivative, per unit of the table's variable. */
function slopeAt(spline: Float64Array, p: number): number {
  const m = nodeOf(spline, p);
  const x = Math.min(p - m, 1);
  const at = splineStride * m;
  return (spline[at]! * x + spline[at + 1]!) * x + spline[at + 2]!;
}
