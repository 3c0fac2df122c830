// Braille dots, lines and plots.
import { BrailleCanvas } from "adatom/terminal/braille-canvas.ts";
import { displayWidth } from "adatom/terminal/display-width.ts";
import { plot } from "adatom/terminal/plot.ts";
import { makeStyle } from "adatom/terminal/style.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("every dot of a cell has its bit of Unicode's braille patterns", () => {
  const canvas = new BrailleCanvas(1, 1);
  const order = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
    [0, 3],
    [1, 3],
  ] as const;
  order.forEach(([x, y], dot) => {
    const one = new BrailleCanvas(1, 1);
    one.set(x, y);
    // Unicode numbers braille dots 1 to 8 in this order, a bit each.
    assert.is(one.lines()[0], String.fromCharCode(0x2800 + (1 << dot)));
    canvas.set(x, y);
  });
  assert.equal(canvas.lines(), ["⣿"]);
});

test("lines are connected, and clipped at the canvas however far they go", () => {
  const canvas = new BrailleCanvas(2, 1);
  canvas.line(0, 0, 3, 3);
  assert.equal(canvas.lines(), ["⠑⢄"]);
  const far = new BrailleCanvas(2, 1);
  far.line(-1e12, 3, 1e12, 3);
  assert.equal(far.lines(), ["⣀⣀"]);
  far.line(0, Number.NaN, 1, 1);
  far.set(-1, 0);
  far.set(99, 99);
  assert.equal(far.lines(), ["⣀⣀"]);
});

test("layers are painted apart", () => {
  const canvas = new BrailleCanvas(2, 1);
  canvas.set(0, 0, 0);
  canvas.set(2, 0, 1);
  assert.equal(
    canvas.lines((text, layer) => `${layer}(${text})`),
    ["0(⠁)1(⠁)"],
  );
});

const style = makeStyle(false);

test("a plot has labelled axes, a legend, and keeps to its width", () => {
  const x = Array.from({ length: 50 }, (_, index) => index);
  const lines = plot([{ name: "loss", x, y: x.map((value) => 10 ** (-value / 10)) }], {
    columns: 40,
    lines: 5,
    logarithmic: true,
    xName: "epoch",
    style,
  });
  assert.is(lines.length, 7);
  for (const line of lines) assert.ok(displayWidth(line) <= 40, line);
  assert.match(lines[0]!, "━━ loss");
  assert.match(lines[1]!, /^ *1 ┤/);
  assert.match(lines.at(-1)!, /└0 +49 epoch$/);
  // A straight line on a logarithmic axis: the curve goes from the top left to the bottom right corner.
  assert.match(lines[1]!, /┤[⠉⠑⠒⠓⠙⠢⠤]/);
  assert.match(lines[5]!, /[⠉⠒⠤⣀⠢⡀⢄]$/);
});

test("values that a logarithmic axis cannot show are left out; nothing to draw draws nothing", () => {
  assert.equal(plot([{ name: "a", x: [1, 2], y: [0, -1] }], { columns: 40, lines: 4, logarithmic: true, xName: "x", style }), []);
  assert.equal(plot([], { columns: 40, lines: 4, xName: "x", style }), []);
  assert.ok(
    plot([{ name: "a", x: [1, 2, 3], y: [0, 5, 5] }], { columns: 40, lines: 4, logarithmic: true, xName: "x", style }).length > 0,
    "a constant",
  );
});

test.run();
