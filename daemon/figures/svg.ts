// A figure as the text of an SVG file: axes with round numbers, curves, marks, a legend below. It has its own light ground, so
// that it reads the same in a dark editor and on paper.
import type { Figure, Series } from "@adatom/models/figures/figure.ts";
import { highest, lowest } from "@adatom/models/figures/values.ts";
import { scaleLinear, scaleLog } from "d3-scale";

const width = 720;
const left = 78;
const right = 20;
const top = 44;
const height = 330;
const legendLine = 18;
const legendColumns = 2;
/** Told apart with the usual colour-blindnesses too (M. Okabe, K. Ito, 2008), then again with dashes. */
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
const dashes = ["", "6 3", "2 3"];

interface Axis {
  /** Place on the page of a value. */
  (value: number): number;
  ticks(count: number): number[];
  tickFormat(count: number, specifier?: string): (value: number) => string;
}
type Point = readonly [number, number];

/** The whole file. A figure without a point that can be drawn says so. */
export function figureAsSvg(figure: Figure): string {
  const { series, marks = [], levels = [] } = figure;
  const drawn = series.map((one) => pointsOf(one, figure));
  const all = drawn.flat();
  const legend = legendOf(figure);
  const bottom = top + height;
  const total = bottom + 52 + legend.length * legendLine;
  const x = axisOf([...all.map(([value]) => value), ...marks.map((mark) => mark.x)], figure.logarithmicX, left, width - right);
  const y = axisOf([...all.map(([, value]) => value), ...levels.map((level) => level.y)], figure.logarithmicY, bottom, top);
  const body =
    all.length === 0
      ? [text(width / 2, top + height / 2, "there is nothing to draw", "middle")]
      : [
          ...axes(x, y, bottom, figure),
          ...drawn.map((points, k) => curve(points, series[k]!, k, x, y, bottom)),
          // One below the other: marks near each other would write over one another.
          ...marks.map((mark, k) => markLine(x(mark.x), top, x(mark.x), bottom, mark.label, x(mark.x) + 4, top + 12 + 14 * (k % 3))),
          ...levels.map((level, k) =>
            markLine(left, y(level.y), width - right, y(level.y), level.label, left + 6 + 150 * (k % 3), y(level.y) - 4),
          ),
        ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(figure.title)}">`,
    `<rect width="${width}" height="${total}" fill="#ffffff"/>`,
    text(width / 2, 24, figure.title, "middle", 'font-size="15"'),
    ...body,
    text((left + width - right) / 2, bottom + 38, figure.xLabel, "middle"),
    `<g transform="translate(18 ${top + height / 2}) rotate(-90)">${text(0, 0, figure.yLabel, "middle")}</g>`,
    ...legend.map((line, k) => `<g transform="translate(${left} ${bottom + 62 + k * legendLine})">${line}</g>`),
    "</svg>",
    "",
  ].join("\n");
}

function pointsOf({ x, y }: Series, { logarithmicX, logarithmicY }: Figure): Point[] {
  const points: Point[] = [];
  for (const [k, at] of x.entries()) {
    const value = y[k]!;
    if (Number.isFinite(at) && Number.isFinite(value) && !(logarithmicX && at <= 0) && !(logarithmicY && value <= 0))
      points.push([at, value]);
  }
  return points;
}

function axisOf(values: readonly number[], logarithmic: boolean | undefined, from: number, to: number): Axis {
  const [low, high] = [lowest(values), highest(values)];
  // A single value stands in the middle.
  const spread = high > low ? 0 : logarithmic ? low / 2 : Math.abs(low) / 2 || 1;
  const scale = logarithmic ? scaleLog() : scaleLinear();
  return scale
    .domain([low - spread, high + spread])
    .range([from, to])
    .nice() as Axis;
}

