// What is done along the channels of an image: biases added, and their adjoint. Over a matrix of positions x channels, since
// tensors of five dimensions do not broadcast on every backend.
import { add, matMul, ones, reshape, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";

/** Columns below which a matrix is made wider before its rows are summed. */
const narrow = 64;

function positions(x: Tensor): Tensor2D {
  const channels = x.shape.at(-1)!;
  return reshape(x, [x.size / channels, channels]);
}

export function addBiases(x: Tensor, biases: Tensor): Tensor {
  return reshape(add(positions(x), biases), x.shape);
}

/** The sum of a matrix's rows, by a product: backends are slow at sums along the first axis. */
function sumRows(x: Tensor2D): Tensor2D {
  return matMul(ones([1, x.shape[0]]) as Tensor2D, x);
}

/**
 * Sums over all but the channels. Where those are few, several positions are taken for one with more channels first: products
 * with one column, or a few, are slow as well.
 */
export function channelSums(x: Tensor): Tensor {
  const rows = positions(x);
  const [count, channels] = rows.shape;
  let together = 1;
  while (2 * together * channels <= narrow && count % (2 * together) === 0) together *= 2;
  const wide = sumRows(reshape(rows, [count / together, together * channels]));
  return reshape(together > 1 ? sumRows(reshape(wide, [together, channels])) : wide, [channels]);
}
