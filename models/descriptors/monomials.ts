// Products of powers of x, y and z up to a degree, and how each comes from a lower one and leads to a higher one.

export interface Monomials {
  readonly size: number;
  /** Where those of each degree begin; one more entry for the end. */
  readonly first: Int32Array;
  /** Each but the first is its parent times x, y or z (0, 1, 2). */
  readonly parent: Int32Array;
  readonly axis: Int32Array;
  /** How often it occurs in (x + y + z)^degree. */
  readonly multiplicity: Float64Array;
  /** By axis, of every one below the highest degree: itself times that axis, and that axis's power there. */
  readonly raised: Int32Array;
  readonly exponent: Float64Array;
}

/** All x^a y^b z^c up to a degree, ascending. */
export function listMonomials(degree: number): Monomials {
  const list: (readonly [number, number, number])[] = [];
  const first = new Int32Array(degree + 2);
  for (let p = 0; p <= degree; p++) {
    for (let a = p; a >= 0; a--) for (let b = p - a; b >= 0; b--) list.push([a, b, p - a - b]);
    first[p + 1] = list.length;
  }
  const place = new Map(list.map((powers, m) => [powers.join(), m]));
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const axis = Int32Array.from(list, (powers) => powers.findIndex((n) => n > 0));
  const parent = Int32Array.from(list, (powers, m) => (m === 0 ? 0 : place.get(powers.with(axis[m]!, powers[axis[m]!]! - 1).join())!));
  const multiplicity = Float64Array.from(list, ([a, b, c]) => factorial(a + b + c) / (factorial(a) * factorial(b) * factorial(c)));
  // d u^q / dx = exponent u^m, q = m + 1 in x.
  const lower = list.slice(0, first[degree]!);
  const raised = Int32Array.from([0, 1, 2].flatMap((c) => lower.map((powers) => place.get(powers.with(c, powers[c]! + 1).join())!)));
  const exponent = Float64Array.from([0, 1, 2].flatMap((c) => lower.map((powers) => powers[c]! + 1)));
  return { size: list.length, first, parent, axis, multiplicity, raised, exponent };
}
