// What computes some of a descriptor's functions of two neighbours, and where the results go; the ways to do it are in
// triplet-part.ts (pair by pair of neighbours) and moment-part.ts (sums over neighbours alone).
import type { Environment } from "./environment.ts";
import type { AngularProduct, NeighbourWeights } from "./product-function.ts";

/** A function, its place among all functions of the descriptor, and its column among the angular ones. */
export interface PlacedFunction {
  readonly f: AngularProduct;
  readonly target: number;
  readonly column: number;
}

export interface AngularPart {
  /** Adds to out[target]. */
  values(environment: Environment, out: Float64Array): void;
  /** Adds dE/d(neighbour position) of the near neighbours to gradients, count x 3. @param weights dE/dG by target */
  contract(environment: Environment, weights: Float64Array, gradients: Float64Array): void;
  /** Adds to out[target] and to its own columns of `rows`, angularCount x 3 x angularSize. */
  derivatives(environment: Environment, out: Float64Array, rows: Float64Array): void;
}

/** Weight of a neighbour of element z. */
export function neighbourWeight(who: number | NeighbourWeights, z: number): number {
  if (typeof who === "number") return who === z ? 1 : 0;
  return who.weights.find(([number]) => number === z)?.[1] ?? 0;
}

/** Items that differ, by their content, in the order in which they were first asked for. */
export class Distinct<T> {
  readonly items: T[] = [];
  private readonly places = new Map<string, number>();

  indexOf(item: T): number {
    const key = JSON.stringify(item);
    const known = this.places.get(key);
    if (known !== undefined) return known;
    this.places.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}
