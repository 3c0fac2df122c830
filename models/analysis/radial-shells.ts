// Shells in a radial distribution function: a smoothed curve, its first peak, and the first minimum that ends the first shell.

export interface FirstShell {
  /** Middle of the highest bin of the first peak, refined by a parabola through its neighbours, angstrom. */
  readonly peakAngstrom: number;
  /** g at that bin, no unit. */
  readonly peakHeight: number;
  /** Lowest point before the second peak, angstrom; the middle where several bins are equally low. */
  readonly minimumAngstrom: number;
  readonly minimumHeight: number;
}

/** A curve (equal bins) smoothed by a Gaussian of standard deviation `sigma`, in the unit of `binWidth`; weights at the ends sum to 1 too. */
export function smoothCurve(values: Float64Array, binWidth: number, sigma: number): Float64Array {
  if (!(sigma >= 0)) throw new RangeError(`The width of smoothing must be 0 or more, not ${sigma}.`);
  // At 4 standard deviations the weight is 3e-4 of the largest.
  const reach = Math.floor((4 * sigma) / binWidth);
  if (reach === 0) return values.slice();
  const weights = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-0.5 * ((k * binWidth) / sigma) ** 2));
  return values.map((_, k) => {
    let sum = 0;
    let weight = 0;
    for (let m = Math.max(0, k - reach); m <= Math.min(values.length - 1, k + reach); m++) {
      sum += weights[Math.abs(m - k)]! * values[m]!;
      weight += weights[Math.abs(m - k)]!;
    }
    return sum / weight;
  });
}

/**
 * The first peak and the minimum before the second one, in a curve that is smooth enough to have no ripples higher
 * than `prominence` times the first peak (default 0.05); undefined where the curve ends before a second peak.
 */
export function findFirstShell(distancesAngstrom: Float64Array, g: Float64Array, prominence = 0.05): FirstShell | undefined {
  const highest = g.reduce((largest, value) => Math.max(largest, value), 0);
  if (!(highest > 0)) return undefined;
  // The first peak is often, not always, the highest: the first rise above a third of it that falls again.
  let peak = -1;
  for (let k = 0; k < g.length; k++) {
    if (peak < 0 ? g[k]! >= highest / 3 : g[k]! > g[peak]!) peak = k;
    else if (peak >= 0 && g[peak]! - g[k]! > prominence * g[peak]!) break;
  }
  const rise = prominence * g[peak]!;
  let lowest = peak;
  let plateauEnd = peak;
  let isClosed = false;
  for (let k = peak + 1; k < g.length && !isClosed; k++) {
    if (g[k]! < g[lowest]!) lowest = k;
    if (g[k] === g[lowest]) plateauEnd = k;
    isClosed = g[k]! - g[lowest]! > rise;
  }
  if (!isClosed) return undefined;
  const middle = 0.5 * (distancesAngstrom[lowest]! + distancesAngstrom[plateauEnd]!);
  return {
    peakAngstrom: refinedPeak(distancesAngstrom, g, peak),
    peakHeight: g[peak]!,
    minimumAngstrom: middle,
    minimumHeight: g[lowest]!,
  };
}

/** The minimum behind the first peak that lies beyond a distance, angstrom, as `findFirstShell` finds it: from the end of one shell to that of the next. */
export function minimumAfter(distancesAngstrom: Float64Array, g: Float64Array, fromAngstrom: number): number | undefined {
  const start = distancesAngstrom.findIndex((distance) => distance >= fromAngstrom);
  return start < 0 ? undefined : findFirstShell(distancesAngstrom.subarray(start), g.subarray(start))?.minimumAngstrom;
}

function refinedPeak(distances: Float64Array, g: Float64Array, k: number): number {
  if (k === 0 || k + 1 >= g.length) return distances[k]!;
  const curvature = g[k - 1]! - 2 * g[k]! + g[k + 1]!;
  const offset = curvature < 0 ? (0.5 * (g[k - 1]! - g[k + 1]!)) / curvature : 0;
  return distances[k]! + offset * (distances[1]! - distances[0]!);
}
