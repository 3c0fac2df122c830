// Extended and plain XYZ, read frame by frame as text arrives. A file too large for one string goes through here in pieces.
import { AtomRows, buildFrame } from "./atom-rows.ts";
import { type ExtxyzHeader, isExtendedComment, plainHeader, readExtxyzHeader } from "./extxyz-header.ts";
import type { Frame, Problem } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { isBlank } from "./number-scanner.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { takeSpecies } from "./species-token.ts";

/** A count line that was read, for what may have to be said of it later. */
interface CountLine {
  readonly count: number;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

export class ExtxyzReader {
  private readonly found = new ProblemList();
  private readonly plain: boolean;
  private chunks: string[] = [];
  private newlines = 0;
  /** Parsing again is worth it from this many line ends on. */
  private needed = 1;
  private line = 0;
  private previous: CountLine | undefined;
  /** First line of a stretch that belongs to no frame. */
  private skippedFrom = -1;
  private skippedLines = 0;
  private skippedAtoms = false;
  private skippedText = "";

  /** `plain`: comments are only comments, whatever they say. */
  constructor(options: { readonly plain?: boolean } = {}) {
    this.plain = options.plain ?? false;
  }

  /** Everything wrong so far; complete after end(). */
  get problems(): readonly Problem[] {
    return this.found.result();
  }

  /** Take more text, cut anywhere; gives the frames that it completes. */
  push(chunk: string): Frame[] {
    if (chunk === "") return [];
    this.chunks.push(chunk);
    this.newlines += countNewlines(chunk, 0);
    return this.newlines < this.needed ? [] : this.run(false);
  }

  /** No more text: the frames that are left, the last one even if it is cut short. */
  end(): Frame[] {
    return this.run(true);
  }

  private run(final: boolean): Frame[] {
    const text = this.chunks.length === 1 ? this.chunks[0]! : this.chunks.join("");
    const limit = final ? text.length : text.lastIndexOf("\n") + 1;
    const frames: Frame[] = [];
    let pos = 0;
    for (;;) {
      const attempt = new ProblemList();
      const scanner = new LineScanner(text, attempt, pos, this.line, limit);
      const start = this.findCount(scanner, final);
      pos = scanner.next;
      this.line = scanner.line + 1;
      if (!start) {
        this.found.merge(attempt);
        this.needed = 1;
        break;
      }
      const countStart = scanner.start;
      const frame = this.readFrame(scanner, start, final);
      if (!frame) {
        pos = countStart;
        this.line = start.line;
        break;
      }
      this.found.merge(attempt);
      this.previous = start;
      frames.push(frame);
      pos = scanner.next;
      this.line = scanner.line + 1;
    }
    const rest = final ? "" : text.slice(pos);
    this.chunks = rest === "" ? [] : [rest];
    this.newlines = countNewlines(rest, 0);
    if (this.newlines >= this.needed) this.needed = this.newlines * 2;
    return frames;
  }

  /** Go to the next count line. What stands before it belongs to no frame and is reported; undefined at the end of the text. */
  private findCount(scanner: LineScanner, final: boolean): CountLine | undefined {
    while (scanner.nextLine()) {
      if (scanner.atEnd()) continue;
      const count = countOf(scanner);
      if (count >= 0) {
        const column = scanner.column(scanner.tokenStart);
        this.reportSkipped();
        return { count, line: scanner.line, column, endColumn: scanner.column(scanner.tokenEnd) };
      }
      if (this.skippedLines++ === 0) {
        this.skippedFrom = scanner.line;
        this.skippedText = scanner.lineText().slice(0, 80).trim();
        scanner.pos = scanner.start;
        scanner.skipWord();
        this.skippedAtoms = this.previous !== undefined && Number.isFinite(scanner.tryNumber());
      }
    }
    if (final) this.reportSkipped();
    return undefined;
  }

  private reportSkipped(): void {
    if (this.skippedLines === 0) return;
    const lines = this.skippedLines === 1 ? "1 line" : `${this.skippedLines} lines`;
    if (this.skippedAtoms && this.previous) {
      const { count, line, column, endColumn } = this.previous;
      const message = `This line says ${count} atoms, but ${lines} more follow them. Write ${count + this.skippedLines} here, or take the extra lines out.`;
      this.found.error("atom-count", message, line, column, endColumn);
    } else {
      const message = `${quoted(this.skippedText)} stands where a number of atoms should; ${lines} from here belong to no frame. Begin each frame with its number of atoms, alone on a line.`;
      this.found.error("bad-count", message, this.skippedFrom, 0, this.skippedText.length);
    }
    this.skippedLines = 0;
  }

