// What functions say about a set of structures: their ranges, how strongly they answer to moved atoms, and how far each is
// a linear image of others.
import type { Stepwise } from "../../analysis/stepwise.ts";
import type { ElementFunctions } from "../../kernels/atomic-descriptors/functions-plan.ts";
import type { Structure } from "../../structure/structure.ts";
import { createStructureDescriber } from "../structure-describer.ts";

export interface Measures {
  readonly atoms: number;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** Root mean square over atoms of the length of the derivative by all neighbours' positions, 1/angstrom. */
  readonly sensitivity: Float64Array;
  /** size x size; 0 with a function that does not vary. */
  readonly correlation: Float64Array;
}

/** Of one element's functions over all its atoms. */
export function* measureFunctions(element: ElementFunctions, structures: readonly Structure[]): Stepwise<Measures> {
  const describer = createStructureDescriber([element]);
  const size = element.functions.length;
  const minimum = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const maximum = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const sum = new Float64Array(size);
  const squares = new Float64Array(size);
  const rows: Float64Array[] = [];
  for (const [k, structure] of structures.entries()) {
    const found = describer.sensitivities(structure, describer.listOf(structure));
    const [all, allSquares] = [found.values[0]!, found.squares[0]!];
    for (let start = 0; start < all.length; start += size) {
      const values = all.subarray(start, start + size);
      rows.push(values);
      for (let f = 0; f < size; f++) {
        sum[f]! += values[f]!;
        squares[f]! += allSquares[start + f]!;
        minimum[f] = Math.min(minimum[f]!, values[f]!);
        maximum[f] = Math.max(maximum[f]!, values[f]!);
      }
    }
    yield (k + 1) / structures.length;
  }
  const atoms = rows.length;
  const mean = sum.map((value) => value / atoms);
  const covariance = new Float64Array(size * size);
  for (const values of rows) {
    for (let p = 0; p < size; p++) {
      const x = values[p]! - mean[p]!;
      for (let q = p; q < size; q++) covariance[p * size + q]! += (x * (values[q]! - mean[q]!)) / atoms;
    }
  }
  const deviation = Float64Array.from({ length: size }, (_, p) => Math.sqrt(covariance[p * size + p]!));
  const varies = deviation.map((value, p) => (value > 1e-9 * Math.max(1, Math.abs(mean[p]!)) ? 1 : 0));
  const correlation = new Float64Array(size * size);
  for (let p = 0; p < size; p++) {
    for (let q = p; q < size; q++) {
      const own = varies[p]! * varies[q]! === 0 ? 0 : covariance[p * size + q]! / (deviation[p]! * deviation[q]!);
      correlation[p * size + q] = own;
      correlation[q * size + p] = own;
    }
  }
  return { atoms, minimum, maximum, mean, deviation, sensitivity: squares.map((value) => Math.sqrt(value / atoms)), correlation };
}

/** The other function, of those that count, that is most nearly a multiple of each; -1 where there is none that varies. */
export function closestOf({ correlation, mean }: Measures, counts: (f: number) => boolean = () => true): Int32Array {
  const size = mean.length;
  return Int32Array.from(mean, (_, p) => {
    let closest = -1;
    for (let q = 0; q < size; q++) {
      const own = Math.abs(correlation[p * size + q]!);
      if (q !== p && counts(q) && own > (closest < 0 ? 0 : Math.abs(correlation[p * size + closest]!))) closest = q;
    }
    return closest;
  });
}
