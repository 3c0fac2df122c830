// Mean-square displacement over all time origins, and the diffusion coefficient from its slope (Einstein 1905).
// Transforms make it O(T log T) in the number of frames (V. Calandrini et al., Collection SFN 12, 201 (2011), section 3.2).
import { addCorrelationSums } from "./fourier.ts";

export interface MeanSquareDisplacement {
  /** Time between origin and end, fs, from 0. */
  readonly timesFs: Float64Array;
  /** Mean over atoms and origins of |r(t0 + t) - r(t0)|^2, angstrom^2. */
  readonly values: Float64Array;
  /** The same of groups of atoms, from whose spread errors come. */
  readonly groups: readonly Float64Array[];
}

export interface MeanSquareDisplacementOptions {
  readonly timestepFs: number;
  /** Longest time, in frames; default half of the trajectory: longer ones have few origins. */
  readonly longestLag?: number;
  /** Atoms that count, indices from 0; default all. */
  readonly atoms?: readonly number[];
}

/** Groups of atoms for the error. */
const groupCount = 8;

/**
 * Positions of every frame (3N, angstrom, without jumps at cell walls: see `unwrappedPositions`), `timestepFs` apart.
 * @throws RangeError for fewer than two frames, frames of different size or a lag beyond the end
 */
export function meanSquareDisplacement(positions: readonly Float64Array[], options: MeanSquareDisplacementOptions): MeanSquareDisplacement {
  const frames = positions.length;
  if (frames < 2) throw new RangeError(`A mean-square displacement needs two frames at least, not ${frames}.`);
  if (positions.some((frame) => frame.length !== positions[0]!.length))
    throw new RangeError("All frames must have the same number of atoms.");
  const lags = (options.longestLag ?? Math.floor(frames / 2)) + 1;
  if (!(Number.isInteger(lags) && lags >= 2 && lags <= frames)) {
    throw new RangeError(`The longest lag must be 1 to ${frames - 1} frames, not ${lags - 1}.`);
  }
  const atoms = options.atoms ?? Array.from({ length: positions[0]!.length / 3 }, (_, i) => i);
  if (atoms.length === 0) throw new RangeError("A mean-square displacement needs one atom at least.");
  const groups = Math.min(groupCount, atoms.length);
  const sums = Array.from({ length: groups }, () => new Float64Array(lags));
  const members = new Float64Array(groups);
  for (const [place, atom] of atoms.entries()) {
    // Neighbours in the list are often neighbours in space: a group takes every eighth.
    members[place % groups]!++;
    for (let a = 0; a < 3; a++) addCoordinate(positions, 3 * atom + a, sums[place % groups]!);
  }
  const timesFs = Float64Array.from({ length: lags }, (_, lag) => lag * options.timestepFs);
  const values = new Float64Array(lags);
  for (const sum of sums) for (let lag = 0; lag < lags; lag++) values[lag]! += sum[lag]! / atoms.length;
  return { timesFs, values, groups: sums.map((sum, group) => sum.map((value) => value / members[group]!)) };
}

/** Adds the mean over origins of (x(t0 + lag) - x(t0))^2 of one coordinate: sums of squares less twice the correlation. */
function addCoordinate(positions: readonly Float64Array[], coordinate: number, into: Float64Array): void {
  const frames = positions.length;
  const series = Float64Array.from(positions, (frame) => frame[coordinate]!);
  // About its mean, or the two parts would cancel to rounding far from the origin.
  const mean = series.reduce((sum, x) => sum + x, 0) / frames;
  for (let t = 0; t < frames; t++) series[t]! -= mean;
  const correlation = new Float64Array(into.length);
  addCorrelationSums(series, new Float64Array(frames), correlation);
  let squares = 2 * series.reduce((sum, x) => sum + x * x, 0);
  for (let lag = 0; lag < into.length; lag++) {
    if (lag > 0) {
      squares -= series[lag - 1]! ** 2 + series[frames - lag]! ** 2;
      into[lag]! += Math.max(0, squares - 2 * correlation[lag]!) / (frames - lag);
    }
  }
}

export interface Diffusion {
  /** Slope / 6, angstrom^2/fs; 1 angstrom^2/fs is 0.1 cm^2/s. */
  readonly coefficient: number;
  /** Standard error from the spread of the groups of atoms, angstrom^2/fs; NaN for a single atom. */
  readonly standardError: number;
}

/** Straight line through the displacement between two times, fs. @throws RangeError where fewer than two points lie between them */
export function diffusionCoefficient(displacement: MeanSquareDisplacement, fromFs: number, toFs: number): Diffusion {
  const { timesFs, values, groups } = displacement;
  const points = Array.from(timesFs, (_, k) => k).filter((k) => timesFs[k]! >= fromFs && timesFs[k]! <= toFs);
  if (points.length < 2) throw new RangeError(`Fewer than two times of the displacement lie between ${fromFs} and ${toFs} fs.`);
  const mean = points.reduce((sum, k) => sum + timesFs[k]!, 0) / points.length;
  const spread = points.reduce((sum, k) => sum + (timesFs[k]! - mean) ** 2, 0);
  const sixth = (curve: Float64Array): number => points.reduce((sum, k) => sum + (timesFs[k]! - mean) * curve[k]!, 0) / spread / 6;
  const coefficient = sixth(values);
  const parts = groups.map(sixth);
  const middle = parts.reduce((sum, part) => sum + part, 0) / parts.length;
  const variance = parts.reduce((sum, part) => sum + (part - middle) ** 2, 0) / (parts.length - 1);
  return { coefficient, standardError: parts.length > 1 ? Math.sqrt(variance / parts.length) : Number.NaN };
}
