// What functions say about a set of structures: their ranges, how strongly they answer to moved atoms, and how far each is
// a linear image of others.
import type { Stepwise } from "../../analysis/stepwise.ts";
import { buildNeighbourList } from "../../structure/neighbour-list.ts";
import type { Structure } from "../../structure/structure.ts";
import type { Descriptor } from "../descriptor.ts";
import { createEnvironment, gatherEnvironment } from "../environment.ts";

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

/** Of one element's descriptor over all its atoms. */
export function* measureDescriptor(descriptor: Descriptor, centre: number, structures: readonly Structure[]): Stepwise<Measures> {
  const { size, columns } = descriptor;
  const { radialSize, angularSize, radialWidth, blocks, combination } = columns;
  const minimum = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const maximum = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const sum = new Float64Array(size);
  const squares = new Float64Array(size);
  const rows: Float64Array[] = [];
  const environment = createEnvironment();
  let slopes = new Float64Array(0);
  let angular = new Float64Array(0);
  for (const [k, structure] of structures.entries()) {
    const list = buildNeighbourList(structure, descriptor.cutoff);
    for (let i = 0; i < structure.atomicNumbers.length; i++) {
      if (structure.atomicNumbers[i] !== centre) continue;
      gatherEnvironment(environment, descriptor, structure, list, i);
      const { count, angularCount, species, displacement, distance } = environment;
      if (slopes.length < count * radialWidth) slopes = new Float64Array(2 * count * radialWidth);
      if (angular.length < 3 * angularCount * angularSize) angular = new Float64Array(6 * angularCount * angularSize);
      const values = new Float64Array(size);
      descriptor.derivatives(environment, values, slopes, angular);
      rows.push(values);
      const gradient = new Float64Array(radialSize + angularSize);
      for (let f = 0; f < size; f++) {
        sum[f]! += values[f]!;
        minimum[f] = Math.min(minimum[f]!, values[f]!);
        maximum[f] = Math.max(maximum[f]!, values[f]!);
      }
      for (let j = 0; j < count; j++) {
        const { offset, length } = blocks[species[j]!]!;
        for (let c = 0; c < 3; c++) {
          gradient.fill(0);
          const along = displacement[3 * j + c]! / distance[j]!;
          for (let m = 0; m < length; m++) gradient[offset + m] = along * slopes[j * radialWidth + m]!;
          if (j < angularCount) {
            const from = (3 * j + c) * angularSize;
            for (let m = 0; m < angularSize; m++) gradient[radialSize + m] = angular[from + m]!;
          }
          for (let f = 0; f < size; f++) {
            let own = 0;
            for (const [column, weight] of combination[f]!) own += weight * gradient[column]!;
            squares[f]! += own * own;
          }
        }
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
