// What a model says of a structure, as it crosses from compute to the daemon.
import type { Extrapolation } from "@adatom/models/potentials/potential.ts";

export interface PredictionSummary {
  readonly model: string;
  readonly natoms: number;
  readonly energy: number;
  readonly maximumForce: number;
  readonly stress: readonly number[] | null;
  /** Distinct atoms out of range, and the first 100 single findings. */
  readonly extrapolatingAtoms: number;
  readonly extrapolations: readonly Extrapolation[];
  /** Between the members of a committee: of the energy, and the largest of an atom's force. */
  readonly spread?: { readonly energy: number; readonly maximumForce: number };
}

export interface AtomPrediction {
  readonly model: string;
  readonly energy: number;
  readonly force: readonly [number, number, number];
  readonly extrapolations: readonly Extrapolation[];
  /** Of the force, between the members of a committee, eV/angstrom. */
  readonly forceSpread?: number;
}

export interface FullPrediction extends PredictionSummary {
  readonly energies: Float64Array;
  readonly forces: Float64Array;
}
