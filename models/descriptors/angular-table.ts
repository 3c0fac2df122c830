// The angular factors 2^(1-zeta) (1 + lambda cos)^zeta of a set, and their slopes, for one angle at a time.

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
  const lambda = Float64Array.from(angles, (angle) => angle.lambda);
  const zeta = Float64Array.from(angles, (angle) => angle.zeta);
  const norm = Float64Array.from(angles, (angle) => 2 ** (1 - angle.zeta));
  const whole = Int32Array.from(angles, (angle) => (Number.isInteger(angle.zeta) ? angle.zeta - 1 : -1));
  return {
    value,
    slope,
    set(cosine) {
      for (let k = 0; k < size; k++) {
        // Rounding can take the cosine a hair beyond -1 or 1.
        let base = 1 + lambda[k]! * cosine;
        if (base < 0) base = 0;
        // base^(zeta - 1) by squaring: Math.pow would cost more than all the rest.
        let power = norm[k]!;
        let exponent = whole[k]!;
        if (exponent < 0) power *= base ** (zeta[k]! - 1);
        else {
          let square = base;
          while (exponent > 0) {
            if (exponent & 1) power *= square;
            square *= square;
            exponent >>= 1;
          }
        }
        value[k] = power * base;
        slope[k] = power * lambda[k]! * zeta[k]!;
      }
    },
  };
}
