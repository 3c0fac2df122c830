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
 * Lines of a table. Where there is little room titles are broken first, then the widest cells are cut.
 * @param rows one text a column; may hold colour sequences
 * @param columns widest line allowed
 */
export function table(head: readonly Column[], rows: readonly (readonly string[])[], columns: number, style: Style): string[] {
  const room = columns - gap.length * (head.length - 1);
  const cells = head.map((_, index) => Math.max(0, ...rows.map((row) => displayWidth(row[index] ?? ""))));
  const longestWord = (title: string): number => Math.max(...title.split(" ").map(displayWidth));
  const widths = head.map(({ title }, index) => Math.max(displayWidth(title), cells[index]!));
  shrink(
    widths,
    room,
    head.map(({ title }, index) => Math.max(longestWord(title), cells[index]!)),
  );
  shrink(
    widths,
    room,
    head.map(() => narrowest),
  );
  const line = (texts: readonly string[]): string =>
    truncate(
      texts
        .map((text, index) => pad(truncate(text, widths[index]!), widths[index]!, head[index]!.align ?? "start"))
        .join(gap)
        .trimEnd(),
      columns,
    );
  const titles = head.map(({ title }, index) => wrap(title, widths[index]!));
  const height = Math.max(...titles.map((lines) => lines.length));
  // Titles stand on the rows: short ones begin lower.
  const titleLines = Array.from({ length: height }, (_, k) => line(titles.map((lines) => lines[k - height + lines.length] ?? "")));
  return [...titleLines.map((text) => style.dim(text)), ...rows.map((row) => line(head.map((_, index) => row[index] ?? "")))];
}

/** A table whose first column holds names that tell the rows apart at their ends: where they would be cut they get lines of their own. */
export function namedTable(head: readonly Column[], rows: readonly (readonly string[])[], columns: number, style: Style): string[] {
  const widest = head.map(({ title }, index) => Math.max(...[title, ...rows.map((row) => row[index] ?? "")].map(displayWidth)));
  const whole = widest.reduce((sum, width) => sum + width, gap.length * (head.length - 1));
  if (whole <= columns) return table(head, rows, columns, style);
  const unnamed = table(
    head.slice(1),
    rows.map((row) => row.slice(1)),
    columns,
    style,
  );
  const titles = unnamed.slice(0, unnamed.length - rows.length);
  return [...titles, ...rows.flatMap((row, k) => [truncate(row[0] ?? "", columns), unnamed[titles.length + k]!])];
}

/** Takes columns off the widest until the sum fits or all are at their least. */
function shrink(widths: number[], room: number, least: readonly number[]): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    let widest = -1;
    for (const [k, width] of widths.entries()) if (width > least[k]! && (widest < 0 || width > widths[widest]!)) widest = k;
    if (widest < 0) return;
    widths[widest]! -= 1;
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
