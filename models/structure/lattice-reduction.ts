// Short, nearly perpendicular vectors of a lattice given by long, skewed ones. Not a standard form: see cell reduction for that.

/** A reduced basis and how it was made: reduced[i] = sum_j transform[i][j] original[j], transform integer with determinant +-1. */
export interface ReducedLattice {
  readonly vectors: number[][];
  readonly transform: number[][];
}

const dot = (a: readonly number[], b: readonly number[]): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

/**
 * Reduces 0 to 3 lattice vectors (angstrom) by subtracting integer multiples of the others until none gets shorter
 * (Semaev 2001 in its pairwise form, with the body diagonals tried as well). Linearly dependent vectors come back
 * with one that is zero or nearly so; the caller judges.
 */
export function reduceLattice(original: readonly (readonly number[])[]): ReducedLattice {
  const n = original.length;
  const vectors = original.map((v) => [...v]);
  const transform = original.map((_, i) => original.map((_, j) => (i === j ? 1 : 0)));
  const subtract = (i: number, j: number, times: number): void => {
    for (let a = 0; a < 3; a++) vectors[i]![a]! -= times * vectors[j]![a]!;
    for (let a = 0; a < n; a++) transform[i]![a]! -= times * transform[j]![a]!;
  };
  // Each round shortens some vector by a relative 1e-9 at least; skew of 2^k takes about k rounds.
  for (let round = 0; round < 200; round++) {
    let changed = false;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const square = dot(vectors[j]!, vectors[j]!);
        if (i === j || square === 0) continue;
        const projection = dot(vectors[i]!, vectors[j]!) / square;
        // Exactly half a vector either way is a tie: leave it, or two equal choices would alternate for ever.
        if (Math.abs(projection) <= 0.5 + 1e-9) continue;
        subtract(i, j, Math.round(projection));
        changed = true;
      }
    }
    if (!changed && n === 3) changed = tryBodyDiagonals(vectors, subtract);
    if (!changed) break;
  }
  return { vectors, transform };
}

function tryBodyDiagonals(vectors: number[][], subtract: (i: number, j: number, times: number) => void): boolean {
  const lengths = vectors.map((v) => dot(v, v));
  const longest = lengths.indexOf(Math.max(...lengths));
  const [j, k] = [0, 1, 2].filter((index) => index !== longest) as [number, number];
  for (const sj of [-1, 1]) {
    for (const sk of [-1, 1]) {
      const trial = [0, 1, 2].map((a) => vectors[longest]![a]! - sj * vectors[j]![a]! - sk * vectors[k]![a]!);
      if (dot(trial, trial) < lengths[longest]! * (1 - 1e-9)) {
        subtract(longest, j, sj);
        subtract(longest, k, sk);
        return true;
      }
    }
  }
  return false;
}
