// Where the editor's text stands on the screen: wrapped at the terminal's width, with the cursor's place.
import { displayWidth, graphemes } from "../terminal/display-width.ts";

export interface EditorLayout {
  readonly lines: readonly string[];
  readonly cursor: { readonly x: number; readonly y: number };
}

/**
 * Lines of a prompt and a text, no wider than `columns` and at most `rows` of them around the cursor.
 * @param prompt before the first line; following lines begin with `continuation`, which must be as wide
 */
export function layoutEditor(
  prompt: string,
  continuation: string,
  text: string,
  cursorOffset: number,
  columns: number,
  rows: number,
): EditorLayout {
  const lines: string[] = [prompt];
  const indent = displayWidth(prompt);
  let x = indent;
  let offset = 0;
  let cursor = { x, y: 0 };
  for (const grapheme of graphemes(text)) {
    const width = grapheme === "\n" ? 0 : displayWidth(grapheme);
    // The last column stays free for the cursor behind the last character.
    if (grapheme !== "\n" && x + width > columns - 1) {
      lines.push(" ".repeat(indent));
      x = indent;
    }
    if (offset === cursorOffset) cursor = { x, y: lines.length - 1 };
    if (grapheme === "\n") {
      lines.push(continuation);
      x = indent;
    } else {
      lines[lines.length - 1] += grapheme;
      x += width;
    }
    offset += grapheme.length;
  }
  if (cursorOffset >= offset) cursor = { x, y: lines.length - 1 };
  const first = Math.max(0, Math.min(cursor.y - Math.floor(rows / 2), lines.length - rows));
  return { lines: lines.slice(first, first + rows), cursor: { x: cursor.x, y: cursor.y - first } };
}
