// Positions as the device keeps them: whole cells and fractions of the cell in units of 2^-32; and its sums.
import { cartesianToFractional, fractionalToCartesian } from "../../structure/cell.ts";
import { unitsPerElectronvolt } from "./fixed-point.wgsl.ts";

export interface FixedPositions {
  /** Units of 2^-32 of the cell vectors, 3N. */
  readonly fractions: Uint32Array<ArrayBuffer>;
  /** Whole cell vectors to add, 3N. */
  readonly images: Int32Array<ArrayBuffer>;
}

/** @param positions angstrom, 3N. Rounded by at most 2^-33 of a cell vector: 1e-8 angstrom in a cell of 100. */
export function toFixed(positions: Float64Array, cell: Float64Array): FixedPositions {
  const fractional = cartesianToFractional(positions, cell)!;
  const fractions = new Uint32Array(fractional.length);
  const images = new Int32Array(fractional.length);
  for (let p = 0; p < fractional.length; p++) {
    const whole = Math.floor(fractional[p]!);
    const part = Math.round((fractional[p]! - whole) * 2 ** 32);
    images[p] = whole + (part === 2 ** 32 ? 1 : 0);
    fractions[p] = part;
  }
  return { fractions, images };
}

/** Angstrom, 3N, not wrapped. */
export function fromFixed({ fractions, images }: FixedPositions, cell: Float64Array): Float64Array {
  return fractionalToCartesian(
    Float64Array.from(fractions, (part, p) => images[p]! + part / 2 ** 32),
    cell,
  );
}

/** A sum over atoms, eV, from its two words. */
export function sumOf(words: Int32Array, place: number): number {
  return (words[place + 1]! * 65536 + words[place]!) / unitsPerElectronvolt;
}

/** The two words of a sum. */
export function sumWords(value: number): [number, number] {
  const units = Math.round(value * unitsPerElectronvolt);
  const high = Math.floor(units / 65536);
  return [units - high * 65536, high];
}
