// Bond-orientational order: q_l and w_l of Steinhardt, Nelson and Ronchetti (Phys. Rev. B 28, 784 (1983)) and the averaged
// qbar_l, wbar_l of Lechner and Dellago (J. Chem. Phys. 129, 114707 (2008)). None has a unit.
import type { Bonds } from "./bonds.ts";
import { addSphericalHarmonics, wigner3j } from "./spherical-harmonics.ts";

export interface BondOrder {
  readonly l: number;
  /** q_l of every atom, N; 0 for atoms without bonds. */
  readonly q: Float64Array;
  /** w_l over (sum_m |q_lm|^2)^(3/2), N. Zero for odd l. */
  readonly w: Float64Array;
  /** The same of the mean of q_lm over the atom and its neighbours, N. */
  readonly averagedQ: Float64Array;
  readonly averagedW: Float64Array;
  /** q_l and w_l of the mean of q_lm over all bonds: order of the whole. */
  readonly globalQ: number;
  readonly globalW: number;
}

/** Order of degree l, 0 to 12. @throws RangeError for another l */
export function bondOrder(bonds: Bonds, l: number): BondOrder {
  if (!(Number.isInteger(l) && l >= 0 && l <= 12))
    throw new RangeError(`The degree of bond order must be a whole number from 0 to 12, not ${l}.`);
  const { first, neighbour, vectors } = bonds;
  const atoms = first.length - 1;
  const size = 2 * (l + 1);
  const moments = new Float64Array(atoms * size);
  const whole = new Float64Array(size);
  for (let i = 0; i < atoms; i++) {
    const count = first[i + 1]! - first[i]!;
    for (let e = first[i]!; e < first[i + 1]!; e++) {
      addSphericalHarmonics(l, vectors[3 * e]!, vectors[3 * e + 1]!, vectors[3 * e + 2]!, moments, i * size);
    }
    for (let k = i * size; k < (i + 1) * size; k++) {
      whole[k - i * size]! += moments[k]! / first[atoms]!;
      if (count > 0) moments[k]! /= count;
    }
  }
  const averaged = new Float64Array(atoms * size);
  for (let i = 0; i < atoms; i++) {
    const members = [i, ...neighbour.subarray(first[i]!, first[i + 1]!)];
    for (const j of members) for (let k = 0; k < size; k++) averaged[i * size + k]! += moments[j * size + k]! / members.length;
  }
  const symbols = cubicSymbols(l);
  const invariants = (of: Float64Array): { q: Float64Array; w: Float64Array } => {
    const rows = of.length / size;
    const [q, w] = [new Float64Array(rows), new Float64Array(rows)];
    for (let i = 0; i < rows; i++) [q[i], w[i]] = invariantsOf(l, of.subarray(i * size, (i + 1) * size), symbols);
    return { q, w };
  };
  const [own, around, all] = [invariants(moments), invariants(averaged), invariants(whole)];
  return { l, ...own, averagedQ: around.q, averagedW: around.w, globalQ: all.q[0]!, globalW: all.w[0]! };
}

/** The 3j symbols by (m1 + l)(2l + 1) + m2 + l. */
function cubicSymbols(l: number): Float64Array {
  const width = 2 * l + 1;
  return Float64Array.from({ length: width * width }, (_, k) => wigner3j(l, Math.floor(k / width) - l, (k % width) - l));
}

/** q and normalised w of one set of moments (m = 0 .. l: real parts, then imaginary parts). */
function invariantsOf(l: number, moments: Float64Array, symbols: Float64Array): [number, number] {
  const width = 2 * l + 1;
  const [re, im] = [new Float64Array(width), new Float64Array(width)];
  let norm = 0;
  for (let m = -l; m <= l; m++) {
    const sign = m < 0 && m % 2 !== 0 ? -1 : 1;
    re[m + l] = sign * moments[Math.abs(m)]!;
    im[m + l] = sign * Math.sign(m) * moments[l + 1 + Math.abs(m)]!;
    norm += re[m + l]! ** 2 + im[m + l]! ** 2;
  }
  let w = 0;
  for (let a = 0; a < width; a++) {
    for (let b = 0; b < width; b++) {
      const c = 3 * l - a - b;
      if (c < 0 || c >= width) continue;
      // Real part of the product of three: the imaginary parts cancel in the sum.
      const [pr, pi] = [re[a]! * re[b]! - im[a]! * im[b]!, re[a]! * im[b]! + im[a]! * re[b]!];
      w += symbols[a * width + b]! * (pr * re[c]! - pi * im[c]!);
    }
  }
  // Moments that cancelled to rounding have no direction left to speak of.
  return [Math.sqrt((4 * Math.PI * norm) / width), norm > 1e-24 ? w / norm ** 1.5 : 0];
}
