// Rows of a run as columns for a plot: back-fill and live rows overlap, and a logarithmic axis has no zero.
import { logarithmicRange, Series, saysNothing, tickText } from "adatom-vscode/webviews/training/series.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const row = (number: number, loss: number) => ({ row: number, step: number + 1, values: { loss } });

test("rows come once each, in order, however they arrive", () => {
  const series = new Series();
  series.add([row(0, 5), row(1, 4)]);
  series.add([row(3, 2), row(2, 3), row(1, 4.5)]);
  assert.equal(series.columns(["loss"], false), [
    [1, 2, 3, 4],
    [5, 4.5, 3, 2],
  ]);
  assert.is(series.last?.row, 3);
});

test("numbers on an axis have the digits that tell them apart", () => {
  assert.equal(
    [-275.1, -275.08, 0].map((value) => tickText(value, 0.02)),
    ["-275.10", "-275.08", "0.00"],
  );
  assert.equal(
    [0, 100, 20_000].map((value) => tickText(value, 100)),
    ["0", "100", "20000"],
  );
  assert.is(tickText(2.5e-7, 1e-7), "2.50e-7");
  assert.is(tickText(3e6, 1e6), "3.00e+6");
});

test("what an axis cannot show is a gap", () => {
  const series = new Series();
  series.add([row(0, 0), row(1, Number.NaN), row(2, 1e-9)]);
  assert.equal(series.columns(["loss"], true)[1], [null, null, 1e-9]);
  assert.equal(series.columns(["loss"], false)[1], [0, null, 1e-9]);
  assert.equal(series.columns(["absent"], false)[1], [null, null, null]);
  series.clear();
  assert.is(series.length, 0);
});

test("a plot is hidden while it would say nothing, where it is meant to be", () => {
  assert.ok(saysNothing("while-zero", [[0, 0, null]]) && saysNothing("while-zero", [[]]));
  assert.not(saysNothing("while-zero", [[0, 0.5]]));
  assert.ok(saysNothing("while-constant", [[160.2, null, 160.2]]) && saysNothing("while-constant", [[null]]));
  assert.not(saysNothing("while-constant", [[160.2, 161]]));
  assert.not(saysNothing(undefined, [[0, 0]]));
});

test("a logarithmic axis ends at one digit around the data", () => {
  assert.equal(logarithmicRange(0.302, 1.4), [0.3, 2]);
  assert.equal(logarithmicRange(0.3, 0.95), [0.3, 1]);
  assert.equal(logarithmicRange(7, 7), [3.5, 14]);
  assert.equal(logarithmicRange(null, null), [0.1, 1]);
});

test.run();
