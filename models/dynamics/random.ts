// Seeded random numbers whose state fits a snapshot: xoshiro128** 1.1 of Blackman and Vigna (2018), seeded by splitmix32.
// For physics and shuffling, not for secrets.

/** All that is needed to go on with the same numbers; plain JSON. */
export interface RandomState {
  /** Four 32-bit words, not all zero. */
  readonly words: readonly [number, number, number, number];
  /** The second of a pair of normal deviates, where it has not been handed out yet. */
  readonly spare: number | null;
}

export interface Random {
  /** 32 random bits as an integer from 0 to 2^32 - 1. */
  bits(): number;
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer from 0 to below - 1, without bias; below from 1 to 2^32. */
  integer(below: number): number;
  /** Normal deviate of mean 0 and variance 1 (polar method of Marsaglia). */
  normal(): number;
  state(): RandomState;
  /** Goes on from a state that `state()` gave. */
  restore(state: RandomState): void;
}

/** Random numbers from a seed (any finite number; its whole 53-bit integer part counts) or from a state that `state()` gave. */
export function createRandom(seed: number | RandomState): Random {
  let [a, b, c, d] = typeof seed === "number" ? wordsOfSeed(seed) : seed.words;
  let spare = typeof seed === "number" ? null : seed.spare;

  const bits = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const uniform = (): number => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;
  const integer = (below: number): number => {
    if (!(Number.isInteger(below) && below >= 1 && below <= 2 ** 32)) throw new RangeError(`Not a range for random integers: ${below}.`);
    // Bits past the last whole multiple of the range would favour small numbers: draw again.
    const limit = 2 ** 32 - (2 ** 32 % below);
    let value = bits();
    while (value >= limit) value = bits();
    return value % below;
  };
  const normal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * scale;
      return u * scale;
    }
  };
  const restore = (given: RandomState): void => {
    [a, b, c, d] = given.words;
    spare = given.spare;
  };
  return { bits, uniform, integer, normal, state: () => ({ words: [a, b, c, d], spare }), restore };
}

function wordsOfSeed(seed: number): [number, number, number, number] {
  if (!Number.isFinite(seed)) throw new RangeError(`A seed must be a finite number, not ${seed}.`);
  const whole = Math.abs(Math.trunc(seed));
  let mix = (whole >>> 0) ^ Math.imul(Math.floor(whole / 2 ** 32) | 0, 0x9e3779b1) ^ (seed < 0 ? 0x5bd1e995 : 0);
  const next = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let t = mix ^ (mix >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return t ^ (t >>> 15);
  };
  // splitmix32 visits every word once, so four in a row are never all zero.
  return [next(), next(), next(), next()];
}

/** Puts a list into an order drawn with `random` (Fisher and Yates), in place. @returns the list */
export function shuffle<L extends { readonly length: number; [index: number]: unknown }>(list: L, random: Pick<Random, "integer">): L {
  for (let k = list.length - 1; k > 0; k--) {
    const other = random.integer(k + 1);
    [list[k], list[other]] = [list[other], list[k]];
  }
  return list;
}
