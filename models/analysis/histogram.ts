// A histogram that is filled value by value, frame by frame, and keeps exact moments beside the bins.

export interface Histogram {
  /** Bounds, in the unit of the values. */
  readonly low: number;
  readonly high: number;
  readonly counts: Float64Array;
  /** Number, mean, and sum of squared deviations of all values (Welford 1962), also of those outside of the bounds. */
  total: number;
  mean: number;
  squares: number;
}

/** @throws RangeError where bounds and bins make no histogram */
export function createHistogram(low: number, high: number, bins: number): Histogram {
  if (!(Number.isInteger(bins) && bins >= 1 && high > low))
    throw new RangeError(`No histogram of ${bins} bins from ${low} to ${high} can be made.`);
  return { low, high, counts: new Float64Array(bins), total: 0, mean: 0, squares: 0 };
}

/** Counts a value; the upper bound belongs to the last bin. */
export function addValue(histogram: Histogram, value: number): void {
  const { low, high, counts } = histogram;
  if (value >= low && value <= high) counts[Math.min(counts.length - 1, Math.floor(((value - low) / (high - low)) * counts.length))]!++;
  histogram.total++;
  const difference = value - histogram.mean;
  histogram.mean += difference / histogram.total;
  histogram.squares += difference * (value - histogram.mean);
}

/** Standard deviation of the values themselves (divided by their number); NaN without any. */
export function standardDeviation(histogram: Histogram): number {
  return Math.sqrt(histogram.squares / histogram.total);
}

/** Middle of every bin. */
export function binCentres({ low, high, counts }: Histogram): Float64Array {
  return Float64Array.from(counts, (_, k) => low + ((k + 0.5) * (high - low)) / counts.length);
}

/** Share of all values per unit of the value: integrates to 1 where none lay outside. All zero without values. */
export function density({ low, high, counts, total }: Histogram): Float64Array {
  const scale = total > 0 ? counts.length / ((high - low) * total) : 0;
  return counts.map((count) => count * scale);
}
