// Numbers on their way into a figure: their ends, and how many lie where.

/** Not Math.min(...): there may be more numbers than a call takes arguments. */
export const lowest = (values: readonly number[]): number => values.reduce((least, value) => Math.min(least, value), Infinity);
export const highest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), -Infinity);

/** How many bins so many values are counted in (the rule of Rice university, 2 n^(1/3)): 6 for 24 values, 26 for 2000. */
export function histogramBins(values: number): number {
  return Math.max(5, Math.min(40, Math.ceil(2 * Math.cbrt(values))));
}

/** Counts of equal bins, by their middles. */
export function binned(values: readonly number[], count: number): { x: number[]; y: number[] } {
  const low = lowest(values);
  const width = (highest(values) - low) / count || 1;
  const y = new Array<number>(count).fill(0);
  for (const value of values) y[Math.min(count - 1, Math.floor((value - low) / width))]!++;
  return { x: y.map((_, k) => low + (k + 0.5) * width), y };
}
