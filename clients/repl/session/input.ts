// Keys as ink reports them to keys as the line editor knows them. Several characters can come in one piece, with Enter
// among them, when they are typed fast or pasted into a terminal without bracketed paste.
import type { Key as InkKey } from "ink";
import type { Key } from "../editor/line-editor.ts";
import { graphemes } from "../terminal/display-width.ts";

const named = [
  ["return", "enter"],
  ["tab", "tab"],
  ["backspace", "backspace"],
  ["delete", "delete"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["home", "home"],
  ["end", "end"],
  ["pageUp", "page-up"],
  ["pageDown", "page-down"],
  ["escape", "escape"],
] as const;

export function keysOf(input: string, key: InkKey): Key[] {
  const modifiers = { ctrl: key.ctrl, alt: key.meta, shift: key.shift };
  for (const [ink, name] of named) {
    // Escape is also set with Alt, where the key pressed is what counts.
    if (key[ink] && !(ink === "escape" && input !== "")) return [{ name, ...modifiers, alt: ink === "escape" ? false : key.meta }];
  }
  if (key.ctrl) return input === "" ? [] : [{ name: input, ctrl: true, alt: key.meta }];
  // Ctrl-_ and Ctrl-/ arrive as the unit separator.
  if (input === "\u001F") return [{ name: "_", ctrl: true }];
  return graphemes(input).map((text) => ({ ...keyOfCharacter(text), alt: key.meta }));
}

/** A character in the midst of others, control characters by the keys that send them. */
function keyOfCharacter(text: string): Key {
  if (text === "\r" || text === "\n" || text === "\r\n") return { name: "enter" };
  if (text === "\t") return { name: "tab" };
  const code = text.charCodeAt(0);
  // Ctrl-A is 1, Ctrl-Z is 26.
  return text.length === 1 && code >= 1 && code <= 26 ? { name: String.fromCharCode(code + 96), ctrl: true } : { name: text };
}
