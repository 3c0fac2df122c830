// Many radial profiles at one distance: values and slopes, cutoffs and Chebyshev polynomials shared between them.

import { coreSlope, coreValue } from "./core-function.ts";
import { cutoffSlope, cutoffValue } from "./cutoff-function.ts";
import type { Cutoff, RadialProfile } from "./product-function.ts";

export interface RadialBank {
  readonly size: number;
  /** Writes value and slope (1/angstrom) of every profile at r (angstrom) from `offset` on; zero from a profile's cutoff on. */
  at(r: number, values: Float64Array, slopes: Float64Array, offset: number): void;
}

/** fc(r), for r below the cutoff. */
export function cutoffFormValue({ cutoff, cutoffForm, inner }: Cutoff, r: number): number {
  if (r >= cutoff) return 0;
  if (cutoffForm === "hard") return 1;
  if (cutoffForm === "tanh-cubed") return cutoffValue("tanh-cubed", r, cutoff);
  if (cutoffForm === "scaled-tanh-cubed") return cutoffValue("tanh-cubed", r, cutoff) / Math.tanh(1) ** 3;
  const start = inner * cutoff;
  if (r < start) return 1;
  if (cutoffForm === "cosine") return cutoffValue("cosine", r - start, cutoff - start);
  return coreValue(cutoffForm, (r - start) / (cutoff - start));
}

/** dfc/dr, 1/angstrom. */
export function cutoffFormSlope({ cutoff, cutoffForm, inner }: Cutoff, r: number): number {
  if (r >= cutoff || cutoffForm === "hard") return 0;
  if (cutoffForm === "tanh-cubed") return cutoffSlope("tanh-cubed", r, cutoff);
  if (cutoffForm === "scaled-tanh-cubed") return cutoffSlope("tanh-cubed", r, cutoff) / Math.tanh(1) ** 3;
  const start = inner * cutoff;
  if (r < start) return 0;
  if (cutoffForm === "cosine") return cutoffSlope("cosine", r - start, cutoff - start);
  return coreSlope(cutoffForm, (r - start) / (cutoff - start)) / (cutoff - start);
}

/** T_0 .. T_n at x, and their slopes, into arrays of n + 1. */
export function chebyshev(x: number, values: Float64Array, slopes: Float64Array): void {
  values[0] = 1;
  slopes[0] = 0;
  if (values.length > 1) {
    values[1] = x;
    slopes[1] = 1;
  }
  for (let n = 2; n < values.length; n++) {
    values[n] = 2 * x * values[n - 1]! - values[n - 2]!;
    slopes[n] = 2 * values[n - 1]! + 2 * x * slopes[n - 1]! - slopes[n - 2]!;
  }
}

export function createRadialBank(profiles: readonly RadialProfile[]): RadialBank {
  const cutoffKey = (p: RadialProfile): string => (p.form === "compact" ? "" : `${p.cutoffForm} ${p.cutoff} ${p.inner}`);
  const keys = [...new Set(profiles.map(cutoffKey))].filter((key) => key !== "");
  const cutoffs = keys.map((key) => profiles.find((p) => cutoffKey(p) === key) as RadialProfile & Cutoff);
  const cutoffOf = profiles.map((p) => keys.indexOf(cutoffKey(p)));
  const fc = new Float64Array(keys.length);
  const dfc = new Float64Array(keys.length);
  // Polynomials by cutoff: their argument is the same where the cutoff is.
  const orders = keys.map((_, k) => Math.max(-1, ...profiles.map((p, i) => (p.form === "chebyshev" && cutoffOf[i] === k ? p.order : -1))));
  const polynomials = orders.map((order) => new Float64Array(order + 1));
  const polynomialSlopes = orders.map((order) => new Float64Array(order + 1));

  function at(r: number, values: Float64Array, slopes: Float64Array, offset: number): void {
    for (let k = 0; k < cutoffs.length; k++) {
      const own = cutoffs[k]!;
      fc[k] = cutoffFormValue(own, r);
      dfc[k] = cutoffFormSlope(own, r);
      if (orders[k]! >= 0 && r < own.cutoff) chebyshev((2 * r) / own.cutoff - 1, polynomials[k]!, polynomialSlopes[k]!);
    }
    for (let i = 0; i < profiles.length; i++) {
      const p = profiles[i]!;
      let value = 0;
      let slope = 0;
      if (r < p.cutoff) {
        if (p.form === "compact") {
          if (r > p.left) {
            const width = 0.5 * (p.cutoff - p.left);
            const a = (r - 0.5 * (p.cutoff + p.left)) / width;
            const x = Math.abs(a);
            const inside = p.asymmetric ? (2 - x) * x : x;
            value = coreValue(p.core, inside);
            slope = (coreSlope(p.core, inside) * (p.asymmetric ? 2 - 2 * x : 1) * Math.sign(a)) / width;
          }
        } else {
          const k = cutoffOf[i]!;
          let f = 1;
          let df = 0;
          if (p.form === "gaussian") {
            const d = r - p.shift;
            f = Math.exp(-p.eta * d * d);
            df = -2 * p.eta * d * f;
          } else if (p.form === "wave") {
            f = Math.cos(p.kappa * r);
            df = -p.kappa * Math.sin(p.kappa * r);
          } else if (p.form === "chebyshev") {
            f = polynomials[k]![p.order]!;
            df = (2 / p.cutoff) * polynomialSlopes[k]![p.order]!;
          }
          value = f * fc[k]!;
          slope = df * fc[k]! + f * dfc[k]!;
        }
      }
      values[offset + i] = value;
      slopes[offset + i] = slope;
    }
  }

  return { size: profiles.length, at };
}
