// Widths, tables, colours and numbers as text.
import { displayWidth, pad, truncate } from "adatom/terminal/display-width.ts";
import { ago, bytes, duration, shortNumber } from "adatom/terminal/numbers.ts";
import { progressBar } from "adatom/terminal/progress-bar.ts";
import { makeStyle, wantsColour } from "adatom/terminal/style.ts";
import { namedTable, pairs, table } from "adatom/terminal/table.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const plain = makeStyle(false);
const colour = makeStyle(true);

test("width counts terminal columns, not code units", () => {
  for (const [text, width] of [
    ["abc", 3],
    ["Å", 1],
    ["硅", 2],
    ["👩‍🔬", 2],
    ["e\u0301", 1],
    ["\u001B[31mred\u001B[39m", 3],
    ["❯ ", 2],
    ["⣿", 1],
  ] as const) {
    assert.is(displayWidth(text), width, text);
  }
});

test("truncation keeps colours whole and never exceeds the width", () => {
  assert.is(truncate("silicon", 4), "sil…");
  assert.is(truncate("硅硅硅", 4), "硅…");
  const cut = truncate(colour.error("silicon"), 4);
  assert.is(displayWidth(cut), 4);
  assert.ok(cut.endsWith("\u001B[0m"));
  assert.is(truncate("ab", 0), "");
  assert.is(pad("硅", 4) + "|", "硅  |");
  assert.is(pad("硅", 4, "end"), "  硅");
});

test("tables align, and shrink their widest columns to the terminal", () => {
  const head = [{ title: "run", align: "end" }, { title: "what" }] as const;
  assert.equal(
    table(
      head,
      [
        ["1", "train"],
        ["20", "md"],
      ],
      80,
      plain,
    ),
    ["run  what", "  1  train", " 20  md"],
  );
  const narrow = table(head, [["1", "a very long title of a run"]], 20, plain);
  for (const line of narrow) assert.ok(displayWidth(line) <= 20, line);
  assert.is(narrow[1], "  1  a very long ti…");
});

test("titles of a table break before cells are cut; names that tell rows apart get lines of their own", () => {
  const head = [{ title: "network" }, { title: "test error meV/atom", align: "end" }] as const;
  const rows = [
    ["8 functions, linear", "1.25"],
    ["8 functions, tanh", "0.5"],
  ];
  assert.equal(table(head, rows, 30, plain), [
    "                          test",
    "                         error",
    "network               meV/atom",
    "8 functions, linear       1.25",
    "8 functions, tanh          0.5",
  ]);
  assert.equal(namedTable(head, rows, 80, plain), table(head, rows, 80, plain));
  assert.equal(namedTable(head, rows, 20, plain), [
    "test error meV/atom",
    "8 functions, linear",
    "               1.25",
    "8 functions, tanh",
    "                0.5",
  ]);
});

test("pairs wrap long values below themselves", () => {
  assert.equal(
    pairs(
      [
        ["a", "one two three"],
        ["bc", "x"],
      ],
      12,
      plain,
    ),
    ["a   one two", "    three", "bc  x"],
  );
});

test("colours only where they are wanted", () => {
  assert.is(colour.error("x"), "\u001B[31mx\u001B[39m");
  assert.is(plain.error("x"), "x");
  assert.is(wantsColour({}, true), true);
  assert.is(wantsColour({ NO_COLOR: "1" }, true), false);
  assert.is(wantsColour({ TERM: "dumb" }, true), false);
  assert.is(wantsColour({}, false), false);
  assert.is(wantsColour({ FORCE_COLOR: "1" }, false), true);
});

test("progress bars are exactly as wide as asked for", () => {
  for (const part of [0, 0.001, 0.33, 0.5, 0.999, 1, 2, -1, Number.NaN])
    assert.is(displayWidth(progressBar(part, 20, plain)), 20, String(part));
  assert.is(progressBar(1, 4, plain), "████");
  assert.is(progressBar(0.5, 4, plain), "██··");
});

test("numbers and times for people", () => {
  assert.is(duration(0.85), "850 ms");
  assert.is(duration(12.34), "12.3 s");
  assert.is(duration(245), "4 min 05 s");
  assert.is(duration(7380), "2 h 03 min");
  assert.is(bytes(1536), "1.5 KiB");
  assert.is(bytes(0), "0 B");
  assert.is(shortNumber(0.1234, 0.1), "0.123");
  assert.is(shortNumber(300, 100), "300");
  assert.is(shortNumber(1e-9), "1.0e-9");
  assert.is(ago(new Date(1000).toISOString(), 301_000), "5 min ago");
});

test.run();
