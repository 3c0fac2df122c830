// Lines of words with comments, as input.nn, .stp and aenet's input files have them.

export interface Word {
  readonly text: string;
  readonly column: number;
}

export interface KeywordLine {
  /** From 0. */
  readonly line: number;
  readonly words: readonly Word[];
}

/** Lines that hold a word, without what follows a comment sign. */
export function keywordLines(text: string, commentSigns: string): KeywordLine[] {
  const lines: KeywordLine[] = [];
  for (const [line, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    let end = raw.length;
    for (const sign of commentSigns) {
      const at = raw.indexOf(sign);
      if (at >= 0) end = Math.min(end, at);
    }
    const words = Array.from(raw.slice(0, end).matchAll(/\S+/g), (match) => ({ text: match[0], column: match.index }));
    if (words.length > 0) lines.push({ line, words });
  }
  return lines;
}

/** A decimal number, with Fortran's d exponents too; NaN for anything else. */
export function plainNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/.test(text) ? Number(text.replace(/[dD]/, "e")) : Number.NaN;
}
