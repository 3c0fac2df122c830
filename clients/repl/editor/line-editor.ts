// The line editor's state machine: a text, a cursor and keys in; a new state and perhaps an intent out.
// It knows nothing of a terminal; screens draw it and feed it.
import { graphemes } from "../terminal/display-width.ts";

export interface Key {
  /** The character typed, or the name of a key: enter, tab, backspace, delete, left, right, up, down, home, end, escape, page-up, page-down. */
  readonly name: string;
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

/** What the key asks of whoever owns the editor. */
export type Intent = "submit" | "complete" | "older" | "newer" | "search" | "interrupt" | "leave" | "clear-screen" | "escape" | "none";

export interface EditorState {
  readonly text: string;
  /** Offset in UTF-16 units, always between graphemes. */
  readonly cursor: number;
  /** Killed texts, newest first. */
  readonly killed: readonly string[];
  /** The action before: consecutive kills join, and a yank can be turned to older kills. */
  readonly last: "kill" | "yank" | "other";
  readonly undo: readonly { readonly text: string; readonly cursor: number }[];
}

export const emptyEditor: EditorState = { text: "", cursor: 0, killed: [], last: "other", undo: [] };

export interface Pressed {
  readonly state: EditorState;
  readonly intent: Intent;
}

type Edit = (state: EditorState) => EditorState;

/** The state with another text; the cursor at its end unless told. The text before can be undone to. */
export function withText(state: EditorState, text: string, cursor = text.length): EditorState {
  const undo = text === state.text ? state.undo : [{ text: state.text, cursor: state.cursor }, ...state.undo].slice(0, 200);
  return { ...state, text, cursor, undo, last: "other" };
}

/** Puts text in at the cursor: typed characters, or a paste with its line ends made uniform. */
export function insert(state: EditorState, text: string): EditorState {
  const clean = text
    .replace(/\r\n?/g, "\n")
    .replace(/\t/g, "  ")
    .replace(/[^\P{Cc}\n]/gu, "");
  return withText(state, state.text.slice(0, state.cursor) + clean + state.text.slice(state.cursor), state.cursor + clean.length);
}

const before = ({ text, cursor }: EditorState): string => text.slice(0, cursor);
const after = ({ text, cursor }: EditorState): string => text.slice(cursor);

function left(state: EditorState): number {
  return state.cursor - (graphemes(before(state)).at(-1)?.length ?? 0);
}
function right(state: EditorState): number {
  return state.cursor + (graphemes(after(state))[0]?.length ?? 0);
}
function lineStart(state: EditorState): number {
  return before(state).lastIndexOf("\n") + 1;
}
function lineEnd(state: EditorState): number {
  const found = state.text.indexOf("\n", state.cursor);
  return found === -1 ? state.text.length : found;
}
/** Words as in readline: letters and digits. */
function wordLeft(state: EditorState): number {
  return before(state).replace(/[\p{L}\p{N}]+[^\p{L}\p{N}]*$|[^\p{L}\p{N}]+$/u, "").length;
}
function wordRight(state: EditorState): number {
  return state.cursor + (/^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(after(state))?.[0].length ?? 0);
}

const moveTo =
  (target: (state: EditorState) => number): Edit =>
  (state) => ({ ...state, cursor: target(state), last: "other" });

const removeTo =
  (target: (state: EditorState) => number): Edit =>
  (state) => {
    const [from, to] = ordered(state.cursor, target(state));
    return from === to ? state : withText(state, state.text.slice(0, from) + state.text.slice(to), from);
  };

/** Removes and remembers; kills in a row join into one. */
const killTo =
  (target: (state: EditorState) => number): Edit =>
  (state) => {
    const end = target(state);
    const [from, to] = ordered(state.cursor, end);
    if (from === to) return state;
    const cut = state.text.slice(from, to);
    const [newest = "", ...older] = state.killed;
    const joined = end < state.cursor ? cut + newest : newest + cut;
    const killed = state.last === "kill" ? [joined, ...older] : [cut, ...state.killed].slice(0, 20);
    return { ...withText(state, state.text.slice(0, from) + state.text.slice(to), from), killed, last: "kill" };
  };

const yank: Edit = (state) => (state.killed[0] ? { ...insert(state, state.killed[0]), last: "yank" } : state);

/** After a yank: the next older kill in its place. */
const yankOlder: Edit = (state) => {
  const [newest, ...older] = state.killed;
  if (state.last !== "yank" || newest === undefined || older.length === 0) return state;
  const from = state.cursor - newest.length;
  const turned = [...older, newest];
  const text = state.text.slice(0, from) + turned[0]! + state.text.slice(state.cursor);
  return { ...withText(state, text, from + turned[0]!.length), killed: turned, last: "yank" };
};

const transpose: Edit = (state) => {
  const characters = graphemes(before(state));
  const next = graphemes(after(state))[0];
  const [first, second] = next === undefined ? characters.slice(-2) : [characters.at(-1), next];
  if (first === undefined || second === undefined) return state;
  const start = next === undefined ? state.cursor - first.length - second.length : state.cursor - first.length;
  const end = start + first.length + second.length;
  return withText(state, state.text.slice(0, start) + second + first + state.text.slice(end), end);
};

const undo: Edit = (state) => {
  const [past, ...rest] = state.undo;
  return past ? { ...state, text: past.text, cursor: past.cursor, undo: rest, last: "other" } : state;
};

/** One line up or down within the text, keeping the column; null at the edge. */
function vertical(state: EditorState, direction: -1 | 1): EditorState | null {
  const start = lineStart(state);
  const column = state.cursor - start;
  if (direction === -1) {
    if (start === 0) return null;
    const previous = state.text.lastIndexOf("\n", start - 2) + 1;
    return { ...state, cursor: Math.min(previous + column, start - 1), last: "other" };
  }
  const end = lineEnd(state);
  if (end === state.text.length) return null;
  const nextEnd = state.text.indexOf("\n", end + 1);
  return { ...state, cursor: Math.min(end + 1 + column, nextEnd === -1 ? state.text.length : nextEnd), last: "other" };
}

const edits: Readonly<Record<string, Edit>> = {
  left: moveTo(left),
  right: moveTo(right),
  home: moveTo(lineStart),
  end: moveTo(lineEnd),
  backspace: removeTo(left),
  delete: removeTo(right),
  "ctrl-a": moveTo(lineStart),
  "ctrl-e": moveTo(lineEnd),
  "ctrl-b": moveTo(left),
  "ctrl-f": moveTo(right),
  "ctrl-left": moveTo(wordLeft),
  "ctrl-right": moveTo(wordRight),
  "alt-left": moveTo(wordLeft),
  "alt-right": moveTo(wordRight),
  "alt-b": moveTo(wordLeft),
  "alt-f": moveTo(wordRight),
  "ctrl-h": removeTo(left),
  "ctrl-k": killTo(lineEnd),
  "ctrl-u": killTo(lineStart),
  "ctrl-w": killTo((state) => before(state).replace(/\S+\s*$|\s+$/, "").length),
  "alt-backspace": killTo(wordLeft),
  "alt-d": killTo(wordRight),
  "ctrl-y": yank,
  "alt-y": yankOlder,
  "ctrl-t": transpose,
  "ctrl-_": undo,
  "alt-enter": (state) => insert(state, "\n"),
  "shift-enter": (state) => insert(state, "\n"),
};

const intents: Readonly<Record<string, Intent>> = {
  tab: "complete",
  "ctrl-p": "older",
  "ctrl-n": "newer",
  "ctrl-r": "search",
  "ctrl-c": "interrupt",
  "ctrl-l": "clear-screen",
  escape: "escape",
};

/** The name a binding has: modifiers first, shift only where the key is not a character. */
function bindingName(key: Key): string {
  const shift = key.shift && key.name === "enter" ? "shift-" : "";
  return `${key.ctrl ? "ctrl-" : ""}${key.alt ? "alt-" : ""}${shift}${key.name}`;
}

/** What a key does. Unknown combinations with Ctrl or Alt do nothing. */
export function press(state: EditorState, key: Key): Pressed {
  const name = bindingName(key);
  if (name === "enter") return enter(state);
  if (name === "ctrl-d") return state.text === "" ? { state, intent: "leave" } : { state: removeTo(right)(state), intent: "none" };
  if (name === "up" || name === "down") {
    const moved = vertical(state, name === "up" ? -1 : 1);
    return moved ? { state: moved, intent: "none" } : { state, intent: name === "up" ? "older" : "newer" };
  }
  const intent = intents[name];
  if (intent) return { state, intent };
  const edit = edits[name];
  if (edit) return { state: edit(state), intent: "none" };
  const isCharacter = !key.ctrl && !key.alt && graphemes(key.name).length === 1;
  return { state: isCharacter ? insert(state, key.name) : state, intent: "none" };
}

/** Enter submits, except after a backslash, which asks for another line. */
function enter(state: EditorState): Pressed {
  const slashes = /\\+$/.exec(before(state))?.[0].length ?? 0;
  if (slashes % 2 === 1 && state.cursor === state.text.length) return { state: insert(state, "\n"), intent: "none" };
  return { state, intent: "submit" };
}

function ordered(first: number, second: number): [number, number] {
  return first < second ? [first, second] : [second, first];
}
