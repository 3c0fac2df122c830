// Product functions of any family in WebAssembly SIMD, float64, on one thread: the same as product-descriptor.ts to rounding.
// One instance serves all descriptors of the process; a descriptor is no more than its plan. On a team of threads the same
// functions are part of atomic-potential.ts.
import type { Descriptor } from "../descriptors/descriptor.ts";
import type { ProductFunction } from "../descriptors/product-function.ts";
import { planProducts } from "../descriptors/product-plan.ts";
import { type EnvironmentFunctions, environmentEngine, runEnvironments } from "./environment-kernel.ts";
import { module } from "./product-functions/module.ts";
import { planProductKernel } from "./product-functions/plan.ts";
import type { KernelForm } from "./wasm-kernel.ts";

interface Functions extends EnvironmentFunctions {
  contract(weights: number, gradients: number): void;
  derive(radial: number, angular: number): void;
}

/**
 * @returns undefined where the engine has no SIMD, or for functions that the kernel does not do (see planProductKernel)
 * @throws RangeError where there is no function, or functions have different centres
 */
export function createProductKernel(functions: readonly ProductFunction[], form: KernelForm | "best" = "best"): Descriptor | undefined {
  const engine = environmentEngine<Functions>(module, form);
  const products = planProducts(functions);
  const planned = planProductKernel(products);
  if (!engine || !planned) return undefined;
  const exported = engine.kernel.functions;
  const { size, names, species, cutoff, angularCutoff, columns } = products;
  const { radialWidth, angularSize } = columns;
  const runner = runEnvironments(
    engine,
    planned.bytes,
    { size, radialWidth, angularSize },
    {
      derive: (_, radial, angular) => exported.derive(radial, angular),
      contract: (_, weights, gradients) => exported.contract(weights, gradients),
    },
  );
  return { size, names, species, cutoff, angularCutoff, columns, ...runner };
}
