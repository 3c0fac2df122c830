// Images that repeat: a margin of each side's opposite put around the sizes, and the transpose of that. One axis at a time,
// over tensors of three dimensions (before, axis, behind): not every backend can slice and pad those of five.
import { add, concat, pad, reshape, slice, type Tensor, type Tensor3D } from "@tensorflow/tfjs-core";

export interface Margin {
  readonly before: number;
  readonly after: number;
}

/** Lets `change` act on the middle of (before, axis, behind). */
function alongAxis(x: Tensor, axis: number, change: (x: Tensor3D) => Tensor3D): Tensor {
  const product = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);
  const changed = change(reshape(x, [product(x.shape.slice(0, axis)), x.shape[axis]!, product(x.shape.slice(axis + 1))]));
  return reshape(changed, [...x.shape.slice(0, axis), changed.shape[1], ...x.shape.slice(axis + 1)]);
}

function part(x: Tensor3D, start: number, count: number): Tensor3D {
  return slice(x, [0, start, 0], [x.shape[0], count, x.shape[2]]);
}

/** @param x batch, sizes, channels @param margins one for each size; none larger than that size */
export function padPeriodic(x: Tensor, margins: readonly Margin[]): Tensor {
  let padded = x;
  for (const [k, { before, after }] of margins.entries()) {
    const size = x.shape[k + 1]!;
    if (before > size || after > size)
      throw new RangeError(`an image of ${size} points along axis ${k + 1} is too small for a margin of ${Math.max(before, after)}`);
    if (before + after === 0) continue;
    padded = alongAxis(padded, k + 1, (whole) => {
      const pieces = [whole];
      if (before > 0) pieces.unshift(part(whole, size - before, before));
      if (after > 0) pieces.push(part(whole, 0, after));
      return concat(pieces, 1);
    });
  }
  return padded;
}

/** The transpose: what fell on the margins is added where the margins came from. */
export function foldPeriodic(padded: Tensor, margins: readonly Margin[]): Tensor {
  let folded = padded;
  for (const [k, { before, after }] of margins.entries()) {
    const size = folded.shape[k + 1]! - before - after;
    if (before + after === 0) continue;
    folded = alongAxis(folded, k + 1, (whole) => {
      const placed = (piece: Tensor3D, from: number): Tensor3D =>
        pad(piece, [
          [0, 0],
          [from, size - from - piece.shape[1]],
          [0, 0],
        ]);
      let sum = part(whole, before, size);
      if (before > 0) sum = add(sum, placed(part(whole, 0, before), size - before));
      if (after > 0) sum = add(sum, placed(part(whole, before + size, after), 0));
      return sum;
    });
  }
  return folded;
}
