// The reader of XSF: keyword by keyword, a frame for each ATOMS or PRIMCOORD.
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Frame, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { takeSpecies } from "./species-token.ts";

const periodicities: Readonly<Record<string, readonly [boolean, boolean, boolean]>> = {
  CRYSTAL: [true, true, true],
  SLAB: [true, true, false],
  POLYMER: [true, false, false],
  MOLECULE: [false, false, false],
};
/** Sections of three rows of numbers that say nothing new. */
const ignoredMatrices = new Set(["CONVVEC", "RECIP-PRIMVEC", "RECIP-CONVVEC"]);

interface State {
  periodic: readonly [boolean, boolean, boolean];
  cell: Float64Array;
  energy: number | undefined;
  /** First line of the frame to come, -1 where it has not begun, and the line that holds its energy. */
  firstLine: number;
  energyLine: number;
}

export function parseXsf(text: string): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const frames: Frame[] = [];
  const state: State = { periodic: [false, false, false], cell: new Float64Array(9), energy: undefined, firstLine: -1, energyLine: -1 };
  let steps: { count: number; line: number; endColumn: number } | undefined;
  while (scanner.nextLine()) {
    const word = scanner.word();
    if (word === "") continue;
    if (word.startsWith("#")) {
      readComment(scanner, state);
      continue;
    }
    if (word === "ANIMSTEPS") {
      const count = scanner.number("the number of steps");
      steps = { count, line: scanner.line, endColumn: scanner.column(scanner.tokenEnd) };
      continue;
    }
    if (state.firstLine < 0) state.firstLine = scanner.line;
    if (Object.hasOwn(periodicities, word)) state.periodic = periodicities[word]!;
    else if (word === "PRIMVEC") state.cell = readVectors(scanner, "PRIMVEC") ?? new Float64Array(9);
    else if (ignoredMatrices.has(word)) readVectors(scanner, word);
    else if (word === "PRIMCOORD") frames.push(readCounted(scanner, state));
    else if (word === "ATOMS") frames.push(readAtoms(scanner, state, scanner.line));
    else if (word.startsWith("BEGIN_BLOCK") || word.startsWith("BEGIN_INFO")) skipBlock(scanner, word);
    else
      scanner.errorAtLine(
        "unknown-keyword",
        `${quoted(word)} stands where an XSF keyword should; the line was left out. See that the atom count above is right.`,
      );
  }
  if (frames.length === 0)
    scanner.problems.error("no-structure", "The file has no atoms: neither ATOMS nor PRIMCOORD. Complete it.", 0, 0, 0);
  if (steps && steps.count !== frames.length) {
    const message = `ANIMSTEPS says ${steps.count} structures, but the file has ${frames.length}. Complete the file or correct the number.`;
    scanner.problems.error("frame-count", message, steps.line, 0, steps.endColumn);
  }
  return { frames, problems: scanner.problems.result() };
}

function readComment(scanner: LineScanner, state: State): void {
  const match = /total energy\s*=/i.exec(scanner.lineText());
  if (!match) return;
  scanner.pos = scanner.start + match.index + match[0].length;
  const energy = scanner.number("the total energy");
  if (!Number.isFinite(energy)) return;
  const unit = scanner.word();
  if (unit !== "" && unit.toLowerCase() !== "ev") {
    scanner.errorAtToken("energy-unit", `The energy is in ${quoted(unit)} and was left out. Give it in eV.`);
    return;
  }
  state.energy = energy;
  state.energyLine = scanner.line;
  if (state.firstLine < 0) state.firstLine = scanner.line;
}

/** Three rows of three numbers below a keyword; undefined, with a problem, where they are not there. */
function readVectors(scanner: LineScanner, keyword: string): Float64Array | undefined {
  const line = scanner.line;
  const values: number[] = [];
  for (let i = 0; i < 3; i++) {
    if (!scanner.nextLine()) {
      scanner.problems.error(
        "bad-lattice",
        `The file ends before the three vectors of ${keyword}. Complete them.`,
        line,
        0,
        keyword.length,
      );
      return undefined;
    }
    values.push(...scanner.numberRow(3, `a component of ${keyword}`));
  }
  return values.every(Number.isFinite) ? Float64Array.from(values) : undefined;
}

function skipBlock(scanner: LineScanner, begin: string): void {
  const line = scanner.line;
  const end = begin.replace("BEGIN", "END");
  while (scanner.nextLine()) if (scanner.word() === end) return;
  scanner.problems.error("missing-end", `${quoted(begin)} is never closed. Write ${end} behind it.`, line, 0, begin.length);
}

