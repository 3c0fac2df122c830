// A cursor over the lines of a text, and over the words and numbers of a line. It keeps line and column and says what is wrong with a number.
import { isBlank, NumberScanner, numberOutcome, skipBlanks, wordEnd } from "./number-scanner.ts";
import { type ProblemList, quoted } from "./problem-list.ts";

export class LineScanner {
  readonly text: string;
  problems: ProblemList;
  /** Number of the current line, from 0; -1 before the first. */
  line: number;
  /** The current line is text[start, end), without its line end. */
  start: number;
  end: number;
  /** Where the next line starts; past the text's length where there is none. */
  next: number;
  /** Cursor in the current line. */
  pos: number;
  /** The last word or number taken was text[tokenStart, tokenEnd). */
  tokenStart = 0;
  tokenEnd = 0;
  private readonly numbers = new NumberScanner();
  private readonly limit: number;

  /** Over text[from, limit), where `from` begins line number `line`. A limit short of the text's end must stand behind a line end. */
  constructor(text: string, problems: ProblemList, from = 0, line = 0, limit = text.length) {
    this.text = text;
    this.limit = limit;
    this.problems = problems;
    this.line = line - 1;
    this.start = this.end = this.pos = from;
    // A byte order mark is no part of the first line: editors do not count it as a column.
    this.next = from === 0 && line === 0 && text.charCodeAt(0) === 0xfeff ? 1 : from;
  }

  /** Go to the next line; false at the end of the text. What follows the last line end is a line only if it is not empty. */
  nextLine(): boolean {
    if (this.next >= this.limit) return false;
    this.start = this.pos = this.next;
    const newline = this.text.indexOf("\n", this.start);
    this.end = newline < 0 ? this.text.length : newline;
    this.next = newline < 0 ? this.text.length : newline + 1;
    if (this.end > this.start && this.text.charCodeAt(this.end - 1) === 13) this.end--;
    this.line++;
    return true;
  }

  /** Go back, so that nextLine() gives the current line again. */
  backUp(): void {
    this.next = this.start;
    this.line--;
  }

  /** Nothing but blanks from the cursor to the end of the line. */
  atEnd(): boolean {
    this.pos = skipBlanks(this.text, this.pos, this.end);
    return this.pos >= this.end;
  }

  /** The current line as text. */
  lineText(): string {
    return this.text.slice(this.start, this.end);
  }

  /** What is left of the line, trimmed. */
  rest(): string {
    return this.text.slice(this.pos, this.end).trim();
  }

  column(offset: number): number {
    return offset - this.start;
  }

  /** Take the next word; false at the end of the line. */
  skipWord(): boolean {
    this.tokenStart = skipBlanks(this.text, this.pos, this.end);
    this.tokenEnd = this.pos = wordEnd(this.text, this.tokenStart, this.end);
    return this.tokenEnd > this.tokenStart;
  }

  /** The next word, empty at the end of the line. */
  word(): string {
    return this.skipWord() ? this.text.slice(this.tokenStart, this.tokenEnd) : "";
  }

  /** The next word without taking it. */
  peekWord(): string {
    const before = this.pos;
    const word = this.word();
    this.pos = before;
    return word;
  }

  /** Take the next number quietly: NaN where there is none. */
  tryNumber(): number {
    const value = this.numbers.scan(this.text, this.pos, this.end);
    this.tokenStart = this.numbers.start;
    this.tokenEnd = this.pos = this.numbers.end;
    return value;
  }

  /** Take the next number; NaN and a problem where there is none. `what` names it for the reader: "x", "the energy". */
  number(what: string): number {
    const value = this.numbers.scan(this.text, this.pos, this.end);
    this.tokenStart = this.numbers.start;
    this.tokenEnd = this.pos = this.numbers.end;
    if (this.numbers.outcome !== numberOutcome.ok || this.numbers.glued || this.numbers.unicodeMinus) this.explain(what);
    return value;
  }

  /** `count` numbers, in order; NaN and one problem for each that is missing or bad. */
  numberRow(count: number, what: string): number[] {
    const values: number[] = [];
    for (let i = 0; i < count; i++) {
      const value = this.number(what);
      values.push(value);
      if (this.numbers.outcome === numberOutcome.missing) {
        while (values.length < count) values.push(Number.NaN);
        break;
      }
    }
    return values;
  }

  /** Whether the last number asked for was not there at all: the line had ended. */
  get lastMissing(): boolean {
    return this.numbers.outcome === numberOutcome.missing;
  }

  /** Whether the last number asked for was read. */
  get lastOk(): boolean {
    return this.numbers.outcome === numberOutcome.ok;
  }

  /** A problem over the last word or number taken. */
  errorAtToken(code: string, message: string): void {
    this.problems.error(code, message, this.line, this.column(this.tokenStart), this.column(this.tokenEnd));
  }

  warningAtToken(code: string, message: string): void {
    this.problems.warning(code, message, this.line, this.column(this.tokenStart), this.column(this.tokenEnd));
  }

  /** A problem over the whole line, without the blanks around it. */
  errorAtLine(code: string, message: string): void {
    const [from, to] = this.trimmedRange();
    this.problems.error(code, message, this.line, from, to);
  }

  warningAtLine(code: string, message: string): void {
    const [from, to] = this.trimmedRange();
    this.problems.warning(code, message, this.line, from, to);
  }

  private trimmedRange(): [number, number] {
    const from = skipBlanks(this.text, this.start, this.end);
    let to = this.end;
    while (to > from && isBlank(this.text.charCodeAt(to - 1))) to--;
    return [from === this.end ? 0 : from - this.start, to - this.start];
  }

  private explain(what: string): void {
    if (this.problems.full) {
      const severity = this.numbers.outcome === numberOutcome.ok ? "warning" : "error";
      this.problems.add(severity, "", "", this.line, 0, 0);
      return;
    }
    const word = quoted(this.text.slice(this.tokenStart, Math.min(this.tokenEnd, this.tokenStart + 60)));
    switch (this.numbers.outcome) {
      case numberOutcome.missing:
        this.errorAtLine("missing-column", `The line ends before ${what}. Complete the line.`);
        break;
      case numberOutcome.bad:
        this.errorAtToken(
          "bad-number",
          `${word} is not a number, where ${what} should stand. Write a decimal number such as 1.5 or -2e-3.`,
        );
        break;
      case numberOutcome.overflow:
        this.errorAtToken(
          "number-overflow",
          `${word} stands for ${what}: the program that wrote it had too few columns. Write the file again with a wider format.`,
        );
        break;
      case numberOutcome.notFinite:
        this.errorAtToken(
          "not-finite",
          `${word} for ${what} is not a finite number. The run that wrote it has failed; take the frame out or run it again.`,
        );
        break;
      default:
        if (this.numbers.glued)
          this.warningAtToken(
            "glued-numbers",
            `${word} runs into the next number without a blank; they were read as two numbers. Put a blank between them.`,
          );
        if (this.numbers.unicodeMinus)
          this.warningAtToken("unicode-minus", `${word} has a typographic minus sign, read as a minus. Write an ASCII hyphen.`);
    }
  }
}
