// Radial symmetry functions whose parameters are weights, trained with the rest (Comin and Lewis, PRB 100, 094107, 2019):
//
//   G1 = sum_j fc(Rij)      G2 = sum_j exp(-eta (Rij - Rs)^2) fc(Rij)      G3 = sum_j cos(kappa Rij) fc(Rij)
//
// with the cosine cutoff fc(r) = (cos(pi r / Rc) + 1) / 2, an Rc for each function (Behler 2011, eqs. 4 to 7).
// Each pair is computed once for both its atoms. With s = dfc/dr, dfc/dRc = -(r / Rc) s: one sine serves both.
import type { PairTable } from "./pair-table.ts";

/** Parameters in flat blocks of n: Rc of G1; eta, Rs, Rc of G2; kappa, Rc of G3 (angstrom, 1/angstrom^2, 1/angstrom). */
export function radialParameterCount(functionsEach: number): number {
  return 6 * functionsEach;
}

/** Values and what derivatives need, of the last forward pass; grows to the largest structure met. */
export interface RadialWorkspace {
  /** A pair's share of each function, pairs x 3n. */
  value: Float64Array;
  /** Share of the slope that comes from the cutoff function, pairs x 3n. */
  slope: Float64Array;
  /** d value / d kappa of G3, pairs x n. */
  wave: Float64Array;
}

export function createRadialWorkspace(): RadialWorkspace {
  return { value: new Float64Array(0), slope: new Float64Array(0), wave: new Float64Array(0) };
}

/** Evenly from `from` to `to`, ends included. */
export function spread(count: number, from: number, to: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => (count === 1 ? to : from + ((to - from) * k) / (count - 1)));
}

/** First parameters: what each kind resolves is spread over the distances from contact to `cutoff` (angstrom). */
export function firstRadialParameters(n: number, cutoff: number): Float64Array {
  const parameters = new Float64Array(radialParameterCount(n));
  parameters.set(spread(n, 2.6, cutoff), 0);
  // Gaussians a little wider than their spacing.
  parameters.fill(8, n, 2 * n);
  parameters.set(spread(n, 2, cutoff - 0.3), 2 * n);
  parameters.fill(cutoff, 3 * n, 4 * n);
  parameters.set(spread(n, 0.5, 9), 4 * n);
  parameters.fill(cutoff, 5 * n, 6 * n);
  return parameters;
}

/** Takes parameters back into the range where the functions make sense: cutoffs from 1 to `reach` angstrom, eta and Rs from 0. */
export function boundRadialParameters(parameters: Float64Array, n: number, reach: number): void {
  for (let k = 0; k < 6 * n; k++) {
    const block = Math.floor(k / n);
    const isCutoff = block === 0 || block === 3 || block === 5;
    if (isCutoff) parameters[k] = Math.min(reach, Math.max(1, parameters[k]!));
    else if (block !== 4) parameters[k] = Math.max(0, parameters[k]!);
  }
}

/** Adds the functions of every atom to `values`, atoms x stride, from column 0: G1, then G2, then G3. */
export function radialForward(
  work: RadialWorkspace,
  parameters: Float64Array,
  n: number,
  pairs: PairTable,
  values: Float64Array,
  stride: number,
): void {
  const width = 3 * n;
  if (work.value.length < pairs.count * width) {
    const room = Math.ceil(1.2 * pairs.count);
    work.value = new Float64Array(room * width);
    work.slope = new Float64Array(room * width);
    work.wave = new Float64Array(room * n);
  }
  const { value, slope, wave } = work;
  const { first, second, distance } = pairs;
  for (let p = 0; p < pairs.count; p++) {
    const r = distance[p]!;
    const base = p * width;
    const row = first[p]! * stride;
    const other = second[p]! * stride;
    for (let k = 0; k < n; k++) {
      const cutoff = parameters[k]!;
      if (r >= cutoff) {
        value[base + k] = 0;
        slope[base + k] = 0;
        continue;
      }
      const u = Math.PI * (r / cutoff - 0.5);
      const z = u * u;
      const fc = 0.5 - 0.5 * u * sineSeries(z);
      value[base + k] = fc;
      slope[base + k] = ((-0.5 * Math.PI) / cutoff) * cosineSeries(z);
      values[row + k]! += fc;
      values[other + k]! += fc;
    }
    for (let k = n; k < 2 * n; k++) {
      const cutoff = parameters[k + 2 * n]!;
      const away = r - parameters[k + n]!;
      const exponent = parameters[k]! * away * away;
      if (r >= cutoff || exponent > negligible) {
        value[base + k] = 0;
        slope[base + k] = 0;
        continue;
      }
      const u = Math.PI * (r / cutoff - 0.5);
      const z = u * u;
      const gaussian = Math.exp(-exponent);
      const f = gaussian * (0.5 - 0.5 * u * sineSeries(z));
      value[base + k] = f;
      slope[base + k] = gaussian * ((-0.5 * Math.PI) / cutoff) * cosineSeries(z);
      values[row + k]! += f;
      values[other + k]! += f;
    }
    for (let k = 2 * n; k < width; k++) {
      const cutoff = parameters[k + 3 * n]!;
      const own = p * n + k - 2 * n;
      if (r >= cutoff) {
        value[base + k] = 0;
        slope[base + k] = 0;
        wave[own] = 0;
        continue;
      }
      const u = Math.PI * (r / cutoff - 0.5);
      const z = u * u;
      const fc = 0.5 - 0.5 * u * sineSeries(z);
      const angle = parameters[k + 2 * n]! * r;
      const c = Math.cos(angle);
      const f = c * fc;
      value[base + k] = f;
      slope[base + k] = c * ((-0.5 * Math.PI) / cutoff) * cosineSeries(z);
      wave[own] = -r * Math.sin(angle) * fc;
      values[row + k]! += f;
      values[other + k]! += f;
    }
  }
}

