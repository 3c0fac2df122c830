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

/** Lines of names and values, the names aligned; a long value goes on below itself. */
export function pairs(entries: readonly (readonly [string, string])[], columns: number, style: Style): string[] {
  const width = Math.max(0, ...entries.map(([name]) => displayWidth(name)));
  const room = Math.max(narrowest, columns - width - gap.length);
  return entries.flatMap(([name, value]) =>
    wrap(value, room).map((line, index) => `${style.dim(pad(index === 0 ? name : "", width))}${gap}${line}`),
  );
}

/** A text broken at spaces into lines of at most `columns`; a longer word, such as a path, stays whole for copying. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
