// The reader of POSCAR: VASP 5 and later, with a clear word where VASP 4 left the elements out.
import { cellVolume, fractionalToCartesian } from "../structure/cell.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { readSpecies } from "./species-token.ts";

/** A kind of atom: its element, and how many of them the file claims. */
interface Kind {
  readonly atomicNumber: number;
  readonly count: number;
}

class Missing extends Error {}

export function parsePoscar(text: string): ParseResult {
  const problems = new ProblemList();
  const scanner = new LineScanner(text, problems);
  try {
    return { frames: [readStructure(scanner)], problems: problems.result() };
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    const line = Math.max(0, scanner.line);
    problems.error("truncated", `The file ends before ${error.message}. Complete it.`, line, 0, Math.max(0, scanner.end - scanner.start));
    return { frames: [], problems: problems.result() };
  }
}

function need(scanner: LineScanner, what: string): void {
  if (!scanner.nextLine()) throw new Missing(what);
}

function readStructure(scanner: LineScanner) {
  need(scanner, "its comment line");
  const comment = scanner.lineText().trim();
  const cell = readCell(scanner);
  const scale = cell.scale;
  const kinds = readKinds(scanner, comment);
  const total = kinds.list.reduce((sum, kind) => sum + kind.count, 0);
  need(scanner, "the line Direct or Cartesian");
  if (/^\s*[sS]/.test(scanner.lineText())) need(scanner, "the line Direct or Cartesian");
  const mode = scanner.peekWord();
  const cartesian = /^[cCkK]/.test(mode);
  if (!/^[cCkKdDfF]/.test(mode)) {
    scanner.errorAtLine("bad-mode", `${quoted(mode)} is neither Direct nor Cartesian; Direct was taken. Write one of them.`);
  }
  const rows = readPositions(scanner, kinds.list, total);
  if (rows.count < total) {
    const message = `These counts add up to ${total} atoms, but only ${rows.count} positions follow. Complete them, or correct the counts.`;
    scanner.problems.error("atom-count", message, kinds.line, kinds.column, kinds.endColumn);
  }
  const lastLine = scanner.line;
  rows.resize(rows.count);
  if (cartesian) rows.positions = rows.positions.map((value, i) => value * scale[i % 3]!);
  else rows.positions = fractionalToCartesian(rows.positions, cell.vectors);
  reportExtraPositions(scanner, total, kinds);
  const info = comment === "" ? {} : { comment };
  const hasCell = cell.vectors.some((value) => value !== 0);
  return buildFrame(rows, { cell: cell.vectors, periodic: [hasCell, hasCell, hasCell], info }, { firstLine: 0, headerLine: 0, lastLine });
}

/** Scale factor (negative: the volume; three: one for each axis) and vectors, scaled. */
function readCell(scanner: LineScanner): { vectors: Float64Array; scale: [number, number, number] } {
  need(scanner, "its scale factor");
  const first = scanner.number("the scale factor");
  const factors = [first];
  if (Number.isFinite(first) && !scanner.atEnd()) {
    const before = scanner.pos;
    const [second, third] = [scanner.tryNumber(), scanner.tryNumber()];
    if (second > 0 && third > 0) factors.push(second, third);
    else scanner.pos = before;
  }
  if (first === 0 || (factors.length === 3 && first < 0)) {
    scanner.errorAtLine(
      "bad-scale",
      "The scale factor may not be zero, and three factors must be positive; 1 was taken. Write a positive number, or minus the volume.",
    );
  }
  const usable = Number.isFinite(first) && first !== 0 && (factors.length === 1 || first > 0);
  const vectors = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    need(scanner, "its three cell vectors");
    vectors.set(scanner.numberRow(3, "the cell vector"), 3 * i);
  }
  let scale: [number, number, number] = usable ? [first, factors[1] ?? first, factors[2] ?? first] : [1, 1, 1];
  if (usable && first < 0) {
    const volume = cellVolume(vectors);
    const factor = volume > 0 ? Math.cbrt(-first / volume) : 1;
    scale = [factor, factor, factor];
  }
  const scaled = vectors.map((value, i) => value * scale[i % 3]!);
  return { vectors: scaled.every(Number.isFinite) ? scaled : new Float64Array(9), scale };
}

