// A descriptor of product functions of any family: a radial part, and angular parts by moments where functions allow it,
// by pairs of neighbours where not. The reference, in plain loops; the kernel of product functions gives the same numbers
// to rounding, and the plain Gaussian functions have a calculator of their own (symmetry-function-calculator.ts).
import type { Descriptor } from "./descriptor.ts";
import { createMomentPart } from "./moment-part.ts";
import type { ProductFunction } from "./product-function.ts";
import { planProducts } from "./product-plan.ts";
import { createRadialPart } from "./radial-part.ts";
import { createTripletPart } from "./triplet-part.ts";

/** @throws RangeError where there is no function, or functions have different centres */
export function createProductDescriptor(functions: readonly ProductFunction[]): Descriptor {
  const { size, names, species, cutoff, angularCutoff, columns, radials, byMoments, byTriplets } = planProducts(functions);
  const { angularSize } = columns;
  const radial = createRadialPart(radials, species);
  const parts = [
    ...(byMoments.length > 0 ? [createMomentPart(byMoments, species, angularSize)] : []),
    ...(byTriplets.length > 0 ? [createTripletPart(byTriplets, species, angularSize)] : []),
  ];
  return {
    size,
    names,
    species,
    cutoff,
    angularCutoff,
    columns,
    values(environment, values) {
      values.fill(0);
      radial.values(environment, values);
      for (const part of parts) part.values(environment, values);
    },
    contract(environment, weights, gradients) {
      radial.contract(environment, weights, gradients);
      for (const part of parts) part.contract(environment, weights, gradients);
    },
    derivatives(environment, values, slopes, rows) {
      values.fill(0);
      rows.fill(0, 0, 3 * environment.angularCount * angularSize);
      radial.derivatives(environment, values, slopes);
      for (const part of parts) part.derivatives(environment, values, rows);
    },
  };
}
