// The tensor networks in float64 loops, from their descriptions alone: nothing here comes from models/networks but shapes.
import type { DirectForceShape } from "@adatom/models/networks/direct-force/network.ts";
import type { ExtensiveShape } from "@adatom/models/networks/extensive/shape.ts";
import type { ParameterPlace } from "@adatom/models/networks/layers/parameters.ts";
import type { VoxelAutoencoderShape } from "@adatom/models/networks/voxel-autoencoder/network.ts";
import { at, combined, mapped, type PlainArray, plain, product, sizeOf } from "./plain-array.ts";
import { convolution, transposedConvolution } from "./plain-convolution.ts";

/** Weights and biases in the order of the layers. */
function layersOf(places: readonly ParameterPlace[], parameters: Float64Array): [PlainArray, PlainArray][] {
  const arrays = places.map(({ shape, offset, size }) => ({ shape, values: parameters.subarray(offset, offset + size) }));
  return Array.from({ length: arrays.length / 2 }, (_, l) => [arrays[2 * l]!, arrays[2 * l + 1]!]);
}

const plus = (x: PlainArray, biases: PlainArray): PlainArray => combined(x, biases, (a, b) => a + b);
const relu = (x: PlainArray): PlainArray => mapped(x, (v) => Math.max(0, v));
const reshaped = ({ values }: PlainArray, shape: readonly number[]): PlainArray => ({ shape, values });

/** @param inputs rows x inputs @returns rows x 3 */
export function plainDirectForce(
  shape: DirectForceShape,
  places: readonly ParameterPlace[],
  parameters: Float64Array,
  inputs: PlainArray,
): PlainArray {
  let x = inputs;
  for (const [l, [weights, biases]] of layersOf(places, parameters).entries()) {
    const z = plus(product(x, weights, false, false), biases);
    if (l === shape.hidden.length) return z;
    const [rows, width] = z.shape as [number, number];
    x = plain([rows, 2 * width], (_, [r, c]) => Math.max(0, c! < width ? at(z, [r!, c!]) : -at(z, [r!, c! - width])));
  }
  throw new Error("no layers");
}

/** @param images batch, sizes, channels @returns batch x tiles, by the definition: every pixel of every tile looked up with wrap */
export function plainExtensive(
  shape: ExtensiveShape,
  places: readonly ParameterPlace[],
  parameters: Float64Array,
  images: PlainArray,
): PlainArray {
  const { focus, context, dimensions } = shape;
  const sizes = images.shape.slice(1, -1);
  const channels = images.shape.at(-1)!;
  const batch = images.shape[0]!;
  const counts = sizes.map((size) => size / focus);
  const tiles = sizeOf(counts);
  const layers = layersOf(places, parameters);
  const wrapped = (index: readonly number[], box: readonly number[]): number[] => index.map((i, k) => ((i % box[k]!) + box[k]!) % box[k]!);
  /** Sub-boxes of a periodic image, one a tile. */
  const cut = (x: PlainArray, step: number, margin: number): PlainArray => {
    const box = x.shape.slice(1, -1);
    const side = step + 2 * margin;
    return plain([batch, ...counts, ...Array<number>(dimensions).fill(side), x.shape.at(-1)!], (_, index) => {
      const [tile, pixel] = [index.slice(1, 1 + dimensions), index.slice(1 + dimensions, -1)];
      const position = pixel.map((p, k) => tile[k]! * step - margin + p);
      return at(x, [index[0]!, ...wrapped(position, box), index.at(-1)!]);
    });
  };
  const periodicConvolution = (x: PlainArray, filter: PlainArray, stride: number): PlainArray => {
    const box = x.shape.slice(1, -1);
    const side = filter.shape[0]!;
    const margin = Math.max(0, side - stride);
    const before = Math.floor(margin / 2);
    const padded = plain([batch, ...box.map((size) => size + margin), x.shape.at(-1)!], (_, index) => {
      const position = index.slice(1, -1).map((p) => p - before);
      return at(x, [index[0]!, ...wrapped(position, box), index.at(-1)!]);
    });
    return convolution(padded, filter, { stride, padding: "valid" });
  };

  const convolutions = shape.layers.filter(({ kind }) => kind === "convolution").length;
  let x = images;
  let total = 1;
  if (shape.borders === "zero")
    x = reshaped(cut(images, focus, context), [batch * tiles, ...Array<number>(dimensions).fill(focus + 2 * context), channels]);
  for (let l = 0; l < convolutions; l++) {
    const layer = shape.layers[l]!;
    if (layer.kind !== "convolution") throw new Error("not a convolution");
    const [filter, biases] = layers[l]!;
    const z =
      shape.borders === "zero"
        ? convolution(x, filter, { stride: layer.stride, padding: "same" })
        : periodicConvolution(x, filter, layer.stride);
    x = relu(plus(z, biases));
    total *= layer.stride;
  }
  if (shape.borders === "shared") x = cut(x, focus / total, context / total);
  x = reshaped(x, [batch * tiles, x.values.length / (batch * tiles)]);
  for (let l = convolutions; l < layers.length; l++) {
    const [weights, biases] = layers[l]!;
    const z = plus(product(x, weights, false, false), biases);
    x = l < layers.length - 1 ? relu(z) : z;
  }
  return reshaped(x, [batch, tiles]);
}

/** @param images batch, side, side, side, channels; the same comes out */
export function plainAutoencoder(
  shape: VoxelAutoencoderShape,
  places: readonly ParameterPlace[],
  parameters: Float64Array,
  images: PlainArray,
): PlainArray {
  const layers = layersOf(places, parameters);
  const batch = images.shape[0]!;
  let x = images;
  let l = 0;
  for (const _ of shape.widths) {
    const [filter, biases] = layers[l++]!;
    x = relu(plus(convolution(x, filter, { stride: 2, padding: "same" }), biases));
  }
  if (shape.latent !== null) {
    const smallest = x.shape;
    const [down, downBiases] = layers[l++]!;
    const [up, upBiases] = layers[l++]!;
    const vector = plus(product(reshaped(x, [batch, x.values.length / batch]), down, false, false), downBiases);
    x = reshaped(relu(plus(product(vector, up, false, false), upBiases)), smallest);
  }
  for (const _ of shape.widths) {
    const [filter, biases] = layers[l]!;
    const sizes = x.shape.slice(1, -1).map((size) => 2 * size);
    const z = plus(transposedConvolution(x, filter, sizes, { stride: 2, padding: "same" }), biases);
    x = l++ < layers.length - 1 ? relu(z) : z;
  }
  return x;
}
