// Extensive deep neural networks (Mills et al. 2019): one network maps every tile of a periodic image to a contribution; the
// prediction is their sum. The contributions are an output of their own, a map.
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { Random } from "../../dynamics/random.ts";
import { type Chain, createChain } from "../layers/chain.ts";
import type { ParameterPlace } from "../layers/parameters.ts";
import { type ExtensiveShape, imageLayers, tileLayers } from "./shape.ts";
import { cutTiles, type Images, tileCounts } from "./tiles.ts";

/** A few images as the network takes them. */
export interface Prepared {
  /** The network for this input: its output is one number a tile, images in order, their tiles row by row. */
  readonly chain: Chain;
  /** The caller's to dispose. */
  readonly input: Tensor;
}

export interface ExtensiveNetwork {
  readonly shape: ExtensiveShape;
  readonly places: readonly ParameterPlace[];
  readonly parameterCount: number;
  firstParameters(random: Random): Float32Array;
  /** Images first ... first + count - 1. @throws RangeError where focus or strides do not divide their sizes */
  prepare(images: Images, first: number, count: number): Prepared;
  /** How many images of these sizes are best taken at once, so that a layer's outputs stay within some hundred MB; at least 1. */
  imagesAtOnce(sizes: readonly number[]): number;
  /** Contributions of all tiles, images in order, row by row; their sum is the prediction. */
  contributions(parameters: readonly Tensor[], images: Images): Promise<Float32Array>;
}

/** Numbers in the outputs of the widest layer, over a batch. */
const mostNumbers = 2 ** 25;

/**
 * @param shared whole images at once, in place of tiles; default: where the shape's borders say so
 * @param most numbers that a layer's outputs over one batch may have
 * @throws RangeError for a shape whose strides do not fit, or that cannot be shared
 */
export function createExtensiveNetwork(shape: ExtensiveShape, shared = shape.borders === "shared", most = mostNumbers): ExtensiveNetwork {
  if (shared && shape.borders === "zero" && shape.layers.some(({ kind }) => kind === "convolution"))
    throw new RangeError("convolutions with zeros around each tile cannot be shared between tiles");
  const tileChain = createChain(tileLayers(shape));
  const imageChains = new Map<string, Chain>();

  function chainOver(sizes: readonly number[]): Chain {
    if (!shared) return tileChain;
    const key = sizes.join();
    const chain = imageChains.get(key) ?? createChain(imageLayers(shape, sizes));
    imageChains.set(key, chain);
    return chain;
  }

  function prepare(images: Images, first: number, count: number): Prepared {
    const { values, sizes, channels } = images;
    if (sizes.length !== shape.dimensions || channels !== shape.channels)
      throw new RangeError(
        `images of ${sizes.length} dimensions and ${channels} channels given to a network for ${shape.dimensions} and ${shape.channels}`,
      );
    const tiles = tileCounts(sizes, shape.focus).reduce((product, n) => product * n, 1);
    const chain = chainOver(sizes);
    if (shared) {
      const each = sizes.reduce((product, n) => product * n, channels);
      return { chain, input: tensor(values.slice(first * each, (first + count) * each), [count, ...chain.inShape]) };
    }
    const cut = cutTiles(images, shape.focus, shape.context, first, count);
    return { chain, input: tensor(cut, [count * tiles, ...chain.inShape]) };
  }

  function imagesAtOnce(sizes: readonly number[]): number {
    const tiles = shared ? 1 : tileCounts(sizes, shape.focus).reduce((product, n) => product * n, 1);
    return Math.max(1, Math.floor(most / (tiles * chainOver(sizes).widest)));
  }

  return {
    shape,
    places: tileChain.places,
    parameterCount: tileChain.parameterCount,
    firstParameters: (random) => tileChain.firstParameters(random),
    prepare,
    imagesAtOnce,
    async contributions(parameters, images) {
      const pieces: Float32Array[] = [];
      const atOnce = imagesAtOnce(images.sizes);
      for (let first = 0; first < images.count; first += atOnce) {
        const { chain, input } = prepare(images, first, Math.min(atOnce, images.count - first));
        const output = chain.run(input, parameters);
        try {
          pieces.push(await output.data<"float32">());
        } finally {
          input.dispose();
          output.dispose();
        }
      }
      const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
      let at = 0;
      for (const piece of pieces) {
        all.set(piece, at);
        at += piece.length;
      }
      return all;
    },
  };
}

/** Predictions from contributions: sums over each image's tiles, in float64. */
export function sumTiles(contributions: Float32Array, images: number): Float64Array {
  const tiles = contributions.length / images;
  const sums = new Float64Array(images);
  for (let n = 0; n < images; n++) for (let t = 0; t < tiles; t++) sums[n]! += contributions[n * tiles + t]!;
  return sums;
}
