// Curves as text: a braille canvas between a labelled vertical axis and a labelled horizontal one.
import { BrailleCanvas } from "./braille-canvas.ts";
import { displayWidth, pad, truncate } from "./display-width.ts";
import { shortNumber } from "./numbers.ts";
import type { Style, StyleName } from "./style.ts";

export interface Series {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface PlotOptions {
  readonly columns: number;
  /** Lines of the canvas itself; a legend and the horizontal axis add two. */
  readonly lines: number;
  /** Logarithmic vertical axis; values at or below zero are left out. */
  readonly logarithmic?: boolean;
  readonly xName: string;
  readonly style: Style;
}

const paints: readonly StyleName[] = ["accent", "second", "good", "warning"];

/** Lines of the plot; none when no series has a point that can be drawn. */
export function plot(series: readonly Series[], options: PlotOptions): string[] {
  const { columns, lines, style } = options;
  const scale = (value: number): number => (options.logarithmic ? Math.log10(value) : value);
  const drawable = series.map((one) => points(one, scale)).filter((one) => one.at.length > 0);
  if (drawable.length === 0) return [];
  const all = drawable.flatMap((one) => one.at);
  const x = range(all.map((point) => point[0]));
  const y = range(all.map((point) => point[1]));
  const unscale = (value: number): string => shortNumber(options.logarithmic ? 10 ** value : value, y.to - y.from);
  const labels = lines > 2 ? [y.to, (y.from + y.to) / 2, y.from].map(unscale) : [unscale(y.to), unscale(y.from)];
  const labelWidth = Math.max(...labels.map(displayWidth));
  const canvas = new BrailleCanvas(Math.max(4, columns - labelWidth - 2), lines);
  drawable.forEach((one, layer) => {
    const at = one.at.map(
      ([px, py]) =>
        [((px - x.from) / (x.to - x.from)) * (canvas.width - 1), (1 - (py - y.from) / (y.to - y.from)) * (canvas.height - 1)] as const,
    );
    at.forEach(([px, py], index) => {
      const [fromX, fromY] = at[Math.max(0, index - 1)]!;
      canvas.line(fromX, fromY, px, py, layer);
    });
  });
  const body = canvas.lines((text, layer) => style[paints[layer % paints.length]!](text));
  const labelled = body.map((line, index) => {
    const label = index === 0 ? labels[0]! : index === lines - 1 ? labels.at(-1)! : index === Math.floor((lines - 1) / 2) ? labels[1]! : "";
    return `${style.dim(`${pad(label, labelWidth, "end")} ${label ? "┤" : "│"}`)}${line}`;
  });
  const legend = drawable.map((one, layer) => `${style[paints[layer % paints.length]!]("━━")} ${one.name}`).join("   ");
  return [`${" ".repeat(labelWidth + 2)}${legend}`, ...labelled, axis(x, labelWidth, canvas.width / 2, options)].map((line) =>
    truncate(line, columns),
  );
}

function axis(x: Range, labelWidth: number, width: number, { xName, style }: PlotOptions): string {
  const from = shortNumber(x.from, x.to - x.from);
  const to = `${shortNumber(x.to, x.to - x.from)} ${xName}`;
  return style.dim(`${" ".repeat(labelWidth + 1)}└${from}${pad(to, Math.max(0, width - displayWidth(from)), "end")}`);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function points(series: Series, scale: (value: number) => number): { name: string; at: (readonly [number, number])[] } {
  const at = series.x.map((x, index) => [x, scale(series.y[index]!)] as const).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  return { name: series.name, at };
}

/** Range of values, never empty: a constant gets room on both sides. */
function range(values: readonly number[]): Range {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  const room = Math.abs(from) * 1e-6 || 1;
  return from === to ? { from: from - room, to: to + room } : { from, to };
}
