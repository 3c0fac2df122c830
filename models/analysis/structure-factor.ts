// The static structure factor S(q) of a periodic structure: from g(r), and directly from the reciprocal vectors.
import { cartesianToFractional } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";
import type { RadialDistribution } from "./radial-distribution.ts";
import { planeWaveSums, reciprocalVectors } from "./reciprocal.ts";

export interface StructureFactor {
  /** 1/angstrom. */
  readonly q: Float64Array;
  /** No unit; tends to 1 at large q. NaN in a bin without reciprocal vectors. */
  readonly s: Float64Array;
}

/**
 * S(q) = 1 + 4 pi rho int r^2 (g(r) - 1) sin(qr)/(qr) dr up to the end of g. What the cut adds is damped by Lorch's window
 * sin(pi r/R)/(pi r/R) (J. Phys. C 2, 229 (1969)) unless `window` is false, at the price of broader peaks.
 */
export function structureFactorFromRadialDistribution(radial: RadialDistribution, q: ArrayLike<number>, window = true): StructureFactor {
  const { distancesAngstrom, g, binWidthAngstrom, densityPerAngstrom3 } = radial;
  const end = distancesAngstrom.length * binWidthAngstrom;
  const sinc = (x: number): number => (Math.abs(x) < 1e-8 ? 1 : Math.sin(x) / x);
  const values = Float64Array.from(q);
  const s = values.map((length) => {
    let sum = 0;
    for (let k = 0; k < g.length; k++) {
      const r = distancesAngstrom[k]!;
      sum += r * r * (g[k]! - 1) * sinc(length * r) * (window ? sinc((Math.PI * r) / end) : 1);
    }
    return 1 + 4 * Math.PI * densityPerAngstrom3 * binWidthAngstrom * sum;
  });
  return { q: values, s };
}

/**
 * S(q) = |sum_j exp(i q r_j)|^2 / N averaged over the reciprocal vectors in each bin of |q| up to the limit (1/angstrom).
 * Bragg peaks of a crystal are as high as N. @throws RangeError without a full cell or for too many vectors
 */
export function structureFactor(structure: Structure, limit: number, binWidth = 0.1): StructureFactor {
  const { indices, lengths } = reciprocalVectors(structure, limit);
  const atoms = structure.atomicNumbers.length;
  const sums = planeWaveSums(indices, cartesianToFractional(structure.positions, structure.cell)!, () => 1);
  const bins = Math.max(1, Math.ceil(limit / binWidth - 1e-9));
  const [totals, counts] = [new Float64Array(bins), new Float64Array(bins)];
  for (let v = 0; v < lengths.length; v++) {
    const bin = Math.min(bins - 1, Math.floor(lengths[v]! / binWidth));
    totals[bin]! += (sums[2 * v]! ** 2 + sums[2 * v + 1]! ** 2) / atoms;
    counts[bin]!++;
  }
  return { q: totals.map((_, k) => (k + 0.5) * binWidth), s: totals.map((total, k) => total / counts[k]!) };
}
