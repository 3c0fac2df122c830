// Tables of text: columns as wide as their contents, shrunk to the terminal by cutting the widest ones.
import { displayWidth, pad, truncate } from "./display-width.ts";
import type { Style } from "./style.ts";

export interface Column {
  readonly title: string;
  readonly align?: "start" | "end";
}

const gap = "  ";
const narrowest = 4;

/**
 * Lines of a table.
 * @param rows one text a column; may hold colour sequences
 * @param columns widest line allowed
 */
export function table(head: readonly Column[], rows: readonly (readonly string[])[], columns: number, style: Style): string[] {
  const widths = head.map((column, index) => Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(row[index] ?? ""))));
  shrink(widths, columns - gap.length * (head.length - 1));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(truncate(cell, widths[index]!), widths[index]!, head[index]!.align ?? "start"))
      .join(gap)
      .trimEnd();
  return [style.dim(line(head.map((column) => column.title))), ...rows.map((row) => line(head.map((_, index) => row[index] ?? "")))].map(
    (text) => truncate(text, columns),
  );
}

/** Takes columns off the widest until the sum fits or all are at their narrowest. */
function shrink(widths: number[], room: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) return;
    widths[widths.indexOf(widest)]! -= 1;
    excess -= 1;
  }
}

/** Lines of names and values, the names aligned. */
export function pairs(entries: readonly (readonly [string, string])[], columns: number, style: Style): string[] {
  const width = Math.max(0, ...entries.map(([name]) => displayWidth(name)));
  return entries.map(([name, value]) => truncate(`${style.dim(pad(name, width))}${gap}${value}`, columns));
}
