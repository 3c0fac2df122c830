// The angular factors 2^(1-zeta) (1 + lambda cos)^zeta of a set, and their slopes, for one angle at a time.
// With h = (1 + lambda cos) / 2 the factor is 2 h^zeta and its slope lambda zeta h^(zeta-1). Powers come from smaller
// ones of the same lambda by squaring where the exponents allow (1, 2, 4, 16, ...): Math.pow would cost more than all the rest.

export interface AngularTable {
  /** Factor of each (lambda, zeta) at the angle last set. */
  readonly value: Float64Array;
  /** d value / d cos theta. */
  readonly slope: Float64Array;
  set(cosine: number): void;
}

export function createAngularTable(angles: readonly { readonly lambda: number; readonly zeta: number }[]): AngularTable {
  const size = angles.length;
  const value = new Float64Array(size);
  const slope = new Float64Array(size);
  /** h^(zeta - 1) of each. */
  const power = new Float64Array(size);
  const lambda = Float64Array.from(angles, (angle) => angle.lambda);
  const zeta = Float64Array.from(angles, (angle) => angle.zeta);
  // Where to start from, and how often to double the exponent; -1: from h itself by general powers.
  const from = new Int32Array(size).fill(-1);
  const doublings = new Int32Array(size);
  for (let k = 0; k < size; k++) {
    for (let p = 0; p < k; p++) {
      const ratio = Math.log2(zeta[k]! / zeta[p]!);
      if (lambda[p] === lambda[k] && ratio > 0 && Number.isInteger(ratio)) {
        from[k] = p;
        doublings[k] = ratio;
      }
    }
  }
  return {
    value,
    slope,
    set(cosine) {
      // Rounding can take the cosine a hair beyond -1 or 1.
      const c = cosine < -1 ? -1 : Math.min(cosine, 1);
      for (let k = 0; k < size; k++) {
        const h = 0.5 + 0.5 * lambda[k]! * c;
        const z = zeta[k]!;
        const start = from[k]!;
        let p = 1;
        if (start >= 0) {
          p = power[start]!;
          for (let d = doublings[k]!; d > 0; d--) p = p * p * h;
        } else if (z !== 1) p = h ** (z - 1);
        power[k] = p;
        value[k] = 2 * h * p;
        slope[k] = lambda[k]! * z * p;
      }
    },
  };
}
