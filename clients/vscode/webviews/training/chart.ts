// One plot of a run, drawn by uPlot in the theme's colours, as wide as its place.
import uPlot from "uplot";
import { element } from "../element.ts";
import { shortNumber } from "../preview/format.ts";
import { themeText } from "../theme.ts";
import type { Plot } from "./plots.ts";
import { logarithmicRange, type Series, saysNothing, tickText } from "./series.ts";

const height = 210;

export class Chart {
  readonly element: HTMLElement;
  #plot: Plot;
  #stepName: string;
  #place = element("div", { class: "place" });
  #now = element("span", { class: "now" });
  #drawn: uPlot | null = null;
  #columns: uPlot.AlignedData = [[]];

  constructor(plot: Plot, stepName: string) {
    this.#plot = plot;
    this.#stepName = stepName;
    const title = plot.unit === "" ? plot.title : `${plot.title}, ${plot.unit}`;
    this.element = element("section", { class: "chart" }, element("header", {}, element("h2", {}, title), this.#now), this.#place);
    new ResizeObserver(() => this.#resize()).observe(this.#place);
  }

  show(series: Series): void {
    const { curves, logarithmic } = this.#plot;
    this.#columns = series.columns(
      curves.map((curve) => curve.key),
      logarithmic,
    ) as uPlot.AlignedData;
    const newest = curves.map((curve) => [curve.label, series.last?.values[curve.key]] as const).filter(([, value]) => value !== undefined);
    const idle = saysNothing(this.#plot.hidden, this.#columns.slice(1));
    this.element.hidden = idle;
    if (idle) return;
    this.#now.textContent = newest.map(([label, value]) => `${label} ${shortNumber(value!)}`).join("   ");
    if (this.#drawn === null) this.redraw();
    else this.#drawn.setData(this.#columns);
  }

  /** From scratch: the first time, and when the theme changed. */
  redraw(): void {
    this.#drawn?.destroy();
    this.#drawn = null;
    const width = this.#place.clientWidth;
    // A logarithmic axis without any point would have no range.
    if (width === 0 || this.#columns[0].length === 0) return;
    this.#drawn = new uPlot(this.#options(width), this.#columns, this.#place);
  }

  #resize(): void {
    const width = this.#place.clientWidth;
    if (this.#drawn === null) this.redraw();
    else if (width > 0 && width !== this.#drawn.width) this.#drawn.setSize({ width, height });
  }

  #options(width: number): uPlot.Options {
    const text = themeText("--vscode-descriptionForeground", "#888888");
    // Half-clear grey: quiet on dark and on light themes.
    const grid = { stroke: "#80808038", width: 1 };
    const font = `11px ${themeText("--vscode-font-family", "sans-serif")}`;
    const colours = [themeText("--vscode-charts-blue", "#3794ff"), themeText("--vscode-charts-orange", "#d18616")];
    const number = (_: uPlot, value: number | null) => (value === null ? "" : shortNumber(value));
    const { logarithmic } = this.#plot;
    const axis = { stroke: text, grid, ticks: grid, font };
    return {
      width,
      height,
      scales: {
        x: { time: false },
        y: this.#plot.logarithmic ? { distr: 3, range: (_, minimum, maximum) => logarithmicRange(minimum, maximum) } : {},
      },
      legend: { live: true },
      cursor: { y: false, points: { size: 7 } },
      axes: [
        {
          ...axis,
          size: 34,
          space: 60,
          values: (_, splits, _axis, _space, increment) => splits.map((value) => tickText(value, increment)),
        },
        {
          ...axis,
          size: 66,
          values: (_, splits, _axis, _space, increment) =>
            splits.map((value) => (value === null ? "" : logarithmic ? shortNumber(value) : tickText(value, increment))),
        },
      ],
      series: [
        { label: this.#stepName, value: (_, value) => (value === null ? "" : String(value)) },
        ...this.#plot.curves.map((curve) => ({
          label: curve.label,
          stroke: colours[curve.second === true ? 1 : 0]!,
          width: curve.second === true ? 2 : 1.5,
          spanGaps: true,
          points: { show: this.#columns[0].length < 2 },
          value: number,
        })),
      ],
    };
  }
}
