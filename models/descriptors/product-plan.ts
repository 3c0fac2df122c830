// How a descriptor of product functions is done: which part does each function, and where its derivatives are stored. The same
// for the loops of product-descriptor.ts and for the kernel.
import type { PlacedFunction } from "./angular-part.ts";
import type { DerivativeColumns } from "./descriptor.ts";
import { hasMoments } from "./moment-plan.ts";
import { isWeighted, type ProductFunction, productFunctionName, type RadialProduct } from "./product-function.ts";
import { planRadial, type RadialPlan } from "./radial-part.ts";

export interface ProductPlan {
  readonly size: number;
  readonly names: readonly string[];
  /** Elements that functions see as neighbours, ascending. */
  readonly species: readonly number[];
  /** Angstrom. */
  readonly cutoff: number;
  readonly angularCutoff: number;
  readonly columns: DerivativeColumns;
  readonly radials: readonly { readonly f: RadialProduct; readonly target: number }[];
  readonly radial: RadialPlan;
  readonly byMoments: readonly PlacedFunction[];
  readonly byTriplets: readonly PlacedFunction[];
}

/** @throws RangeError where there is no function, or functions have different centres */
export function planProducts(functions: readonly ProductFunction[]): ProductPlan {
  const centre = functions[0]?.centre;
  if (centre === undefined || functions.some((f) => f.centre !== centre))
    throw new RangeError("a descriptor needs at least one function, and all of one element in the centre");
  const species = speciesSeen(functions);
  const radials: { f: RadialProduct; target: number }[] = [];
  const angulars: PlacedFunction[] = [];
  for (const [target, f] of functions.entries()) {
    if (f.kind === "radial") radials.push({ f, target });
    else angulars.push({ f, target, column: angulars.length });
  }
  const radial = planRadial(
    radials.map(({ f }) => f),
    species,
  );
  const combination: DerivativeColumns["combination"][number][] = [];
  for (const [k, { target }] of radials.entries()) combination[target] = radial.combination[k]!;
  for (const { target, column } of angulars) combination[target] = [[radial.size + column, 1]];
  return {
    size: functions.length,
    names: functions.map(productFunctionName),
    species,
    cutoff: Math.max(...functions.map((f) => f.radial.cutoff)),
    angularCutoff: Math.max(0, ...angulars.map(({ f }) => f.radial.cutoff)),
    columns: {
      radialSize: radial.size,
      angularSize: angulars.length,
      blocks: radial.blocks.map(({ offset, length }) => ({ offset, length })),
      radialWidth: radial.width,
      combination,
    },
    radials,
    radial,
    byMoments: angulars.filter(({ f }) => hasMoments(f)),
    byTriplets: angulars.filter(({ f }) => !hasMoments(f)),
  };
}

function speciesSeen(functions: readonly ProductFunction[]): number[] {
  const seen = functions.flatMap((f): readonly number[] => {
    const who = f.kind === "radial" ? f.neighbour : f.neighbours;
    if (isWeighted(who)) return who.weights.map(([z]) => z);
    return typeof who === "number" ? [who] : who;
  });
  return [...new Set(seen)].sort((a, b) => a - b);
}
