// The functions of single neighbours of a descriptor: every profile of a neighbour's species is computed once a neighbour
// and summed into a column; functions are combinations of columns.
import { Distinct, neighbourWeight } from "./angular-part.ts";
import type { Environment } from "./environment.ts";
import type { RadialProduct, RadialProfile } from "./product-function.ts";
import { createRadialBank } from "./radial-bank.ts";

export interface RadialPart {
  readonly size: number;
  readonly width: number;
  readonly blocks: readonly { readonly offset: number; readonly length: number }[];
  /** Columns and weights of each function, in the order given. */
  readonly combination: readonly (readonly (readonly [column: number, weight: number])[])[];
  /** Adds to out[target]. */
  values(environment: Environment, out: Float64Array): void;
  /** Fills gradients, count x 3, with the derivatives by positions. */
  contract(environment: Environment, weights: Float64Array, gradients: Float64Array): void;
  /** Adds to out[target]; fills slopes, count x width. */
  derivatives(environment: Environment, out: Float64Array, slopes: Float64Array): void;
}

export interface RadialPlan {
  readonly size: number;
  readonly width: number;
  /** By species: its columns, and their profiles. */
  readonly blocks: readonly { readonly offset: number; readonly length: number; readonly profiles: readonly RadialProfile[] }[];
  readonly combination: RadialPart["combination"];
}

export function planRadial(functions: readonly RadialProduct[], species: readonly number[]): RadialPlan {
  const combination: [number, number][][] = functions.map(() => []);
  let size = 0;
  const blocks = species.map((z) => {
    const profiles = new Distinct<RadialProfile>();
    const offset = size;
    for (const [k, f] of functions.entries()) {
      const weight = neighbourWeight(f.neighbour, z);
      if (weight !== 0) combination[k]!.push([offset + profiles.indexOf(f.radial), weight]);
    }
    const length = profiles.items.length;
    size += length;
    return { offset, length, profiles: profiles.items };
  });
  return { size, width: Math.max(0, ...blocks.map((block) => block.length)), blocks, combination };
}

export function createRadialPart(
  functions: readonly { readonly f: RadialProduct; readonly target: number }[],
  species: readonly number[],
): RadialPart {
  const plan = planRadial(
    functions.map(({ f }) => f),
    species,
  );
  const { size, width, combination } = plan;
  const blocks = plan.blocks.map((block) => ({ ...block, bank: createRadialBank(block.profiles) }));
  const value = new Float64Array(width);
  const slope = new Float64Array(width);
  const columns = new Float64Array(size);

  function combine(out: Float64Array): void {
    for (let k = 0; k < combination.length; k++) {
      const terms = combination[k]!;
      let sum = 0;
      for (let t = 0; t < terms.length; t++) sum += terms[t]![1] * columns[terms[t]![0]]!;
      out[functions[k]!.target]! += sum;
    }
  }

  return {
    size,
    width,
    blocks,
    combination,
    values({ count, distance, species: kind }, out) {
      columns.fill(0);
      for (let j = 0; j < count; j++) {
        const { offset, length, bank } = blocks[kind[j]!]!;
        if (length === 0) continue;
        bank.at(distance[j]!, value, slope, 0);
        for (let p = 0; p < length; p++) columns[offset + p]! += value[p]!;
      }
      combine(out);
    },
    contract({ count, distance, displacement, species: kind }, weights, gradients) {
      columns.fill(0);
      for (let k = 0; k < combination.length; k++) {
        const terms = combination[k]!;
        const weight = weights[functions[k]!.target]!;
        for (let t = 0; t < terms.length; t++) columns[terms[t]![0]]! += weight * terms[t]![1];
      }
      for (let j = 0; j < count; j++) {
        const { offset, length, bank } = blocks[kind[j]!]!;
        let along = 0;
        if (length > 0) {
          bank.at(distance[j]!, value, slope, 0);
          for (let p = 0; p < length; p++) along += columns[offset + p]! * slope[p]!;
          along /= distance[j]!;
        }
        for (let c = 3 * j; c < 3 * j + 3; c++) gradients[c] = along * displacement[c]!;
      }
    },
    derivatives({ count, distance, species: kind }, out, slopes) {
      columns.fill(0);
      for (let j = 0; j < count; j++) {
        const { offset, length, bank } = blocks[kind[j]!]!;
        if (length === 0) continue;
        bank.at(distance[j]!, value, slope, 0);
        for (let p = 0; p < length; p++) {
          columns[offset + p]! += value[p]!;
          slopes[j * width + p] = slope[p]!;
        }
      }
      combine(out);
    },
  };
}
