// The velocity autocorrelation function, averaged over atoms and time origins.
import { addCorrelationSums } from "./fourier.ts";

export interface VelocityAutocorrelation {
  readonly timestepFs: number;
  /** sum_i w_i <v_i(t0) . v_i(t0 + t)> / sum_i w_i by lag in frames, angstrom^2/fs^2. */
  readonly values: Float64Array;
}

export interface VelocityAutocorrelationOptions {
  /** Between frames. */
  readonly timestepFs: number;
  /** Longest time, in frames; default half of the trajectory. */
  readonly longestLag?: number;
  /** Weight of every atom, N; masses give the vibrational density of states. Default 1 each. */
  readonly weights?: ArrayLike<number>;
}

/** Velocities of every frame, 3N, angstrom/fs. @throws RangeError for fewer than two frames, frames of different size or a lag beyond the end */
export function velocityAutocorrelation(
  velocities: readonly Float64Array[],
  options: VelocityAutocorrelationOptions,
): VelocityAutocorrelation {
  const frames = velocities.length;
  if (frames < 2) throw new RangeError(`A velocity autocorrelation needs two frames at least, not ${frames}.`);
  if (velocities.some((frame) => frame.length !== velocities[0]!.length))
    throw new RangeError("All frames must have the same number of atoms.");
  const lags = (options.longestLag ?? Math.floor(frames / 2)) + 1;
  if (!(Number.isInteger(lags) && lags >= 1 && lags <= frames))
    throw new RangeError(`The longest lag must be 0 to ${frames - 1} frames, not ${lags - 1}.`);
  const sums = new Float64Array(lags);
  const coordinates = velocities[0]!.length;
  const weight = (coordinate: number): number => options.weights?.[Math.floor(coordinate / 3)] ?? 1;
  const series = (coordinate: number): Float64Array => {
    const root = coordinate < coordinates ? Math.sqrt(weight(coordinate)) : 0;
    return Float64Array.from(velocities, (frame) => (root === 0 ? 0 : root * frame[coordinate]!));
  };
  for (let c = 0; c < coordinates; c += 2) addCorrelationSums(series(c), series(c + 1), sums);
  let total = 0;
  for (let c = 0; c < coordinates; c += 3) total += weight(c);
  return { timestepFs: options.timestepFs, values: sums.map((sum, lag) => sum / (frames - lag) / total) };
}
