// Complex spherical harmonics Y_lm of a direction, with the Condon-Shortley phase, orthonormal on the sphere.

/**
 * Y_lm for m = 0 .. l at a direction (need not be of unit length): real parts then imaginary ones, 2 (l + 1) numbers,
 * added to `into` from `offset` on. Those of negative m follow from Y_l-m = (-1)^m conj(Y_lm).
 */
export function addSphericalHarmonics(l: number, x: number, y: number, z: number, into: Float64Array, offset: number): void {
  const r = Math.hypot(x, y, z);
  const cosine = z / r;
  const sine = Math.hypot(x, y) / r;
  const planar = Math.hypot(x, y);
  const [cosPhi, sinPhi] = planar > 0 ? [x / planar, y / planar] : [1, 0];
  let diagonal = Math.sqrt(1 / (4 * Math.PI));
  let [re, im] = [1, 0];
  for (let m = 0; m <= l; m++) {
    if (m > 0) {
      diagonal *= -Math.sqrt((2 * m + 1) / (2 * m)) * sine;
      [re, im] = [re * cosPhi - im * sinPhi, re * sinPhi + im * cosPhi];
    }
    const value = legendre(l, m, cosine, diagonal);
    into[offset + m]! += value * re;
    into[offset + l + 1 + m]! += value * im;
  }
}

/** Normalised associated Legendre function of l, m from that of m, m, by the upward recursion in l (Press et al., Numerical Recipes, 6.7). */
function legendre(l: number, m: number, cosine: number, diagonal: number): number {
  if (l === m) return diagonal;
  let before = diagonal;
  let value = cosine * Math.sqrt(2 * m + 3) * diagonal;
  let factorBefore = Math.sqrt(2 * m + 3);
  for (let k = m + 2; k <= l; k++) {
    const factor = Math.sqrt((4 * k * k - 1) / (k * k - m * m));
    [before, value] = [value, factor * (cosine * value - before / factorBefore)];
    factorBefore = factor;
  }
  return value;
}

/** Wigner's 3j symbol (l l l; m1 m2 -m1-m2), by Racah's sum; exact to rounding for l up to 12. */
export function wigner3j(l: number, m1: number, m2: number): number {
  const m3 = -m1 - m2;
  if (Math.abs(m1) > l || Math.abs(m2) > l || Math.abs(m3) > l) return 0;
  const triangle = (factorial(l) ** 3 / factorial(3 * l + 1)) ** 0.5;
  const weights = [m1, m2, m3].reduce((product, m) => product * factorial(l + m) * factorial(l - m), 1) ** 0.5;
  let sum = 0;
  for (let k = 0; k <= l; k++) {
    const terms = [k, l - k, l - m1 - k, l + m2 - k, m1 + k, k - m2];
    if (terms.some((term) => term < 0)) continue;
    sum += (k % 2 === 0 ? 1 : -1) / terms.reduce((product, term) => product * factorial(term), 1);
  }
  // (-1)^(j1 - j2 - m3)
  return (m3 % 2 === 0 ? 1 : -1) * triangle * weights * sum;
}

function factorial(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}
