// How many terminal columns a text takes: graphemes (Intl.Segmenter), of which wide ones (East Asian, emoji) take two.
// Colour sequences take none.

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with the control character ESC
const sgr = /\u001B\[[0-9;]*m/g;
const emoji = /\p{Emoji_Presentation}|\uFE0F/u;
const invisible = /^[\p{Control}\p{Mark}\p{Format}]+$/u;

// Ranges that Unicode's EastAsianWidth.txt calls W or F and that are not emoji; from, to inclusive.
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

/** The text cut into what a user sees as single characters. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), (segment) => segment.segment);
}

function graphemeWidth(grapheme: string): number {
  const code = grapheme.codePointAt(0)!;
  if (code >= 0x20 && code < 0x7f) return 1;
  if (invisible.test(grapheme)) return 0;
  if (emoji.test(grapheme)) return 2;
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

export function withoutColour(text: string): string {
  return text.replace(sgr, "");
}

/** Columns of a text without line breaks. */
export function displayWidth(text: string): number {
  const bare = withoutColour(text);
  // Pure printable ASCII is by far the most common and needs no segmenting.
  if (/^[\x20-\x7e]*$/.test(bare)) return bare.length;
  return graphemes(bare).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** The text, at most `columns` wide; what is cut off is shown by one ellipsis. Colour sequences are kept whole. */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns <= 0) return "";
  let width = 0;
  let result = "";
  let coloured = false;
  for (const part of text.split(new RegExp(`(${sgr.source})`, "u"))) {
    if (part.startsWith("\u001B[")) {
      result += part;
      coloured = true;
      continue;
    }
    for (const grapheme of graphemes(part)) {
      if (width + graphemeWidth(grapheme) > columns - 1) return `${result}…${coloured ? "\u001B[0m" : ""}`;
      result += grapheme;
      width += graphemeWidth(grapheme);
    }
  }
  return result;
}

/** The text filled with spaces up to `columns`, on its right (start) or on its left (end). */
export function pad(text: string, columns: number, align: "start" | "end" = "start"): string {
  const fill = " ".repeat(Math.max(0, columns - displayWidth(text)));
  return align === "start" ? text + fill : fill + text;
}
