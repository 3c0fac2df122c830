// Arrays in float64 with plain loops over them: what tensor operations are checked against. Slow and obvious on purpose.

export interface PlainArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

export function plain(shape: readonly number[], valueAt: (position: number, index: readonly number[]) => number): PlainArray {
  const values = new Float64Array(sizeOf(shape));
  const index = shape.map(() => 0);
  for (let k = 0; k < values.length; k++) {
    values[k] = valueAt(k, index);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return { shape, values };
}

/** The number at an index; along axes of length 1, and axes that are missing in front, it repeats. */
export function at({ shape, values }: PlainArray, index: readonly number[]): number {
  const skipped = index.length - shape.length;
  let position = 0;
  for (const [axis, size] of shape.entries()) position = position * size + (size === 1 ? 0 : index[axis + skipped]!);
  return values[position]!;
}

export function mapped(x: PlainArray, f: (value: number) => number): PlainArray {
  return plain(x.shape, (k) => f(x.values[k]!));
}

/** Element by element, with repetition as in NumPy. */
export function combined(a: PlainArray, b: PlainArray, f: (a: number, b: number) => number): PlainArray {
  const rank = Math.max(a.shape.length, b.shape.length);
  const size = (x: PlainArray, axis: number): number => x.shape[axis - rank + x.shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => Math.max(size(a, axis), size(b, axis)));
  return plain(shape, (_, index) => f(at(a, index), at(b, index)));
}

/** Over the last two axes; the axes before repeat. */
export function product(a: PlainArray, b: PlainArray, transposeA: boolean, transposeB: boolean): PlainArray {
  const left = transposeA ? transposed(a) : a;
  const right = transposeB ? transposed(b) : b;
  const [rows, depth] = left.shape.slice(-2) as [number, number];
  const columns = right.shape.at(-1)!;
  const before = (x: PlainArray): PlainArray => plain(x.shape.slice(0, -2), () => 0);
  const batch = combined(before(left), before(right), () => 0).shape;
  return plain([...batch, rows, columns], (_, index) => {
    const sample = index.slice(0, -2);
    const [r, c] = index.slice(-2) as [number, number];
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += at(left, [...sample, r, k]) * at(right, [...sample, k, c]);
    return sum;
  });
}

/** The last two axes exchanged. */
export function transposed(x: PlainArray): PlainArray {
  const rank = x.shape.length;
  return permuted(x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}

export function permuted(x: PlainArray, order: readonly number[]): PlainArray {
  return plain(
    order.map((axis) => x.shape[axis]!),
    (_, index) => {
      const source: number[] = [];
      for (const [k, axis] of order.entries()) source[axis] = index[k]!;
      return at(x, source);
    },
  );
}

/** The sum over one axis, which goes. */
export function summed(x: PlainArray, axis: number): PlainArray {
  return plain(
    x.shape.filter((_, k) => k !== axis),
    (_, index) => {
      let sum = 0;
      for (let k = 0; k < x.shape[axis]!; k++) sum += at(x, [...index.slice(0, axis), k, ...index.slice(axis)]);
      return sum;
    },
  );
}
