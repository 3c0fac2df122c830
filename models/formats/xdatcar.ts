// VASP's XDATCAR: the head of a POSCAR, then for every step "Direct configuration= n" and fractional positions; where the cell
// moves, the head stands again before each. Positions only: energies are in OUTCAR and vasprun.xml.
import { cartesianToFractional, fractionalToCartesian } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Format, Frame, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { numberRow } from "./number-text.ts";
import { poscarHead } from "./poscar.ts";
import { ProblemList } from "./problem-list.ts";
import { takeSpecies } from "./species-token.ts";

interface Head {
  readonly cell: Float64Array;
  readonly atomicNumbers: readonly number[];
  readonly comment: string;
}

const configuration = /^\s*(Direct|Konfig)/i;

export function parseXdatcar(text: string): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const { problems } = scanner;
  const frames: Frame[] = [];
  let head: Head | null = null;
  let lastUsed: Head | null = null;
  let firstLine = 0;
  while (scanner.nextLine()) {
    if (scanner.atEnd()) continue;
    if (!configuration.test(scanner.lineText())) {
      firstLine = scanner.line;
      head = readHead(scanner);
      if (!head) break;
      continue;
    }
    if (!head) {
      scanner.errorAtLine("missing-head", "The cell and elements must stand before the first configuration. Take the whole file.");
      break;
    }
    const frame = readConfiguration(scanner, head, firstLine);
    frames.push(frame);
    lastUsed = head;
    firstLine = frame.lastLine + 1;
  }
  if (head && frames.length > 0 && head !== lastUsed)
    problems.error("truncated", "No configuration follows this head. Complete the file or take the head out.", firstLine, 0, 0);
  if (frames.length === 0 && problems.problems.length === 0)
    problems.error("no-structure", "There is no configuration in this file. Let VASP come to its first step.", 0, 0, 0);
  return { frames, problems: problems.result() };
}

/** From its comment line on; null, with a problem, where the file ends within it. */
function readHead(scanner: LineScanner): Head | null {
  const comment = scanner.lineText().trim();
  const line = scanner.line;
  const lines: number[][] = [];
  for (const count of [1, 3, 3, 3]) {
    if (!scanner.nextLine()) return truncated(scanner, line);
    lines.push(scanner.numberRow(count, count === 1 ? "the scale factor" : "the cell vector"));
  }
  if (!scanner.nextLine()) return truncated(scanner, line);
  const elements: number[] = [];
  while (!scanner.atEnd()) elements.push(takeSpecies(scanner));
  if (!scanner.nextLine()) return truncated(scanner, line);
  const atomicNumbers: number[] = [];
  for (let kind = 0; !scanner.atEnd(); kind++) {
    const count = scanner.number("the number of atoms");
    const whole = Number.isSafeInteger(count) && count >= 0 && count < 1e7 ? count : 0;
    if (scanner.lastOk && (whole !== count || elements[kind] === undefined))
      scanner.errorAtToken("bad-count", "There must be a whole number of atoms for each element. Correct the line.");
    for (let k = 0; k < whole; k++) atomicNumbers.push(elements[kind] ?? 0);
  }
  const [scale] = lines[0]!;
  const cell = Float64Array.from(lines.slice(1).flat(), (value) => value * scale!);
  return { cell: cell.every(Number.isFinite) ? cell : new Float64Array(9), atomicNumbers, comment };
}

function truncated(scanner: LineScanner, line: number): null {
  scanner.problems.error("truncated", "The file ends within its head of cell and elements. Complete it.", line, 0, 0);
  return null;
}

function readConfiguration(scanner: LineScanner, { cell, atomicNumbers, comment }: Head, firstLine: number): Frame {
  const headerLine = scanner.line;
  const total = atomicNumbers.length;
  const rows = new AtomRows(Math.min(total, ((scanner.text.length - scanner.next) >> 2) + 1), false);
  while (rows.count < total && scanner.nextLine()) {
    if (scanner.atEnd() || configuration.test(scanner.lineText())) {
      scanner.backUp();
      break;
    }
    const atom = rows.add(scanner.line);
    rows.atomicNumbers[atom] = atomicNumbers[atom]!;
    for (let k = 0; k < 3; k++) {
      rows.positions[3 * atom + k] = scanner.number("the position");
      if (scanner.lastMissing) break;
    }
  }
  if (rows.count < total) {
    const message = `Only ${rows.count} of ${total} positions follow. The file is cut short: complete it or take this configuration out.`;
    scanner.problems.error("atom-count", message, headerLine, 0, 0);
  }
  rows.resize(rows.count);
  rows.positions = fractionalToCartesian(rows.positions, cell);
  const lastLine = Math.max(headerLine, rows.count > 0 ? rows.atomLines[rows.count - 1]! : 0);
  const info = comment === "" ? {} : { comment };
  return buildFrame(rows, { cell, periodic: [true, true, true], info }, { firstLine, headerLine, lastLine });
}

function writeXdatcar(structures: readonly Structure[]): string {
  const lines: string[] = [];
  for (const [k, structure] of structures.entries()) {
    const { positions, cell, atomicNumbers } = structure;
    const fractional = cartesianToFractional(positions, cell);
    if (!fractional) throw new RangeError(`Structure ${k + 1}: XDATCAR needs a cell with a volume. Give it one, or write another format.`);
    // The head before every configuration: the form of a cell that moves, which readers take in any case.
    lines.push(...poscarHead(structure), `Direct configuration= ${k + 1}`);
    for (let i = 0; i < atomicNumbers.length; i++) lines.push(numberRow(fractional.subarray(3 * i, 3 * i + 3)));
  }
  return `${lines.join("\n")}\n`;
}

export const xdatcar: Format = {
  name: "xdatcar",
  title: "VASP XDATCAR",
  extensions: [".xdatcar"],
  fileNames: ["XDATCAR"],
  parse: parseXdatcar,
  write: writeXdatcar,
};
