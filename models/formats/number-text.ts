// Numbers as text: the shortest that reads back to the same bits.

/** Shortest text of a double that reads back to the same bits; -0 keeps its sign. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Numbers with a blank between each. */
export function numberRow(values: Iterable<number>): string {
  return Array.from(values, numberText).join(" ");
}
