// The contract of every potential, classical or learned: energy, per-atom energies, forces and stress together.
import type { Stepwise } from "../analysis/stepwise.ts";
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import type { PotentialForm } from "./potential-form.ts";

/** A descriptor of an atom outside the range that the model was trained on. */
export interface Extrapolation {
  /** Atom index, from 0. */
  readonly atom: number;
  /** Index of the descriptor function within the atom's element, from 0, and its readable name, such as "G2 Si-Si eta=0.05 Rs=0 Rc=6". */
  readonly functionIndex: number;
  readonly functionName: string;
  readonly value: number;
  /** Training range. */
  readonly minimum: number;
  readonly maximum: number;
}

export interface Evaluation {
  /** Total energy, eV; the sum of `energies`. */
  readonly energy: number;
  /** Per-atom energies, eV, N. */
  readonly energies: Float64Array;
  /** Forces, eV/angstrom, 3N: minus the gradient of `energy`. */
  readonly forces: Float64Array;
  /** Stress, eV/angstrom^3, Voigt xx yy zz yz xz xy, positive under tension; all zero where the cell has no volume. */
  readonly stress: Float64Array;
  /** Learned potentials list what extrapolates (empty: nothing does); classical ones leave it out. */
  readonly extrapolations?: readonly Extrapolation[];
  /** Committees: standard deviation between members, of the energy (eV) and of each atom's force (eV/angstrom, N). */
  readonly spread?: { readonly energy: number; readonly forces: Float64Array };
}

export interface Potential {
  /** Name as users write it: "sw-si-1985", "lj-ar", or a learned model's "name@version". */
  readonly name: string;
  /** One line for people: what it is and its source. */
  readonly description: string;
  /** Atomic numbers it covers. */
  readonly species: readonly number[];
  /** Neighbours farther than this do not matter, angstrom. */
  readonly cutoffAngstrom: number;
  /** What it is made of, where engines have kernels of their own for it. */
  readonly form?: PotentialForm;
  /** Of a committee: how many models it is the mean of. Its evaluations have a spread. */
  readonly members?: number;
  /**
   * Evaluates a structure. The list must be a full one built for at least `cutoffAngstrom` (it may hold farther
   * pairs: a Verlet skin), for these positions or ones moved by less than half the skin.
   * The result is the caller's own. With `into`, an earlier result of the same size that the caller no longer needs, its
   * arrays may be overwritten and returned again: loops such as MD save an allocation a step. A potential may ignore it.
   * @throws RangeError naming the first atom whose element the potential does not cover
   */
  evaluate(structure: Structure, neighbours: NeighbourList, into?: Evaluation): Evaluation;
  /** The same in pieces of some milliseconds, so that others are answered in between; absent: it is quick enough as a whole. */
  steps?(structure: Structure, neighbours: NeighbourList): Stepwise<Evaluation>;
  /** Told of structures that are evaluated next, where several are known beforehand: what computes elsewhere takes them up together. */
  announce?(structures: readonly Structure[]): void;
}
