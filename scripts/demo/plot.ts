// Small SVG plots for the demo's report: lines on a logarithmic axis, and parity (predicted against true).

export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [number, number])[];
}

interface Axis {
  readonly label: string;
  readonly log?: boolean;
  /** Data bounds; logarithmic axes need positive ones. */
  readonly range: readonly [number, number];
}

const width = 640;
const height = 400;
const margin = { left: 74, right: 16, top: 34, bottom: 48 };

/** Curves over a linear horizontal axis; the vertical axis is logarithmic when `log` is set. */
export function linePlot(title: string, x: string, y: string, series: readonly Series[], log: boolean): string {
  const points = series.flatMap((one) => one.points).filter(([, value]) => Number.isFinite(value) && (!log || value > 0));
  const horizontal: Axis = { label: x, range: extent(points.map(([value]) => value)) };
  const vertical: Axis = { label: y, log, range: extent(points.map(([, value]) => value)) };
  const place = placement(horizontal, vertical);
  const lines = series.map((one) => {
    const path = one.points
      .filter(([, value]) => Number.isFinite(value) && (!log || value > 0))
      .map(([a, b]) =>
        place(a, b)
          .map((value) => value.toFixed(1))
          .join(","),
      );
    return `<polyline fill="none" stroke="${one.colour}" stroke-width="1.6" points="${path.join(" ")}"/>`;
  });
  return frame(title, horizontal, vertical, place, [...lines, ...legend(series)]);
}

/** Predicted against true, with the diagonal. */
export function parityPlot(title: string, unit: string, points: readonly (readonly [number, number])[]): string {
  const range = extent(points.flat());
  const axis = (label: string): Axis => ({ label: `${label} (${unit})`, range });
  const place = placement(axis("DFT"), axis("model"));
  const [x1, y1] = place(range[0], range[0]);
  const [x2, y2] = place(range[1], range[1]);
  const diagonal = `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#999" stroke-dasharray="4 3"/>`;
  const dots = points.map(([a, b]) => {
    const [cx, cy] = place(a, b);
    return `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="2" fill="#1f6feb" fill-opacity="0.5"/>`;
  });
  return frame(title, axis("DFT"), axis("model"), place, [diagonal, ...dots]);
}

function extent(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

type Place = (x: number, y: number) => [number, number];

function placement(horizontal: Axis, vertical: Axis): Place {
  const scale = (axis: Axis, value: number) => {
    const map = axis.log ? Math.log10 : (one: number) => one;
    return (map(value) - map(axis.range[0])) / (map(axis.range[1]) - map(axis.range[0]));
  };
  return (x, y) => [
    margin.left + scale(horizontal, x) * (width - margin.left - margin.right),
    height - margin.bottom - scale(vertical, y) * (height - margin.top - margin.bottom),
  ];
}

/** Round values inside an axis' range: 1, 2, 5 times a power of ten. */
function ticks({ range: [low, high], log }: Axis): number[] {
  if (log) {
    const all = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++)
      for (const digit of [1, 2, 5]) all.push(digit * 10 ** power);
    const inside = all.filter((value) => value >= low && value <= high);
    return inside.length > 9 ? inside.filter((value) => Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6)) : inside;
  }
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((value) => value >= rough) ?? rough;
  const found = [];
  for (let index = Math.ceil(low / step); index * step <= high; index++) found.push(index * step);
  return found;
}

function frame(title: string, horizontal: Axis, vertical: Axis, place: Place, content: readonly string[]): string {
  const [left, bottom] = place(horizontal.range[0], vertical.range[0]);
  const [right, top] = place(horizontal.range[1], vertical.range[1]);
  const label = (value: number) => String(Number(value.toPrecision(4)));
  const xTicks = ticks(horizontal).map((value) => {
    const [x] = place(value, vertical.range[0]);
    return `<line x1="${x}" y1="${top}" x2="${x}" y2="${bottom}" stroke="#eee"/><text x="${x}" y="${bottom + 16}" text-anchor="middle">${label(value)}</text>`;
  });
  const yTicks = ticks(vertical).map((value) => {
    const [, y] = place(horizontal.range[0], value);
    return `<line x1="${left}" y1="${y}" x2="${right}" y2="${y}" stroke="#eee"/><text x="${left - 6}" y="${y + 4}" text-anchor="end">${label(value)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${width / 2}" y="20" text-anchor="middle" font-size="14">${title}</text>`,
    ...xTicks,
    ...yTicks,
    `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" fill="none" stroke="#333"/>`,
    `<text x="${(left + right) / 2}" y="${height - 10}" text-anchor="middle">${horizontal.label}</text>`,
    `<text x="16" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 16 ${(top + bottom) / 2})">${vertical.label}</text>`,
    ...content,
    "</svg>\n",
  ].join("\n");
}

function legend(series: readonly Series[]): string[] {
  return series.map((one, index) => {
    const y = margin.top + 16 + index * 16;
    const x = width - margin.right - 170;
    return `<line x1="${x}" y1="${y - 4}" x2="${x + 22}" y2="${y - 4}" stroke="${one.colour}" stroke-width="2"/><text x="${x + 28}" y="${y}">${one.name}</text>`;
  });
}
