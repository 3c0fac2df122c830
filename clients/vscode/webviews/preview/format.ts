// Numbers and formulas as the preview writes them.

/** "Si64O2" as runs of text, the digits marked for drawing below the line. */
export function formulaParts(formula: string): { text: string; subscript: boolean }[] {
  return (formula.match(/\d+|\D+/g) ?? []).map((text) => ({ text, subscript: /^\d+$/.test(text) }));
}

/** Four significant digits without an exponent where that is shorter. */
export function shortNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
}

export function atomCount(natoms: number): string {
  return natoms === 1 ? "1 atom" : `${natoms.toLocaleString("en-US")} atoms`;
}