function axes(x: Axis, y: Axis, bottom: number, { logarithmicX, logarithmicY }: Figure): string[] {
  // Plain numbers: what a logarithmic axis would call 200m is 0.2.
  const xFormat = x.tickFormat(7, logarithmicX ? "~g" : undefined);
  const yFormat = y.tickFormat(6, logarithmicY ? "~g" : undefined);
  // On a logarithmic axis the format leaves out the numbers between that would not fit.
  const labelled = (axis: Axis, count: number, format: (value: number) => string) =>
    axis.ticks(count).map((value) => ({ at: axis(value), label: format(value) }));
  return [
    ...labelled(x, 7, xFormat).flatMap(({ at, label }) => [
      `<path d="M${round(at)} ${top}V${bottom}" stroke="#e4e4e4"/>`,
      text(at, bottom + 18, label, "middle"),
    ]),
    ...labelled(y, 6, yFormat).flatMap(({ at, label }) => [
      `<path d="M${left} ${round(at)}H${width - right}" stroke="#e4e4e4"/>`,
      text(left - 8, at + 4, label, "end"),
    ]),
    `<path d="M${left} ${top}V${bottom}H${width - right}" fill="none" stroke="#444444"/>`,
  ];
}

function curve(points: readonly Point[], { style }: Series, k: number, x: Axis, y: Axis, bottom: number): string {
  const colour = colourOf(k);
  const at = points.map(([px, py]): Point => [x(px), y(py)]);
  const parts: string[] = [];
  if (style === "steps") parts.push(`<path d="${stepsPath(at, bottom)}" fill="${colour}" fill-opacity="0.25" stroke="${colour}"/>`);
  else if (style !== "points") {
    const line = at.map(([px, py], n) => `${n === 0 ? "M" : "L"}${round(px)} ${round(py)}`).join("");
    parts.push(`<path d="${line}" fill="none" stroke="${colour}" stroke-width="1.5"${dashOf(k)}/>`);
  }
  if (style === "points" || style === "line-and-points") {
    const radius = points.length > 200 ? 1.4 : 3;
    for (const [px, py] of at)
      parts.push(`<circle cx="${round(px)}" cy="${round(py)}" r="${radius}" fill="${colour}" fill-opacity="0.7"/>`);
  }
  return parts.join("\n");
}

/** Bins as wide as their middles stand apart. */
function stepsPath(at: readonly Point[], bottom: number): string {
  if (at.length === 0) return "";
  const half = at.length > 1 ? (at[1]![0] - at[0]![0]) / 2 : 10;
  const steps = at.map(([px, py]) => `L${round(px - half)} ${round(py)}L${round(px + half)} ${round(py)}`).join("");
  return `M${round(at[0]![0] - half)} ${bottom}${steps}L${round(at.at(-1)![0] + half)} ${bottom}Z`;
}

function markLine(x1: number, y1: number, x2: number, y2: number, label: string, textX: number, textY: number): string {
  return `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" stroke="#666666" stroke-dasharray="3 3"/>${text(textX, textY, label, "start", 'fill="#444444" font-size="10"')}`;
}

function legendOf({ series }: Figure): string[] {
  if (series.length < 2) return [];
  const column = (width - left - right) / legendColumns;
  const lines: string[] = [];
  for (let from = 0; from < series.length; from += legendColumns) {
    const entries = series.slice(from, from + legendColumns).map(({ name, style }, c) => {
      const k = from + c;
      const sample =
        style === "points"
          ? `<circle cx="12" cy="-4" r="3" fill="${colourOf(k)}"/>`
          : `<path d="M0 -4H24" stroke="${colourOf(k)}" stroke-width="2"${dashOf(k)}/>`;
      return `<g transform="translate(${c * column} 0)">${sample}${text(30, 0, name, "start")}</g>`;
    });
    lines.push(entries.join(""));
  }
  return lines;
}

function colourOf(k: number): string {
  return colours[k % colours.length]!;
}

function dashOf(k: number): string {
  const dash = dashes[Math.floor(k / colours.length) % dashes.length]!;
  return dash ? ` stroke-dasharray="${dash}"` : "";
}

function text(x: number, y: number, content: string, anchor: "start" | "middle" | "end", more = ""): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${more ? ` ${more}` : ""}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A tenth of a pixel is as fine as anyone sees. */
function round(value: number): number {
  return Math.round(10 * value) / 10;
}