/** PRIMCOORD: a line with the count, then that many atoms. */
function readCounted(scanner: LineScanner, state: State): Frame {
  const keywordLine = scanner.line;
  let hasLine = scanner.nextLine();
  while (hasLine && scanner.atEnd()) hasLine = scanner.nextLine();
  const count = hasLine ? scanner.number("the number of atoms") : Number.NaN;
  if (!Number.isSafeInteger(count) || count < 0) {
    const message = "PRIMCOORD is not followed by the number of atoms and a 1. Write them on the line below it.";
    scanner.problems.error("bad-count", message, keywordLine, 0, "PRIMCOORD".length);
    return readAtoms(scanner, state, keywordLine);
  }
  const claim = { count, line: scanner.line, column: scanner.column(scanner.tokenStart), endColumn: scanner.column(scanner.tokenEnd) };
  const frame = readAtoms(scanner, state, keywordLine, count);
  const found = frame.atomLines.length;
  if (found < count) {
    const message = `This line says ${count} atoms, but only ${found} follow. Complete them, or write ${found} here.`;
    scanner.problems.error("atom-count", message, claim.line, claim.column, claim.endColumn);
  } else if (scanner.nextLine()) {
    let extra = 0;
    while (looksLikeAtom(scanner)) {
      extra++;
      if (!scanner.nextLine()) break;
    }
    if (extra > 0) {
      const message = `This line says ${count} atoms, but ${extra} more follow and were left out. Write ${count + extra} here, or take them out.`;
      scanner.problems.error("atom-count", message, claim.line, claim.column, claim.endColumn);
    }
    if (!looksLikeAtom(scanner)) scanner.backUp();
  }
  return frame;
}

/** Whether the current line is a word and then a number. Leaves the cursor at the start. */
function looksLikeAtom(scanner: LineScanner): boolean {
  scanner.pos = scanner.start;
  const word = scanner.word();
  const result = word !== "" && !word.startsWith("#") && !/^[A-Z]{5,}/.test(word) && Number.isFinite(scanner.tryNumber());
  scanner.pos = scanner.start;
  return result;
}

/** Atom lines up to `count` of them, or to the next keyword, comment or end; the frame begins anew behind them. */
function readAtoms(scanner: LineScanner, state: State, keywordLine: number, count = Number.POSITIVE_INFINITY): Frame {
  const isolated = count === Number.POSITIVE_INFINITY;
  const rows = new AtomRows(0, false);
  let lastLine = scanner.line;
  while (rows.count < count && scanner.nextLine()) {
    if (scanner.atEnd()) continue;
    const word = scanner.peekWord();
    if (word.startsWith("#") || /^[A-Z]{4}/.test(word)) {
      scanner.backUp();
      break;
    }
    readAtom(scanner, rows);
    lastLine = scanner.line;
  }
  const firstLine = state.firstLine < 0 ? keywordLine : state.firstLine;
  const headerLine = state.energyLine >= 0 ? state.energyLine : firstLine;
  const { energy } = state;
  let { cell, periodic } = state;
  if (isolated && !periodic.includes(true)) cell = new Float64Array(9);
  if (periodic.includes(true) && cell.every((value) => value === 0)) {
    scanner.problems.error(
      "periodic-without-cell",
      "The structure is periodic but has no PRIMVEC. Write the three cell vectors below PRIMVEC.",
      keywordLine,
      0,
      9,
    );
    periodic = [false, false, false];
  }
  state.energy = undefined;
  state.firstLine = state.energyLine = -1;
  return buildFrame(rows, { cell: cell.slice(), periodic, energy }, { firstLine, headerLine, lastLine });
}

/** element x y z [fx fy fz] */
function readAtom(scanner: LineScanner, rows: AtomRows): void {
  const atom = rows.add(scanner.line);
  rows.atomicNumbers[atom] = takeSpecies(scanner);
  for (let k = 0; k < 3; k++) rows.positions[3 * atom + k] = scanner.number("the position");
  if (scanner.lastMissing) return;
  const hasMore = !scanner.atEnd();
  if (hasMore && atom === 0) {
    rows.hasForces = true;
    rows.forces = new Float64Array(rows.positions.length).fill(Number.NaN);
  }
  if (rows.hasForces) for (let k = 0; k < 3; k++) rows.forces[3 * atom + k] = scanner.number("the force");
  else if (hasMore)
    scanner.warningAtLine(
      "extra-columns",
      "The line has more columns than the first atom's; they were left out. Give all atoms forces, or none.",
    );
}
