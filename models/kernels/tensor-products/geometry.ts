// The sizes of one convolution over two or three dimensions, channels last. Two dimensions lie along the depth and the
// width: work is split along the depth.
type Triple = readonly [number, number, number];

/** Triples are depth, height, width. */
export interface ConvolutionGeometry {
  readonly batch: number;
  readonly inSize: Triple;
  readonly inChannels: number;
  readonly outSize: Triple;
  readonly outChannels: number;
  readonly filterSize: Triple;
  readonly stride: Triple;
  readonly dilation: Triple;
  /** Before the first element. */
  readonly padding: Triple;
}

export interface ConvolutionSizes {
  /** Numbers in one patch: columns of the matrix of patches. */
  readonly patch: number;
  /** Output positions of one sample: its rows. */
  readonly positions: number;
  /** Numbers of one sample. */
  readonly inNumbers: number;
  readonly outNumbers: number;
}

const volume = ([depth, height, width]: Triple): number => depth * height * width;

export function sizesOf({ inSize, inChannels, outSize, outChannels, filterSize }: ConvolutionGeometry): ConvolutionSizes {
  const positions = volume(outSize);
  return {
    patch: volume(filterSize) * inChannels,
    positions,
    inNumbers: volume(inSize) * inChannels,
    outNumbers: positions * outChannels,
  };
}
