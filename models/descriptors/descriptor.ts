// What describes one element's surroundings: the contract that every family of atom-centred functions fulfils.
import type { Environment } from "./environment.ts";

export interface Descriptor {
  /** Number of functions, and their readable names. */
  readonly size: number;
  readonly names: readonly string[];
  /** Atomic numbers seen as neighbours, ascending; an environment names a neighbour's by its index here. */
  readonly species: readonly number[];
  /** Reach of all functions, and of those that see two neighbours, angstrom. */
  readonly cutoff: number;
  readonly angularCutoff: number;
  /** Fills `values` (size). */
  values(environment: Environment, values: Float64Array): void;
  /**
   * Contracts dE/dG (size) with the derivatives of the functions without storing them.
   * @param gradients at least count x 3; the first count x 3 are filled with dE / d(neighbour position), eV/angstrom where E is in eV
   */
  contract(environment: Environment, weights: Float64Array, gradients: Float64Array): void;
}
