// Figures as SVG: places on the page, labels, what cannot be drawn.
import { figureAsSvg } from "@adatom/daemon/figures/svg.ts";
import type { Figure } from "@adatom/models/figures/figure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const figure: Figure = {
  name: "a",
  title: 'Energy <of> "Si" & more',
  xLabel: "distance (A)",
  yLabel: "energy (eV)",
  series: [
    { name: "first", style: "line", x: [0, 1, 2], y: [0, 5, 10] },
    { name: "second", style: "points", x: [0, 1], y: [10, 0] },
  ],
  marks: [{ x: 1, label: "here" }],
  levels: [{ y: 4, label: "mean" }],
};

/** Numbers of the first path that is drawn in a colour. */
function line(svg: string, colour: string): number[][] {
  const path = svg.match(new RegExp(`<path d="([^"]+)" fill="none" stroke="${colour}"`))![1]!;
  return [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((match) => [Number(match[1]), Number(match[2])]);
}

test("a curve runs from corner to corner of its axes, and larger is higher", () => {
  const points = line(figureAsSvg(figure), "#0072b2");
  assert.equal(points, [
    [78, 374],
    [389, 209],
    [700, 44],
  ]);
});

test("what users and files call things cannot break the drawing", () => {
  const svg = figureAsSvg(figure);
  assert.match(svg, "Energy &lt;of&gt; &quot;Si&quot; &amp; more");
  assert.not.match(svg, "<of>");
});

test("axes, marks, levels and a legend of more than one series are labelled", () => {
  const svg = figureAsSvg(figure);
  for (const label of ["distance (A)", "energy (eV)", "first", "second", "here", "mean"]) assert.match(svg, `>${label}</text>`);
  assert.not.match(figureAsSvg({ ...figure, series: figure.series.slice(0, 1) }), ">first</text>");
});

test("a logarithmic axis leaves out what has no logarithm", () => {
  const svg = figureAsSvg({
    ...figure,
    levels: [],
    logarithmicY: true,
    series: [{ name: "a", style: "line", x: [1, 2, 3, 4], y: [0, 1, 10, 100] }],
  });
  const heights = line(svg, "#0072b2").map(([, y]) => y!);
  assert.is(heights.length, 3);
  const small = figureAsSvg({ ...figure, levels: [], logarithmicY: true, series: [{ name: "a", style: "line", x: [1, 2], y: [0.15, 2] }] });
  assert.match(small, ">0.2</text>");
  // Equal ratios are equally far apart; places are given to a tenth of a pixel.
  assert.ok(Math.abs(heights[0]! - heights[1]! - (heights[1]! - heights[2]!)) <= 0.2);
});

test("no points, one point, numbers that are none: still a sound drawing", () => {
  const nothing = figureAsSvg({ ...figure, series: [{ name: "a", style: "line", x: [Number.NaN], y: [1] }] });
  assert.match(nothing, "nothing to draw");
  for (const svg of [nothing, figureAsSvg({ ...figure, series: [{ name: "a", style: "steps", x: [3], y: [3] }] })])
    assert.not.match(svg, /NaN|Infinity|undefined/);
});

test.run();
