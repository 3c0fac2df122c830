// Metrics rows as columns for a plot. Rows can come twice (once in the back-fill, once live) or with a gap: kept by row number.
import type { MetricsRow } from "./messages.ts";
import type { Plot } from "./plots.ts";

export class Series {
  #rows: MetricsRow[] = [];

  get length(): number {
    return this.#rows.length;
  }
  get last(): MetricsRow | undefined {
    return this.#rows.at(-1);
  }

  clear(): void {
    this.#rows = [];
  }

  /** Adds rows in any order; a row number that is known already is replaced. */
  add(rows: readonly MetricsRow[]): void {
    for (const row of rows) {
      const last = this.#rows.at(-1);
      if (last === undefined || row.row > last.row) this.#rows.push(row);
      else {
        const at = this.#rows.findIndex((known) => known.row >= row.row);
        this.#rows.splice(at, this.#rows[at]!.row === row.row ? 1 : 0, row);
      }
    }
  }

  /** Steps, then a column a key. Null where a row lacks the key, or where a logarithmic axis cannot show the number. */
  columns(keys: readonly string[], logarithmic: boolean): [number[], ...(number | null)[][]] {
    const steps = this.#rows.map((row) => row.step);
    const column = (key: string) =>
      this.#rows.map((row) => {
        const value = row.values[key];
        return value === undefined || !Number.isFinite(value) || (logarithmic && value <= 0) ? null : value;
      });
    return [steps, ...keys.map(column)];
  }
}

/** Whether a plot's columns show nothing: never anything but zero (no classical potential extrapolates), or never a change (a fixed cell). */
export function saysNothing(hidden: Plot["hidden"], columns: readonly ArrayLike<number | null | undefined>[]): boolean {
  const same = (column: ArrayLike<number | null | undefined>, as: number): boolean =>
    Array.from(column).every((value) => value === null || value === undefined || value === as);
  if (hidden === undefined) return false;
  return columns.every((column) => same(column, hidden === "while-zero" ? 0 : (Array.from(column).find((value) => value != null) ?? 0)));
}

/** A number on an axis, to the digits that its distance to the next one asks for: -275.12 and -275.14 must not both read -275.1. */
export function tickText(value: number, increment: number): string {
  const decimals = Math.max(0, Math.ceil(-Math.log10(increment) - 1e-9));
  const size = Math.abs(value);
  return decimals > 8 || (size !== 0 && (size >= 1e6 || size < 1e-4)) ? value.toExponential(2) : value.toFixed(decimals);
}

/** Ends of a logarithmic axis: one significant digit, just around the data; whole decades would leave half of the plot empty. */
export function logarithmicRange(minimum: number | null, maximum: number | null): [number, number] {
  if (minimum === null || maximum === null || !(minimum > 0)) return [0.1, 1];
  const digit = (value: number, round: (x: number) => number) => {
    const decade = 10 ** Math.floor(Math.log10(value));
    // Twelve digits: 0.3 / 0.1 is a little below 3 in binary.
    return Number((round(Number((value / decade).toPrecision(12))) * decade).toPrecision(1));
  };
  const low = digit(minimum, Math.floor);
  const high = digit(maximum, Math.ceil);
  return low < high ? [low, high] : [low / 2, high * 2];
}
