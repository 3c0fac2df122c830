// Forces and strain derivative of a prepared structure from dE/dcolumn, and the transposed product: what losses of forces and
// stress are made of. Where stress is wanted, every pair gets a place of its own in place of the neighbour's, N and the
// pair's number: the products then give what each pair contributes, from which both are summed.
import type { PairDerivatives } from "../descriptors/pair-derivatives.ts";
import { contractForces, type DescriptorSample, pullBackResiduals, type SamplePlace } from "./descriptor-sample.ts";

export interface Response {
  /** eV/angstrom, 3N */
  readonly forces: Float64Array;
  /** dE/dstrain, eV (Voigt); empty for a sample without stress. */
  readonly strain: Float64Array;
}

/** @param gradients per element, rows x columns: dE/dcolumn of the whole batch */
export function respond(sample: DescriptorSample, gradients: readonly Float32Array[], place: SamplePlace): Response {
  if (sample.stress.length === 0) return { forces: contractForces(sample, gradients, place), strain: new Float64Array(0) };
  const { atomCount, displacement, pairs } = sample;
  const parts = contractForces(setApart(sample), gradients, place);
  const forces = parts.slice(0, 3 * atomCount);
  const strain = new Float64Array(6);
  for (let pair = 0; pair < pairs.neighbour.length; pair++) {
    const from = 3 * (atomCount + pair);
    const to = 3 * pairs.neighbour[pair]!;
    const fx = parts[from]!;
    const fy = parts[from + 1]!;
    const fz = parts[from + 2]!;
    const x = displacement[3 * pair]!;
    const y = displacement[3 * pair + 1]!;
    const z = displacement[3 * pair + 2]!;
    forces[to]! += fx;
    forces[to + 1]! += fy;
    forces[to + 2]! += fz;
    strain[0]! -= x * fx;
    strain[1]! -= y * fy;
    strain[2]! -= z * fz;
    strain[3]! -= y * fz;
    strain[4]! -= x * fz;
    strain[5]! -= x * fy;
  }
  return { forces, strain };
}

/**
 * The transposed product: d(sum f F + sum s dE/dstrain) / d(dE/dcolumn), added into the batch's matrices.
 * @param f residuals of forces, 3N, or empty @param s of the strain derivative, 6, or empty
 * @param directions per element, rows x columns, of the whole batch
 */
export function pullBack(
  sample: DescriptorSample,
  f: Float64Array,
  s: Float64Array,
  directions: readonly Float32Array[],
  place: SamplePlace,
): void {
  if (s.length === 0) {
    if (f.length > 0) pullBackResiduals(sample, f, directions, place);
    return;
  }
  const { atomCount, displacement, pairs } = sample;
  const all = new Float64Array(3 * (atomCount + pairs.neighbour.length));
  all.set(f);
  const [xx, yy, zz, yz, xz, xy] = [s[0]!, s[1]!, s[2]!, s[3]!, s[4]!, s[5]!];
  for (let pair = 0; pair < pairs.neighbour.length; pair++) {
    const x = displacement[3 * pair]!;
    const y = displacement[3 * pair + 1]!;
    const z = displacement[3 * pair + 2]!;
    const own = 3 * (atomCount + pair);
    const other = 3 * pairs.neighbour[pair]!;
    all[own] = all[other]! - xx * x;
    all[own + 1] = all[other + 1]! - yy * y - xy * x;
    all[own + 2] = all[other + 2]! - zz * z - yz * y - xz * x;
  }
  pullBackResiduals(setApart(sample), all, directions, place);
}

const apart = new WeakMap<PairDerivatives, DescriptorSample>();

/** The same derivatives with N + number for each pair's neighbour; arrays that are as long as before are shared. */
function setApart(sample: DescriptorSample): DescriptorSample {
  const { pairs, atomCount } = sample;
  const known = apart.get(pairs);
  if (known) return known;
  const count = pairs.neighbour.length;
  const all = atomCount + count;
  const longer = <T extends Int32Array | Uint8Array>(array: T, made: T, fill: number): T => {
    made.set(array);
    return made.fill(fill, array.length) as T;
  };
  const made: DescriptorSample = {
    ...sample,
    atomCount: all,
    element: longer(sample.element, new Uint8Array(all), 0),
    row: longer(sample.row, new Int32Array(all), 0),
    pairs: {
      ...pairs,
      first: longer(pairs.first, new Int32Array(all + 1), count),
      angularCount: longer(pairs.angularCount, new Int32Array(all), 0),
      angularStart: longer(pairs.angularStart, new Int32Array(all + 1), pairs.angular.length),
      neighbour: Int32Array.from(pairs.neighbour, (_, pair) => atomCount + pair),
    },
  };
  apart.set(pairs, made);
  return made;
}
