// Overlapping tiles of a periodic image, each laid out as one row of numbers in the order of sizes, then channels. No
// parameters. A dense layer over the rows is a convolution with a filter as large as a tile, which engines are slow at.
//
// Along one axis with steps of s, tile i holds the padded image's pieces i, i + 1, ... of length s: all tiles' k-th pieces
// are one slice of the image, so that there are as many copies as pieces in a tile, not as tiles.
import { add, concat, pad, reshape, slice, type Tensor, type Tensor3D, type Tensor4D, transpose } from "@tensorflow/tfjs-core";
import type { Layer } from "./layer.ts";
import { foldPeriodic, padPeriodic } from "./periodic-padding.ts";

/** One axis of the image with what lies before it (batch and axes that are done) and behind it flattened. */
interface Axis {
  readonly tiles: number;
  /** Numbers behind the axis. */
  readonly behind: number;
  /** Points of a tile along the axes before, all together. */
  readonly inside: number;
}

/** @param inShape sizes, channels @param step from tile to tile, dividing the sizes @param margin around a step that a tile has besides */
export function createTiling(inShape: readonly number[], step: number, margin: number): Layer {
  const sizes = inShape.slice(0, -1);
  const channels = inShape.at(-1)!;
  const side = step + 2 * margin;
  const pieces = Math.ceil(side / step);
  // Whole pieces for the last tile too; what is too much is cut off again.
  const margins = sizes.map(() => ({ before: margin, after: (pieces - 1) * step - margin }));
  const counts = sizes.map((size) => size / step);
  const axes = sizes.map(
    (_, k): Axis => ({
      tiles: counts[k]!,
      behind: counts.slice(k + 1).reduce((all, n) => all * (n + pieces - 1) * step, channels),
      inside: side ** k,
    }),
  );

  /** lead x inside x padded axis x behind to lead x tiles x inside x side x behind. */
  function cut(x: Tensor, { tiles, behind, inside }: Axis): Tensor {
    const whole = reshape(x, [-1, tiles + pieces - 1, step * behind]) as Tensor3D;
    const parts = Array.from({ length: pieces }, (_, k) =>
      reshape(slice(whole, [0, k, 0], [whole.shape[0], tiles, step * behind]), [-1, step * behind]),
    );
    let rows: Tensor = concat(parts, 1);
    if (pieces * step > side) rows = slice(rows, [0, 0], [rows.shape[0]!, side * behind]);
    return transpose(reshape(rows, [-1, inside, tiles, side * behind]) as Tensor4D, [0, 2, 1, 3]);
  }

  /** The transpose of cut. */
  function join(x: Tensor, { tiles, behind, inside }: Axis): Tensor {
    let rows: Tensor = reshape(transpose(reshape(x, [-1, tiles, inside, side * behind]) as Tensor4D, [0, 2, 1, 3]), [-1, side * behind]);
    const missing = pieces * step - side;
    if (missing > 0)
      rows = pad(rows, [
        [0, 0],
        [0, missing * behind],
      ]);
    const length = step * behind;
    const placed = Array.from({ length: pieces }, (_, k) => {
      const part = reshape(slice(rows, [0, k * length], [rows.shape[0]!, length]), [-1, tiles, length]);
      return pad(part, [
        [0, 0],
        [k, pieces - 1 - k],
        [0, 0],
      ]);
    });
    return placed.reduce((sum, part) => add(sum, part));
  }

  return {
    inShape,
    outShape: [...counts, side ** sizes.length * channels],
    parameters: [],
    forward(input) {
      const padded = padPeriodic(input, margins);
      const tiled = axes.reduce((x, axis) => cut(x, axis), padded);
      return reshape(tiled, [input.shape[0]!, ...counts, side ** sizes.length * channels]);
    },
    backward(input, _output, adjoint, _parameters, inputWanted) {
      if (!inputWanted) return { input: null, parameters: [] };
      const whole = axes.reduceRight((x, axis) => join(x, axis), adjoint);
      const paddedShape = [input.shape[0]!, ...counts.map((n) => (n + pieces - 1) * step), channels];
      return { input: foldPeriodic(reshape(whole, paddedShape), margins), parameters: [] };
    },
  };
}
