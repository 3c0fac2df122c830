// What a model says of a structure, as it crosses from compute to the daemon.
import type { Extrapolation } from "@adatom/models/potentials/potential.ts";
import type { NearestStructure } from "@adatom/models/selection/known-environments.ts";

export interface NearestToAtom {
  /** From 0. */
  readonly atom: number;
  readonly structures: readonly NearestStructure[];
}

export interface PredictionSummary {
  readonly model: string;
  readonly natoms: number;
  readonly energy: number;
  readonly maximumForce: number;
  readonly stress: readonly number[] | null;
  /** Distinct atoms out of range, and the first 100 single findings. */
  readonly extrapolatingAtoms: number;
  /** The same by element, most first; where there are any. */
  readonly extrapolatingByElement?: readonly { readonly element: string; readonly atoms: number }[];
  /** Training structures nearest to the atom that is farthest outside, where the model keeps some. */
  readonly nearest?: NearestToAtom;
  readonly extrapolations: readonly Extrapolation[];
  /** Between the members of a committee: of the energy, and the largest of an atom's force. */
  readonly spread?: { readonly energy: number; readonly maximumForce: number };
}

export interface AtomPrediction {
  readonly model: string;
  readonly energy: number;
  readonly force: readonly [number, number, number];
  readonly extrapolations: readonly Extrapolation[];
  /** Training structures nearest to it, where it extrapolates and the model keeps some. */
  readonly nearest?: readonly NearestStructure[];
  /** Of the force, between the members of a committee, eV/angstrom. */
  readonly forceSpread?: number;
}

export interface FullPrediction extends PredictionSummary {
  readonly energies: Float64Array;
  readonly forces: Float64Array;
}
