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
  const size = values.length;
  values[0] = 1;
  slopes[0] = 0;
  if (size === 1) return;
  values[1] = x;
  slopes[1] = 1;
  // T_n' = n U_(n-1): the second kind obeys the same recurrence.
  const twice = 2 * x;
  let [t, before] = [x, 1];
  let [u, uBefore] = [1, 0];
  for (let n = 2; n < size; n++) {
    const next = twice * t - before;
    before = t;
    t = next;
    const uNext = twice * u - uBefore;
    uBefore = u;
    u = uNext;
    values[n] = t;
    slopes[n] = n * u;
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
  const waves = keys.flatMap((_, k) => {
    const members = profiles.flatMap((p, place) => (p.form === "chebyshev" && cutoffOf[place] === k ? [{ place, order: p.order }] : []));
    if (members.length === 0) return [];
    const size = Math.max(...members.map(({ order }) => order)) + 1;
    return [
      {
        k,
        cutoff: cutoffs[k]!.cutoff,
        places: Int32Array.from(members, ({ place }) => place),
        orders: Int32Array.from(members, ({ order }) => order),
        polynomials: new Float64Array(size),
        polynomialSlopes: new Float64Array(size),
      },
    ];
  });
  const others = Int32Array.from([...profiles.keys()].filter((i) => profiles[i]!.form !== "chebyshev"));

  function at(r: number, values: Float64Array, slopes: Float64Array, offset: number): void {
    for (let k = 0; k < cutoffs.length; k++) {
      const own = cutoffs[k]!;
      fc[k] = cutoffFormValue(own, r);
      dfc[k] = cutoffFormSlope(own, r);
    }
    for (let w = 0; w < waves.length; w++) {
      const { k, cutoff, places, orders, polynomials, polynomialSlopes } = waves[w]!;
      const inside = r < cutoff;
      const f = inside ? fc[k]! : 0;
      const df = inside ? dfc[k]! : 0;
      const rate = (2 / cutoff) * f;
      if (inside) chebyshev((2 * r) / cutoff - 1, polynomials, polynomialSlopes);
      for (let m = 0; m < places.length; m++) {
        const n = orders[m]!;
        const value = polynomials[n]!;
        values[offset + places[m]!] = value * f;
        slopes[offset + places[m]!] = polynomialSlopes[n]! * rate + value * df;
      }
    }
    for (let m = 0; m < others.length; m++) {
      const i = others[m]!;
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