interface Kinds {
  readonly list: readonly Kind[];
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** The lines of elements and counts. */
function readKinds(scanner: LineScanner, comment: string): Kinds {
  need(scanner, "the line of elements");
  let elements: number[] | undefined;
  if (!/^\s*\d/.test(scanner.lineText())) {
    elements = [];
    while (scanner.skipWord()) {
      const word = scanner.text.slice(scanner.tokenStart, scanner.tokenEnd);
      if (/^[!#]/.test(word)) break;
      // VASP writes the name of its pseudopotential behind the element: Si_pv, Si/4f2a.
      const { atomicNumber, warning } = readSpecies(word.replace(/[_/].*$/, ""));
      if (warning) scanner.warningAtToken(warning.code, warning.message);
      if (atomicNumber === 0)
        scanner.errorAtToken("unknown-element", `${quoted(word)} is not an element. Write a chemical symbol such as Si.`);
      elements.push(atomicNumber);
    }
    need(scanner, "the line of atom counts");
  }
  const counts: number[] = [];
  const line = scanner.line;
  let column = -1;
  let endColumn = 0;
  while (!scanner.atEnd()) {
    if (/^[!#]/.test(scanner.peekWord())) break;
    const count = scanner.number("the number of atoms");
    if (column < 0) column = scanner.column(scanner.tokenStart);
    endColumn = scanner.column(scanner.tokenEnd);
    const whole = Number.isSafeInteger(count) && count >= 0;
    if (scanner.lastOk && !whole) scanner.errorAtToken("bad-count", "A number of atoms must be a whole number. Correct it.");
    counts.push(whole ? count : 0);
  }
  if (counts.length === 0)
    scanner.problems.error(
      "bad-count",
      "There are no atom counts here. Write how many atoms of each element there are.",
      line,
      0,
      endColumn,
    );
  const range = { line, column: Math.max(0, column), endColumn };
  if (!elements) elements = elementsOfComment(scanner, comment, counts.length, range);
  if (elements.length !== counts.length) {
    const message = `There are ${counts.length} counts for ${elements.length} elements. Write one count for each element.`;
    scanner.problems.error("atom-count", message, range.line, range.column, range.endColumn);
  }
  return { list: counts.map((count, i) => ({ atomicNumber: elements[i] ?? 0, count })), ...range };
}

/** VASP 4: no line of elements. The comment may name them. */
function elementsOfComment(
  scanner: LineScanner,
  comment: string,
  kinds: number,
  range: { line: number; column: number; endColumn: number },
): number[] {
  const named = comment.split(/\s+/).map((word) => readSpecies(word));
  const fits = named.length === kinds && named.every((reading) => reading.atomicNumber > 0 && !reading.warning);
  const advice = "Write a line with the elements above the counts (the VASP 5 form).";
  if (fits) {
    const message = `The line of elements is missing (VASP 4); the elements ${quoted(comment)} were taken from the comment. ${advice}`;
    scanner.problems.warning("missing-species", message, range.line, range.column, range.endColumn);
    return named.map((reading) => reading.atomicNumber);
  }
  const message = `The line of elements is missing (VASP 4), so the elements are not known. ${advice}`;
  scanner.problems.error("missing-species", message, range.line, range.column, range.endColumn);
  return new Array<number>(kinds).fill(0);
}

function readPositions(scanner: LineScanner, kinds: readonly Kind[], total: number): AtomRows {
  const rows = new AtomRows(Math.min(total, ((scanner.text.length - scanner.next) >> 2) + 1), false);
  let kind = 0;
  let left = kinds[0]?.count ?? 0;
  while (rows.count < total && scanner.nextLine()) {
    if (scanner.atEnd()) {
      scanner.backUp();
      break;
    }
    while (left === 0) left = kinds[++kind]!.count;
    const atom = rows.add(scanner.line);
    rows.atomicNumbers[atom] = kinds[kind]!.atomicNumber;
    left--;
    for (let k = 0; k < 3; k++) {
      rows.positions[3 * atom + k] = scanner.number("the position");
      if (scanner.lastMissing) break;
    }
  }
  return rows;
}

/** More rows of numbers right behind the last atom: a count that is too small, for VASP puts a blank line before velocities. */
function reportExtraPositions(scanner: LineScanner, total: number, kinds: Kinds): void {
  let extra = 0;
  while (scanner.nextLine() && !scanner.atEnd()) {
    const values = [scanner.tryNumber(), scanner.tryNumber(), scanner.tryNumber()];
    if (!values.every(Number.isFinite)) break;
    extra++;
  }
  if (extra === 0) return;
  const message = `These counts add up to ${total} atoms, but ${extra} more positions follow and were left out. Correct the counts, or take the lines out.`;
  scanner.problems.error("atom-count", message, kinds.line, kinds.column, kinds.endColumn);
}
