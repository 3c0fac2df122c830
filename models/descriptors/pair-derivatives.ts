// Stored derivatives of the columns of descriptors, pair by pair in float32 (see DerivativeColumns): what training multiplies by.

/** Compressed rows by centre atom, without pairs where only the energy is learned from; pairs within the angular cutoff come first within each row. */
export interface PairDerivatives {
  readonly first: Int32Array;
  /** Pairs of each centre that have an angular row. */
  readonly angularCount: Int32Array;
  readonly neighbour: Int32Array;
  /** First column of the pair's radial block, and how many there are. */
  readonly blockOffset: Int32Array;
  readonly blockLength: Int32Array;
  /** Unit vector from centre to neighbour, 3 a pair. */
  readonly direction: Float32Array;
  /** By the distance, `radialWidth` a pair. */
  readonly radial: Float32Array;
  /** By the neighbour's position, 3 x angularSize a row (angular columns of the centre's element). */
  readonly angular: Float32Array;
  /** Where each centre's angular rows begin in `angular`. */
  readonly angularStart: Int32Array;
  readonly radialWidth: number;
}

/** How much there is of them. */
export interface PairSizes {
  readonly atoms: number;
  readonly pairs: number;
  /** Numbers of all angular rows. */
  readonly angular: number;
  readonly radialWidth: number;
}

/** Makes room for derivatives, which whoever asks fills; what is there before is anything. */
export type MakePairs = (sizes: PairSizes) => PairDerivatives;

/** In arrays of their own. */
export const newPairs: MakePairs = ({ atoms, pairs, angular, radialWidth }) => ({
  first: new Int32Array(atoms + 1),
  angularCount: new Int32Array(atoms),
  angularStart: new Int32Array(atoms + 1),
  neighbour: new Int32Array(pairs),
  blockOffset: new Int32Array(pairs),
  blockLength: new Int32Array(pairs),
  direction: new Float32Array(3 * pairs),
  radial: new Float32Array(pairs * radialWidth),
  angular: new Float32Array(angular),
  radialWidth,
});
