// Colours of atoms: by element, or by a number an atom has, through the viridis map (dark is low, bright is high; it keeps
// its order in grey and for colour-blind eyes). Stops of viridis: van der Walt and Smith, matplotlib, CC0.

const viridis: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/** @param fraction 0 to 1; outside it is held at the ends. @returns red, green, blue, 0 to 255 */
export function mapColour(fraction: number): [number, number, number] {
  const place = Math.min(1, Math.max(0, fraction)) * (viridis.length - 1);
  const index = Math.min(viridis.length - 2, Math.floor(place));
  const low = viridis[index]!;
  const high = viridis[index + 1]!;
  const part = place - index;
  return [0, 1, 2].map((c) => Math.round(low[c]! + (high[c]! - low[c]!) * part)) as [number, number, number];
}

/** Smallest and largest finite value; null when there is none. */
export function finiteRange(values: ArrayLike<number>): { minimum: number; maximum: number } | null {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return minimum <= maximum ? { minimum, maximum } : null;
}

/**
 * Colours of numbers, 3 bytes an atom. One value for all (a perfect crystal) is drawn in the middle of the map;
 * a value that is not finite in magenta, which the map does not have.
 */
export function coloursByValue(values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(3 * values.length);
  const range = finiteRange(values);
  const span = range === null ? 0 : range.maximum - range.minimum;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const colour = Number.isFinite(value) ? mapColour(span > 0 ? (value - range!.minimum) / span : 0.5) : ([255, 0, 255] as const);
    result.set(colour, 3 * i);
  }
  return result;
}

/** Colours by element, 3 bytes an atom; grey where the daemon gave none. */
export function coloursByElement(
  atomicNumbers: Uint8Array,
  elements: Readonly<Record<string, { readonly colour: readonly [number, number, number] }>>,
): Uint8Array<ArrayBuffer> {
  const table = new Uint8Array(3 * 256).fill(150);
  for (const [number, element] of Object.entries(elements)) table.set(element.colour, 3 * Number(number));
  const result = new Uint8Array(3 * atomicNumbers.length);
  for (let i = 0; i < atomicNumbers.length; i++) {
    const at = 3 * atomicNumbers[i]!;
    result.set(table.subarray(at, at + 3), 3 * i);
  }
  return result;
}

/** Lengths of N vectors. @param vectors 3N */
export function magnitudes(vectors: Float32Array): Float32Array<ArrayBuffer> {
  const result = new Float32Array(vectors.length / 3);
  for (let i = 0; i < result.length; i++) result[i] = Math.hypot(vectors[3 * i]!, vectors[3 * i + 1]!, vectors[3 * i + 2]!);
  return result;
}
