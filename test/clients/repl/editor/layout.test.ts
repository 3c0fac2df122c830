// Where the edited text and its cursor stand on the screen.
import { layoutEditor } from "adatom/editor/layout.ts";
import { displayWidth } from "adatom/terminal/display-width.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("wraps within the width and knows where the cursor is", () => {
  const { lines, cursor } = layoutEditor("❯ ", "… ", "abcdefghij", 10, 8, 5);
  assert.equal(lines, ["❯ abcde", "  fghij"]);
  assert.equal(cursor, { x: 7, y: 1 });
});

test("wide characters never stick out", () => {
  const { lines, cursor } = layoutEditor("❯ ", "… ", "硅硅硅硅", 2, 8, 5);
  assert.equal(lines, ["❯ 硅硅", "  硅硅"]);
  for (const line of lines) assert.ok(displayWidth(line) <= 8);
  assert.equal(cursor, { x: 2, y: 1 }, "between the second and the third, at the start of the next line");
});

test("lines of the user's own get the continuation mark", () => {
  const { lines, cursor } = layoutEditor("❯ ", "… ", "a\nb", 1, 20, 5);
  assert.equal(lines, ["❯ a", "… b"]);
  assert.equal(cursor, { x: 3, y: 0 });
});

test("of a text longer than the rows given, the part around the cursor is shown", () => {
  const text = Array.from({ length: 20 }, (_, index) => `line ${index}`).join("\n");
  const { lines, cursor } = layoutEditor("❯ ", "… ", text, text.indexOf("line 10"), 40, 5);
  assert.is(lines.length, 5);
  assert.is(lines[cursor.y], "… line 10");
});

test.run();
