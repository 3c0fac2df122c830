// The three-dimensional convolutional autoencoder that compresses images of cells and of atoms (Noh et al. 2019, step 1).
import { type Chain, createChain } from "../layers/chain.ts";
import { createConvolution } from "../layers/convolution.ts";
import { createDense } from "../layers/dense.ts";
import type { Layer } from "../layers/layer.ts";
import { createReshape } from "../layers/reshape.ts";
import { createTransposedConvolution } from "../layers/transposed-convolution.ts";

export interface VoxelAutoencoderShape {
  /** Points along every side: 64 for atoms, 32 for cells in the paper. */
  readonly side: number;
  /** Images side by side, such as one an element. */
  readonly channels: number;
  /** Channels of the encoder's convolutions, each of which halves the sides; the decoder mirrors them. */
  readonly widths: readonly number[];
  /** Side of all filters. */
  readonly filter: number;
  /** Numbers of the intermediate vector; null: the last convolution's outputs as they are. */
  readonly latent: number | null;
}

/** Widths are ours: the paper does not print them. */
export function atomImageShape(side = 64, latent: number | null = null): VoxelAutoencoderShape {
  return { side, channels: 1, widths: [16, 32, 64, 64], filter: 4, latent };
}

export interface VoxelAutoencoder {
  readonly shape: VoxelAutoencoderShape;
  /** Encoder and decoder in one: side^3 x channels to the same. */
  readonly whole: Chain;
  /** To the intermediate vector, and back; each takes its own part of the parameters (partition). */
  readonly encoder: Chain;
  readonly decoder: Chain;
  partition<T>(parameters: readonly T[]): { readonly encoder: readonly T[]; readonly decoder: readonly T[] };
}

/** @throws RangeError where the sides cannot be halved so often */
export function createVoxelAutoencoder(shape: VoxelAutoencoderShape): VoxelAutoencoder {
  const { side, channels, widths, filter, latent } = shape;
  const encoding: Layer[] = [];
  let inShape: readonly number[] = [side, side, side, channels];
  for (const width of widths) {
    encoding.push(createConvolution(inShape, { side: filter, stride: 2, channels: width, rectifier: "relu", borders: "zero" }));
    inShape = encoding.at(-1)!.outShape;
  }
  const decoding: Layer[] = [];
  if (latent !== null) {
    const smallest = inShape;
    encoding.push(createDense(smallest, latent, "none"));
    decoding.push(
      createDense(
        [latent],
        smallest.reduce((product, size) => product * size, 1),
        "relu",
      ),
    );
    decoding.push(createReshape(decoding.at(-1)!.outShape, smallest));
  }
  const mirrored = [...widths.slice(0, -1).reverse(), channels];
  for (const [l, width] of mirrored.entries()) {
    const rectifier = l === mirrored.length - 1 ? "none" : "relu";
    decoding.push(createTransposedConvolution(inShape, { side: filter, stride: 2, channels: width, rectifier }));
    inShape = decoding.at(-1)!.outShape;
  }
  const encoder = createChain(encoding);
  return {
    shape,
    whole: createChain([...encoding, ...decoding]),
    encoder,
    decoder: createChain(decoding),
    partition(parameters) {
      const first = encoder.places.length;
      return { encoder: parameters.slice(0, first), decoder: parameters.slice(first) };
    },
  };
}
