// CIF 1.1 as tokens and data blocks: names and values, loops, quotes, text fields, comments. What they mean is the reader's matter.
import { isBlank, skipBlanks, wordEnd } from "./number-scanner.ts";
import { type ProblemList, quoted } from "./problem-list.ts";

export interface CifValue {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  /** In quotes or a text field: never "unknown". */
  readonly enclosed: boolean;
}

export interface CifLoop {
  readonly names: readonly string[];
  readonly rows: readonly (readonly CifValue[])[];
  readonly line: number;
}

export interface CifBlock {
  readonly name: string;
  readonly line: number;
  lastLine: number;
  /** Single values by lower-case name. */
  readonly values: Map<string, CifValue>;
  readonly loops: CifLoop[];
}

/** "?" and ".": not known, not applicable. */
export function isUnknown(value: CifValue): boolean {
  return !value.enclosed && (value.text === "?" || value.text === ".");
}

function* tokens(text: string, problems: ProblemList): Generator<CifValue> {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  for (let line = 0; line < lines.length; line++) {
    const content = lines[line]!;
    if (!content.startsWith(";")) {
      yield* lineTokens(content, line, problems);
      continue;
    }
    let until = line + 1;
    while (until < lines.length && !lines[until]!.startsWith(";")) until++;
    if (until === lines.length) {
      problems.error("unclosed-quote", "A text field opens here and is never closed. Write a line with a semicolon behind it.", line, 0, 1);
    }
    const body = [content.slice(1), ...lines.slice(line + 1, until)].join("\n");
    yield { text: body, line, column: 0, endColumn: content.length, enclosed: true };
    line = until;
  }
}

/** The words and quoted values of one line. A quote closes only where a blank or the line's end follows it. */
function* lineTokens(content: string, line: number, problems: ProblemList): Generator<CifValue> {
  const end = content.length;
  let pos = skipBlanks(content, 0, end);
  while (pos < end && content[pos] !== "#") {
    const quote = content[pos]!;
    let stop = wordEnd(content, pos, end);
    let enclosed = false;
    if (quote === "'" || quote === '"') {
      let close = content.indexOf(quote, pos + 1);
      while (close >= 0 && close + 1 < end && !isBlank(content.charCodeAt(close + 1))) close = content.indexOf(quote, close + 1);
      enclosed = close > pos;
      if (enclosed) stop = close + 1;
      else {
        problems.error(
          "unclosed-quote",
          `The quote before ${quoted(content.slice(pos + 1))} is never closed. Close it on this line.`,
          line,
          pos,
          end,
        );
        stop = end;
      }
    }
    const value = enclosed ? content.slice(pos + 1, stop - 1) : content.slice(pos, stop);
    yield { text: value, line, column: pos, endColumn: stop, enclosed };
    pos = skipBlanks(content, stop, end);
  }
}

interface OpenLoop {
  names: string[];
  values: CifValue[];
  line: number;
}

/** The data blocks of a text. */
export function readCifBlocks(text: string, problems: ProblemList): CifBlock[] {
  const blocks: CifBlock[] = [];
  let block: CifBlock | undefined;
  let loop: OpenLoop | undefined;
  let name: CifValue | undefined;
  const closeLoop = (): void => {
    if (loop && block) block.loops.push(rowsOf(loop, problems));
    loop = undefined;
  };
  for (const token of tokens(text, problems)) {
    const word = token.enclosed ? "" : token.text.toLowerCase();
    if (word.startsWith("data_")) {
      closeLoop();
      block = { name: token.text.slice(5), line: token.line, lastLine: token.line, values: new Map(), loops: [] };
      blocks.push(block);
      name = undefined;
      continue;
    }
    if (!block) {
      problems.error(
        "outside-block",
        `${quoted(token.text)} stands before the first data_ line and was left out.`,
        token.line,
        token.column,
        token.endColumn,
      );
      return blocks;
    }
    block.lastLine = token.line + (token.text.match(/\n/g)?.length ?? 0);
    if (word === "loop_") {
      closeLoop();
      loop = { names: [], values: [], line: token.line };
    } else if (word.startsWith("_")) {
      if (loop && loop.values.length === 0) loop.names.push(word);
      else {
        closeLoop();
        if (name) missingValue(name, problems);
        name = { ...token, text: word };
        continue;
      }
    } else if (name) {
      block.values.set(name.text, token);
    } else if (loop) loop.values.push(token);
    else
      problems.error(
        "stray-value",
        `${quoted(token.text)} belongs to no name and was left out. Put quotes around values with blanks.`,
        token.line,
        token.column,
        token.endColumn,
      );
    if (name && word === "loop_") missingValue(name, problems);
    name = undefined;
  }
  if (name) missingValue(name, problems);
  closeLoop();
  return blocks;
}

function missingValue(name: CifValue, problems: ProblemList): void {
  problems.error("missing-value", `${name.text} has no value. Write one, or ? if it is not known.`, name.line, name.column, name.endColumn);
}

function rowsOf({ names, values, line }: OpenLoop, problems: ProblemList): CifLoop {
  const rows: CifValue[][] = [];
  const width = Math.max(1, names.length);
  for (let i = 0; i + width <= values.length; i += width) rows.push(values.slice(i, i + width));
  const left = values.length % width;
  if (left > 0 || names.length === 0 || values.length === 0) {
    const at = values.at(-1);
    const message =
      values.length === 0
        ? "The loop has no values. Complete it."
        : `The loop has ${names.length} names but its last row only ${left} values; the row was left out. Complete it.`;
    problems.error("loop-shape", message, at?.line ?? line, at?.column ?? 0, at?.endColumn ?? 5);
  }
  return { names, rows, line };
}