  /** The frame whose count line has just been read; undefined where more text may complete it. */
  private readFrame(scanner: LineScanner, start: CountLine, final: boolean): Frame | undefined {
    const { count } = start;
    this.needed = count + 2;
    if (!scanner.nextLine()) {
      if (!final) return undefined;
      const message = `The file ends after the number of atoms. Complete the frame: a comment line and ${count} atom lines.`;
      scanner.problems.error("atom-count", message, start.line, start.column, start.endColumn);
      const lines = { firstLine: start.line, headerLine: start.line, lastLine: start.line };
      return buildFrame(new AtomRows(0, false), plainHeader(""), lines);
    }
    const headerLine = scanner.line;
    const comment = scanner.lineText();
    const header = !this.plain && isExtendedComment(comment) ? readExtxyzHeader(scanner) : plainHeader(comment.trim());
    const hasForces = header.columns.some((column) => column.use === "forces");
    // The shortest atom line, "H 0 0 0" and a line end, has 8 characters: never room for more atoms than the text can hold.
    const rows = new AtomRows(Math.min(count, ((scanner.text.length - scanner.next) >> 3) + 1), hasForces);
    let lastLine = headerLine;
    let blankLine = -1;
    while (rows.count < count) {
      if (!scanner.nextLine()) {
        if (!final) return undefined;
        const message = `This line says ${count} atoms, but the file ends after ${rows.count} of them. Complete the frame, or write ${rows.count} here.`;
        scanner.problems.error("atom-count", message, start.line, start.column, start.endColumn);
        break;
      }
      if (scanner.atEnd()) {
        if (blankLine < 0) blankLine = scanner.line;
        continue;
      }
      const first = scanner.text.charCodeAt(scanner.pos);
      if (first >= 48 && first <= 57 && countOf(scanner) >= 0) {
        const message = `This line says ${count} atoms, but the next frame begins after ${rows.count} of them. Write ${rows.count} here, or add the missing atoms.`;
        scanner.problems.error("atom-count", message, start.line, start.column, start.endColumn);
        scanner.backUp();
        break;
      }
      if (blankLine >= 0) {
        scanner.problems.warning("blank-line", "A blank line stands among the atoms and was passed over. Take it out.", blankLine, 0, 0);
        blankLine = -1;
      }
      readAtomLine(scanner, header, rows);
      lastLine = scanner.line;
    }
    return buildFrame(rows, header, { firstLine: start.line, headerLine, lastLine });
  }
}

/** The number on a line that holds one whole number and nothing else, or -1. Leaves the cursor where it was. */
function countOf(scanner: LineScanner): number {
  const { text, end, pos } = scanner;
  let at = pos;
  let value = 0;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  scanner.tokenStart = pos;
  scanner.tokenEnd = at;
  if (at === pos) return -1;
  for (; at < end; at++) if (!isBlank(text.charCodeAt(at))) return -1;
  return value;
}

const axes = ["x", "y", "z"] as const;
const forceAxes = ["the force along x", "the force along y", "the force along z"] as const;

function readAtomLine(scanner: LineScanner, header: ExtxyzHeader, rows: AtomRows): void {
  const atom = rows.add(scanner.line);
  for (const { use, count } of header.columns) {
    if (use === "species") rows.atomicNumbers[atom] = takeSpecies(scanner);
    else if (use === "positions") {
      for (let k = 0; k < 3; k++) rows.positions[3 * atom + k] = scanner.number(axes[k]!);
    } else if (use === "forces") {
      for (let k = 0; k < 3; k++) rows.forces[3 * atom + k] = scanner.number(forceAxes[k]!);
    } else if (use === "number") for (let k = 0; k < count; k++) scanner.tryNumber();
    else for (let k = 0; k < count; k++) scanner.skipWord();
    if (scanner.lastMissing && use !== "species" && use !== "word") return;
  }
  if (header.declared && !scanner.atEnd()) {
    scanner.warningAtLine(
      "extra-columns",
      "The line has more columns than Properties declares; they were left out. Declare them or take them out.",
    );
  }
}

function countNewlines(text: string, from: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
