// Symmetry functions in WebAssembly SIMD, float64: the same interface and layout as the plain loops of descriptors, and
// the same numbers to rounding. One instance serves all sets of the process; a set is no more than its plan.
import type { Environment } from "../descriptors/environment.ts";
import { createPlainCalculator } from "../descriptors/plain-calculator.ts";
import type { SymmetryFunctionCalculator } from "../descriptors/symmetry-function-calculator.ts";
import type { SymmetryFunctionSet } from "../descriptors/symmetry-function-set.ts";
import { type EnvironmentFunctions, type EnvironmentRunner, environmentEngine, runEnvironments } from "./environment-kernel.ts";
import { module } from "./symmetry-functions/module.ts";
import { planSymmetryFunctions } from "./symmetry-functions/plan.ts";
import type { KernelForm } from "./wasm-kernel.ts";

interface Functions extends EnvironmentFunctions {
  contract(count: number, weights: number, gradients: number): void;
  derive(count: number, radial: number, width: number, angular: number): void;
}

/** Beyond this many bytes for one atom's triplets (thousands of near neighbours) the plain loops, which store none, take over. */
const mostBytes = 2 ** 28;

/** @returns undefined where the engine has no SIMD, or for a set that the kernel does not do (see planSymmetryFunctions) */
export function createSymmetryFunctionKernel(
  set: SymmetryFunctionSet,
  form: KernelForm | "best" = "best",
): SymmetryFunctionCalculator | undefined {
  const engine = environmentEngine<Functions>(module, form);
  const planned = planSymmetryFunctions(set);
  if (!engine || !planned) return undefined;
  const { functions } = engine.kernel;
  const { numbers, numbersPerTriplet } = planned;
  const plain = createPlainCalculator(set);
  const { radialWidth, angularSize } = plain;
  const plan = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const runner = runEnvironments(
    engine,
    plan,
    { size: set.size, radialWidth, angularSize },
    {
      derive: (count, radial, angular) => functions.derive(count, radial, radialWidth, angular),
      contract: (count, weights, gradients) => functions.contract(count, weights, gradients),
    },
  );

  function fitting({ angularCount }: Environment): EnvironmentRunner {
    return 4 * numbersPerTriplet * angularCount * angularCount > mostBytes ? plain : runner;
  }

  return {
    set,
    radialWidth,
    angularSize,
    values: (environment, values) => fitting(environment).values(environment, values),
    derivatives: (environment, values, radial, angular) => fitting(environment).derivatives(environment, values, radial, angular),
    contract: (environment, weights, gradients) => fitting(environment).contract(environment, weights, gradients),
  };
}
