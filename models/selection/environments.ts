// Surroundings of atoms as points: every atom of many structures by its descriptor values, element by element, in units
// of how far the training set spreads. Atoms that are near here look alike to a network.
import { type DescriptorConfig, expandDescriptors } from "../descriptors/descriptor-config.ts";
import { createStructureDescriber } from "../descriptors/structure-describer.ts";
import type { Structure } from "../structure/structure.ts";

/** Values of one structure's atoms by atomic number, atoms x functions. */
export type Points = ReadonlyMap<number, Float64Array>;

export interface Describer {
  readonly species: readonly number[];
  readonly names: ReadonlyMap<number, readonly string[]>;
  describe(structure: Structure): Points;
}

/** @param species every element that occurs: of others no atom may be asked for */
export function createDescriber(config: DescriptorConfig, species: readonly number[]): Describer {
  const functions = expandDescriptors(config, species);
  const describer = createStructureDescriber(
    species.map((atomicNumber) => ({ atomicNumber, functions: functions.filter((f) => f.centre === atomicNumber) })),
  );
  return {
    species,
    names: new Map(species.map((z, e) => [z, describer.descriptors[e]!.names])),
    describe(structure) {
      const values = describer.values(structure, describer.listOf(structure));
      return new Map([...new Set(structure.atomicNumbers)].map((z) => [z, values[species.indexOf(z)]!]));
    },
  };
}

/** Range and spread of one element's functions over the training set. */
export interface Spread {
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  /** 1 / (standard deviation x sqrt(functions)): distances are root mean squares over functions. 0 where nothing varies. */
  readonly scale: Float64Array;
}

/** @param parts matrices atoms x functions */
export function measureSpread(parts: readonly Float64Array[], size: number): Spread {
  const minimum = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const maximum = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  let rows = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += size) {
      rows++;
      for (let d = 0; d < size; d++) {
        const value = part[at + d]!;
        minimum[d] = Math.min(minimum[d]!, value);
        maximum[d] = Math.max(maximum[d]!, value);
        // Running mean and sum of squared deviations (Welford 1962).
        const off = value - mean[d]!;
        mean[d]! += off / rows;
        square[d]! += off * (value - mean[d]!);
      }
    }
  }
  const scale = square.map((sum, d) => {
    const deviation = Math.sqrt(sum / Math.max(1, rows));
    return deviation > 1e-9 * Math.max(1, Math.abs(mean[d]!)) ? 1 / (deviation * Math.sqrt(size)) : 0;
  });
  return { minimum, maximum, scale };
}

/** Room beyond the range that rounding alone may need, as a share of the range. */
const rounding = 1e-9;

/** Atoms with any value outside of the range. */
export function extrapolatingRows(points: Float64Array, { minimum, maximum }: Spread): number {
  const size = minimum.length;
  let count = 0;
  for (let at = 0; at < points.length; at += size) {
    for (let d = 0; d < size; d++) {
      const reach = rounding * (maximum[d]! - minimum[d]!);
      if (points[at + d]! >= minimum[d]! - reach && points[at + d]! <= maximum[d]! + reach) continue;
      count++;
      break;
    }
  }
  return count;
}

/** In units of the spread. */
export function scaled(points: Float64Array, { scale }: Spread): Float64Array {
  return points.map((value, k) => value * scale[k % scale.length]!);
}
