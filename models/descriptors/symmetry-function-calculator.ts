// What computes the symmetry functions around one atom, and the choice of it: the WebAssembly kernel, or plain loops.
import { createSymmetryFunctionKernel } from "../kernels/symmetry-functions.ts";
import type { Environment } from "./environment.ts";
import { createPlainCalculator } from "./plain-calculator.ts";
import type { SymmetryFunctionSet } from "./symmetry-function-set.ts";

export interface SymmetryFunctionCalculator {
  readonly set: SymmetryFunctionSet;
  /** Columns of a row of radial slopes: the largest radial block. */
  readonly radialWidth: number;
  /** Number of angular functions. */
  readonly angularSize: number;
  /** Fills `values` (size). */
  values(environment: Environment, values: Float64Array): void;
  /**
   * Fills `values` and the derivatives with respect to neighbour positions, 1/angstrom. The derivative with
   * respect to the centre is minus their sum.
   * @param radial count x radialWidth: dG/dr of the block of the neighbour's element (the direction is the displacement's)
   * @param angular angularCount x 3 x angularSize
   */
  derivatives(environment: Environment, values: Float64Array, radial: Float64Array, angular: Float64Array): void;
  /**
   * Contracts dE/dG (size) with the derivatives without storing them.
   * @param gradients count x 3, filled with dE / d(neighbour position)
   */
  contract(environment: Environment, weights: Float64Array, gradients: Float64Array): void;
}

/** The fastest calculator that does this set here. All give the same numbers to rounding. */
export function createSymmetryFunctionCalculator(set: SymmetryFunctionSet): SymmetryFunctionCalculator {
  return createSymmetryFunctionKernel(set) ?? createPlainCalculator(set);
}
