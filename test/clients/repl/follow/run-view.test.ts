// How a run looks while it goes on: its own curve above, g(r) below it where there is room for both.
import { runView } from "adatom/follow/run-view.ts";
import { makeStyle } from "adatom/terminal/style.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { someRun } from "../fake-daemon.ts";

const curve = { name: "g(r)", xLabel: "distance r (Å)", yLabel: "g(r)", x: [1, 2, 3, 4], y: [0, 5, 0.2, 1] };
const rows = [0, 1, 2].map((step) => ({ row: step, step, values: { temperatureKelvin: 300 + step } }));
const style = makeStyle(false);

test("g(r) stands below the temperature where there is room, and is the first to go", () => {
  const view = runView({ run: someRun(), rows, curve, connected: true }, style, "Ctrl-C cancels");
  const tall = view.lines(80, 30).join("\n");
  assert.match(tall, /temperature \(K\)[\s\S]*g\(r\)[\s\S]*distance r \(Å\)[\s\S]*Ctrl-C cancels/);
  assert.ok(view.lines(80, 30).length <= 30);
  const short = view.lines(80, 12).join("\n");
  assert.match(short, /temperature \(K\)/);
  assert.not.match(short, /g\(r\)/);
  assert.ok(view.lines(80, 12).length <= 12);
});

test("a run without such a curve has its own alone", () => {
  const text = runView({ run: someRun(), rows, curve: null, connected: true }, style, "").lines(80, 30).join("\n");
  assert.match(text, /temperature \(K\)/);
  assert.not.match(text, /g\(r\)/);
});

test.run();
