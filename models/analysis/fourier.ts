// The fast Fourier transform of power-of-two length, and what the analyses of motion make of it: correlations in time.

/** Discrete Fourier transform in place, sum_n x_n exp(-2 pi i k n / N) (radix 2, Cooley and Tukey 1965). N must be a power of two. */
export function fourierTransform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  if (n === 0 || (n & (n - 1)) !== 0 || im.length !== n)
    throw new RangeError(`A transform needs two arrays of one power-of-two length, not ${n} and ${im.length}.`);
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  // All twiddle factors from the library's cosine: a recurrence would lose digits at long lengths.
  const cosines = Float64Array.from({ length: n >> 1 }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sines = Float64Array.from({ length: n >> 1 }, (_, k) => -Math.sin((2 * Math.PI * k) / n));
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    const stride = n / size;
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < half; k++) {
        const [c, s] = [cosines[k * stride]!, sines[k * stride]!];
        const [a, b] = [start + k, start + k + half];
        const [x, y] = [re[b]! * c - im[b]! * s, re[b]! * s + im[b]! * c];
        re[b] = re[a]! - x;
        im[b] = im[a]! - y;
        re[a]! += x;
        im[a]! += y;
      }
    }
  }
}

/** Smallest power of two not below n. */
export function powerOfTwoFrom(n: number): number {
  let power = 1;
  while (power < n) power *= 2;
  return power;
}

/**
 * Adds sum_t x(t) x(t + lag) for every lag 0 .. into.length - 1 of each of the two real series `a` and `b` (of one length,
 * lags below it) to `into`: the Wiener-Khinchin theorem on both at once, padded with zeros.
 */
export function addCorrelationSums(a: Float64Array, b: Float64Array, into: Float64Array): void {
  const size = powerOfTwoFrom(a.length + into.length);
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  re.set(a);
  im.set(b);
  fourierTransform(re, im);
  // |A|^2 + |B|^2 from the transform of a + i b, whose even part is A and odd part i B.
  const power = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const m = (size - k) & (size - 1);
    power[k] = 0.5 * (re[k]! ** 2 + im[k]! ** 2 + re[m]! ** 2 + im[m]! ** 2);
  }
  im.fill(0);
  fourierTransform(power, im);
  for (let lag = 0; lag < into.length; lag++) into[lag]! += power[lag]! / size;
}
