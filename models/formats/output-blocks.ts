// What readers of other programs' printed output share: lines by pattern, rows of numbers behind fixed words, one frame for each
// set of positions, and the results that come after it.
import type { LineScanner } from "./line-scanner.ts";

/** Numbers of a line from the cursor on; each that is bad is a problem where it stands. */
export function numbersAt(scanner: LineScanner, offset: number, count: number, what: string): number[] {
  scanner.pos = scanner.start + offset;
  return scanner.numberRow(count, what);
}

/** Offset in the line just behind the first match, or -1. */
export function behind(line: string, pattern: RegExp): number {
  const match = pattern.exec(line);
  return match ? match.index + match[0].length : -1;
}

/** Voigt xx yy zz yz xz xy of three rows, times a factor; undefined where one is not finite or missing. */
export function voigtOfRows(rows: readonly (readonly number[])[], factor: number): Float64Array | undefined {
  const flat = rows.flat();
  if (flat.length !== 9 || !flat.every(Number.isFinite)) return undefined;
  const mean = (a: number, b: number): number => (factor * (flat[a]! + flat[b]!)) / 2;
  return Float64Array.of(factor * flat[0]!, factor * flat[4]!, factor * flat[8]!, mean(5, 7), mean(2, 6), mean(1, 3));
}
