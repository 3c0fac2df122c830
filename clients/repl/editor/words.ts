// A command line cut into words as a shell does: quotes, backslashes, and & at the end for the background.

export interface Word {
  readonly text: string;
  /** Offsets in the line, the end exclusive; quotes included. */
  readonly start: number;
  readonly end: number;
  /** The quote still open at the end of the line, else an empty string. */
  readonly open: "" | '"' | "'";
}

/** The words of one line. Nothing is expanded. */
export function splitWords(line: string): Word[] {
  const words: Word[] = [];
  let text = "";
  let start = -1;
  let quote: "" | '"' | "'" = "";
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (quote === "" && /\s/.test(character)) {
      if (start !== -1) words.push({ text, start, end: at, open: "" });
      text = "";
      start = -1;
      continue;
    }
    if (start === -1) start = at;
    if (character === "\\" && quote !== "'" && at + 1 < line.length) {
      at += 1;
      text += line[at]!;
    } else if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = "";
    else text += character;
  }
  if (start !== -1) words.push({ text, start, end: line.length, open: quote });
  return words;
}

export interface CommandLine {
  /** As it was typed. */
  readonly text: string;
  readonly words: readonly string[];
  readonly background: boolean;
}

/** The commands of a text: one a line, a backslash at a line's end joins it with the next; # begins a comment line. */
export function commandLines(text: string): CommandLine[] {
  return text
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.trim().startsWith("#"))
    .map((line) => {
      const words = splitWords(line).map((word) => word.text);
      const background = words.at(-1)?.endsWith("&") === true;
      if (!background) return { text: line, words, background };
      const last = words.at(-1)!.slice(0, -1);
      return { text: line, words: last === "" ? words.slice(0, -1) : [...words.slice(0, -1), last], background };
    })
    .filter((line) => line.words.length > 0);
}

/** The word as it must be typed so that splitWords gives it back. */
export function quoteWord(text: string): string {
  return text === "" ? '""' : text.replace(/[\s"'\\&#]/g, (character) => `\\${character}`);
}
