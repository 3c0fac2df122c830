// What describes one element's surroundings: the contract that every family of atom-centred functions fulfils.
import type { Environment } from "./environment.ts";

/**
 * How derivatives are stored for training. A descriptor's functions are linear combinations of columns: radial ones, of
 * which a neighbour moves the block of its species along the bond alone, and angular ones. Functions that weigh neighbours
 * by species share their columns.
 */
export interface DerivativeColumns {
  readonly radialSize: number;
  readonly angularSize: number;
  /** By index into the descriptor's species: the radial columns that such a neighbour moves. */
  readonly blocks: readonly { readonly offset: number; readonly length: number }[];
  /** Longest block. */
  readonly radialWidth: number;
  /** Of every function: columns (radial first, then angular) and their weights. */
  readonly combination: readonly (readonly (readonly [column: number, weight: number])[])[];
}

export interface Descriptor {
  /** Number of functions, and their readable names. */
  readonly size: number;
  readonly names: readonly string[];
  /** Atomic numbers seen as neighbours, ascending; an environment names a neighbour's by its index here. */
  readonly species: readonly number[];
  /** Reach of all functions, and of those that see two neighbours, angstrom. */
  readonly cutoff: number;
  readonly angularCutoff: number;
  readonly columns: DerivativeColumns;
  /** Fills `values` (size). */
  values(environment: Environment, values: Float64Array): void;
  /**
   * Contracts dE/dG (size) with the derivatives of the functions without storing them.
   * @param gradients at least count x 3; the first count x 3 are filled with dE / d(neighbour position), eV/angstrom where E is in eV
   */
  contract(environment: Environment, weights: Float64Array, gradients: Float64Array): void;
  /**
   * Fills `values` (size) and the derivatives of the columns by neighbour positions, 1/angstrom. The derivative by the centre
   * is minus their sum.
   * @param radial at least count x radialWidth: by the distance, of the block of the neighbour's species
   * @param angular at least angularCount x 3 x angularSize
   */
  derivatives(environment: Environment, values: Float64Array, radial: Float64Array, angular: Float64Array): void;
}