/** exp(-40) is 4e-18: less than the rounding of any sum that it would be added to. */
const negligible = 40;

// fc = (1 + cos(pi r / Rc)) / 2 = (1 - sin u) / 2 with u = pi (r / Rc - 1/2), and sin(pi r / Rc) = cos u: series good to 4e-14
// for |u| <= pi/2, several times faster than two calls of Math.

/** sin(u) / u by z = u^2, |u| <= pi/2. */
function sineSeries(z: number): number {
  return (
    1 +
    z *
      (-1 / 6 +
        z *
          (1 / 120 +
            z *
              (-1 / 5040 + z * (1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z / 355687428096000)))))))
  );
}

/** cos(u) by z = u^2, |u| <= pi/2. */
function cosineSeries(z: number): number {
  return (
    1 +
    z *
      (-1 / 2 +
        z *
          (1 / 24 +
            z *
              (-1 / 720 +
                z *
                  (1 / 40320 +
                    z * (-1 / 3628800 + z * (1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000 - z / 6402373705728000))))))))
  );
}

/**
 * Adds dE/dparameters to `gradient`, from adjoints dE/dG (atoms x stride); and, where given, dE/dr of every pair to
 * `pairGradient`. After radialForward with the same arguments.
 */
export function radialBackward(
  work: RadialWorkspace,
  parameters: Float64Array,
  n: number,
  pairs: PairTable,
  adjoint: Float64Array,
  stride: number,
  gradient: Float64Array,
  pairGradient?: Float64Array,
): void {
  const { value, slope, wave } = work;
  const { first, second, distance } = pairs;
  const width = 3 * n;
  for (let p = 0; p < pairs.count; p++) {
    const r = distance[p]!;
    const base = p * width;
    const row = first[p]! * stride;
    const other = second[p]! * stride;
    let along = 0;
    for (let k = 0; k < n; k++) {
      const a = (adjoint[row + k]! + adjoint[other + k]!) * slope[base + k]!;
      gradient[k]! -= (a * r) / parameters[k]!;
      along += a;
    }
    for (let k = n; k < 2 * n; k++) {
      const a = adjoint[row + k]! + adjoint[other + k]!;
      const f = a * value[base + k]!;
      const s = a * slope[base + k]!;
      const away = r - parameters[k + n]!;
      const pull = 2 * parameters[k]! * away * f;
      gradient[k]! -= away * away * f;
      gradient[k + n]! += pull;
      gradient[k + 2 * n]! -= (s * r) / parameters[k + 2 * n]!;
      along += s - pull;
    }
    for (let k = 2 * n; k < width; k++) {
      const a = adjoint[row + k]! + adjoint[other + k]!;
      const s = a * slope[base + k]!;
      const w = a * wave[p * n + k - 2 * n]!;
      gradient[k + 2 * n]! += w;
      gradient[k + 3 * n]! -= (s * r) / parameters[k + 3 * n]!;
      along += s + (w * parameters[k + 2 * n]!) / r;
    }
    if (pairGradient) pairGradient[p]! += along;
  }
}
