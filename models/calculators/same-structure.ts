// Whether the structure that a program printed is the one it was given, so that no result is taken for another's.
import { nearestImages } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";

/** Programs print few decimals, and some only four. */
const toleranceAngstrom = 2e-3;

/** What differs, or null: species in order, and positions up to cell vectors and a shift of the whole. */
export function differenceOf(asked: Structure, printed: Structure): string | null {
  const count = asked.atomicNumbers.length;
  if (printed.atomicNumbers.length !== count) return `It holds ${printed.atomicNumbers.length} atoms, and the structure has ${count}.`;
  const other = asked.atomicNumbers.findIndex((number, k) => printed.atomicNumbers[k] !== number);
  if (other >= 0)
    return `Its atom ${other + 1} is ${symbolOf(printed.atomicNumbers[other]!)}, and that of the structure ${symbolOf(asked.atomicNumbers[other]!)}: the order of the atoms differs.`;
  const { cell, periodic } = asked;
  // Against the first atom: the whole may have been shifted, by parts of an image too.
  const shift = [0, 1, 2].map((k) => printed.positions[k]! - asked.positions[k]!);
  const moved = nearestImages(
    asked.positions.map((value, k) => printed.positions[k]! - value - shift[k % 3]!),
    cell,
    periodic,
  );
  for (let at = 3; at < moved.length; at += 3) {
    const distance = Math.hypot(moved[at]!, moved[at + 1]!, moved[at + 2]!);
    if (!(distance <= toleranceAngstrom))
      return `Its atom ${at / 3 + 1} stands ${distance.toFixed(4)} A from where the structure has it: the output is of another structure.`;
  }
  return null;
}
