// The line editor key by key, and a property over random keys.
import { type EditorState, emptyEditor, insert, type Key, press, withText } from "adatom/editor/line-editor.ts";
import { graphemes } from "adatom/terminal/display-width.ts";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** "ctrl-a" style names to keys; a single character is itself. */
function key(name: string): Key {
  const parts = name.length === 1 ? [name] : name.split("-");
  const base = parts.at(-1) || "-";
  return { name: base, ctrl: parts.includes("ctrl"), alt: parts.includes("alt"), shift: parts.includes("shift") };
}
function keys(state: EditorState, ...names: string[]): EditorState {
  return names.reduce((now, name) => press(now, key(name)).state, state);
}
const typed = (text: string): EditorState => insert(emptyEditor, text);
/** The text with | at the cursor. */
const shown = ({ text, cursor }: EditorState): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

test("typing, moving and deleting go by what a user sees as characters", () => {
  assert.is(shown(keys(typed("ab"), "left", "x")), "ax|b");
  assert.is(shown(keys(typed("a👩‍🔬"), "left")), "a|👩‍🔬");
  assert.is(shown(keys(typed("a👩‍🔬"), "backspace")), "a|");
  assert.is(shown(keys(typed("é"), "backspace")), "|");
  assert.is(shown(keys(typed("硅原子"), "home", "delete")), "|原子");
  assert.is(shown(keys(typed("abc"), "ctrl-a", "ctrl-f", "ctrl-d")), "a|c");
});

test("word motions", () => {
  const line = typed("energy data/file-1.xyz");
  assert.is(shown(keys(line, "alt-b")), "energy data/file-1.|xyz");
  assert.is(shown(keys(line, "ctrl-left", "ctrl-left")), "energy data/file-|1.xyz");
  assert.is(shown(keys(line, "home", "alt-f")), "energy| data/file-1.xyz");
  assert.is(shown(keys(line, "home", "ctrl-right", "alt-d")), "energy|/file-1.xyz");
});

test("kills join, yank puts back, Alt-Y turns to the older kill", () => {
  const state = keys(typed("one two three"), "ctrl-w", "ctrl-w");
  assert.is(shown(state), "one |");
  assert.is(shown(keys(state, "ctrl-y")), "one two three|");
  const two = keys(typed("first second"), "ctrl-w", "ctrl-a", "ctrl-k");
  assert.equal(two.killed, ["first ", "second"]);
  assert.is(shown(keys(two, "ctrl-y", "alt-y")), "second|");
  assert.is(shown(keys(typed("keep"), "ctrl-a", "ctrl-u", "ctrl-y")), "|keep", "nothing killed, nothing put back");
});

test("undo goes back edit by edit", () => {
  const state = keys(typed("abc"), "backspace", "ctrl-k", "d");
  assert.is(shown(keys(state, "ctrl-_")), "ab|");
  assert.is(shown(keys(state, "ctrl-_", "ctrl-_")), "abc|");
});

test("transposes the characters around the cursor, at the end the last two", () => {
  assert.is(shown(keys(typed("abc"), "ctrl-t")), "acb|");
  assert.is(shown(keys(typed("abc"), "left", "ctrl-t")), "acb|");
  assert.is(shown(keys(typed("a"), "ctrl-t")), "a|");
});

test("Enter submits, but after a backslash or with Alt another line begins", () => {
  assert.is(press(typed("status"), key("enter")).intent, "submit");
  const continued = press(typed("md file \\"), key("enter"));
  assert.is(continued.intent, "none");
  assert.is(continued.state.text, "md file \\\n");
  assert.is(press(typed("a\\\\"), key("enter")).intent, "submit", "an escaped backslash is no continuation");
  assert.is(keys(typed("a"), "alt-enter", "b").text, "a\nb");
});

test("up and down move within the text and ask for history at its edges", () => {
  const state = typed("first line\nab");
  const up = press(state, key("up"));
  assert.is(up.intent, "none");
  assert.is(shown(up.state), "fi|rst line\nab");
  assert.is(press(up.state, key("up")).intent, "older");
  assert.is(shown(press(up.state, key("down")).state), "first line\nab|");
  assert.is(press(state, key("down")).intent, "newer");
});

test("Ctrl-D leaves on an empty line only; Ctrl-C, Tab and Ctrl-R are intents", () => {
  assert.is(press(emptyEditor, key("ctrl-d")).intent, "leave");
  assert.is(press(typed("a"), key("ctrl-d")).intent, "none");
  for (const [name, intent] of [
    ["ctrl-c", "interrupt"],
    ["tab", "complete"],
    ["ctrl-r", "search"],
    ["ctrl-l", "clear-screen"],
  ] as const) {
    assert.is(press(typed("a"), key(name)).intent, intent);
  }
});

test("pasted text keeps its lines and loses control characters", () => {
  assert.is(insert(emptyEditor, "a\r\nb\rc\td\u001B[31m\u0000").text, "a\nb\nc  d[31m");
});

test("property: whatever is pressed, the cursor stays between characters of the text", () => {
  const names =
    "a é 硅 left right up down home end backspace delete ctrl-a ctrl-e ctrl-k ctrl-u ctrl-w ctrl-y ctrl-t alt-y alt-b alt-f alt-d alt-enter ctrl-_ ctrl-left".split(
      " ",
    );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.constantFrom(...names), { maxLength: 60 }), (text, pressed) => {
      let state = withText(emptyEditor, "");
      state = insert(state, text);
      for (const name of pressed) {
        state = press(state, key(name)).state;
        const borders = new Set([0]);
        let at = 0;
        for (const grapheme of graphemes(state.text)) {
          at += grapheme.length;
          borders.add(at);
        }
        // Joining two texts may merge characters at the seam; the cursor must at least lie within the text.
        assert.ok(state.cursor >= 0 && state.cursor <= state.text.length);
        if (/^[\x20-\x7e\n]*$/.test(state.text)) assert.ok(borders.has(state.cursor));
      }
    }),
    { numRuns: 200 },
  );
});

test.run();
