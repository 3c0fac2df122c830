// Reads a LAMMPS data file. Not a reader of bonds, angles or coefficients: their sections are passed over.
import { atomicMass, largestAtomicNumber } from "../structure/elements.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { readSpecies } from "./species-token.ts";

/** Columns before the positions, by atom style: how many, and which is the type. */
const styles: Readonly<Record<string, { readonly before: number; readonly type: number }>> = {
  atomic: { before: 2, type: 1 },
  charge: { before: 3, type: 1 },
  molecular: { before: 3, type: 2 },
  bond: { before: 3, type: 2 },
  angle: { before: 3, type: 2 },
  full: { before: 4, type: 2 },
};

/** A mass this near to an element's is taken for it, amu. */
const massTolerance = 0.3;

export function parseLammpsData(text: string): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const bounds = new Map<string, readonly number[]>();
  const elements = new Map<string, number>();
  let total = -1;
  let countRange = [0, 0, 0] as readonly [number, number, number];
  let rows: AtomRows | null = null;
  let lastLine = 0;
  // The first line is a title, whatever it says.
  scanner.nextLine();
  while (scanner.nextLine()) {
    if (scanner.atEnd()) continue;
    const line = withoutComment(scanner.lineText()).trim();
    const comment = /#\s*(\S+)/.exec(scanner.lineText())?.[1] ?? "";
    if (line === "Masses") readMasses(scanner, elements);
    else if (line === "Atom Type Labels") readLabels(scanner, elements);
    else if (line === "Atoms") {
      const read = readAtoms(scanner, comment, elements, Math.max(0, total));
      rows = read.rows;
      lastLine = read.lastLine;
    } else if (/\batoms$/.test(line)) {
      total = scanner.number("the number of atoms");
      if (scanner.lastOk && !(Number.isSafeInteger(total) && total >= 0))
        scanner.errorAtToken("bad-count", "The number of atoms must be a whole number. Correct it.");
      countRange = [scanner.line, scanner.column(scanner.tokenStart), scanner.column(scanner.tokenEnd)];
    } else {
      const names = /[A-Za-z][A-Za-z ]*$/.exec(line)?.[0].split(/\s+/) ?? [];
      if (/^([xyz]lo|xy)$/.test(names[0] ?? "")) bounds.set(names[0]!, scanner.numberRow(names[0] === "xy" ? 3 : 2, "a bound of the box"));
    }
  }
  if (!rows) {
    const message = "There is no section Atoms. Write the atoms under a line Atoms # atomic.";
    scanner.problems.error("no-structure", message, 0, 0, 0);
    return { frames: [], problems: scanner.problems.result() };
  }
  if (total >= 0 && rows.count !== total) {
    const message = `This line says ${total} atoms, but the section Atoms has ${rows.count}. Correct the one or complete the other.`;
    scanner.problems.error("atom-count", message, ...countRange);
  }
  const cell = cellOf(bounds, scanner, rows);
  const periodic = cell.some((value) => value !== 0);
  const lines = { firstLine: 0, headerLine: 0, lastLine };
  return { frames: [buildFrame(rows, { cell, periodic: [periodic, periodic, periodic] }, lines)], problems: scanner.problems.result() };
}

const withoutComment = (line: string): string => line.replace(/#.*/, "");

/** Goes over the rows of a section: blank lines, then rows, up to the next line that begins with a letter. */
function* sectionRows(scanner: LineScanner): Generator<void> {
  while (scanner.nextLine()) {
    if (scanner.atEnd()) continue;
    if (/^[A-Za-z]/.test(scanner.peekWord())) {
      scanner.backUp();
      return;
    }
    yield;
  }
}

function readMasses(scanner: LineScanner, elements: Map<string, number>): void {
  for (const _ of sectionRows(scanner)) {
    const type = scanner.word();
    const mass = scanner.number("the mass");
    const named = /#\s*(\S+)/.exec(scanner.lineText())?.[1];
    const byName = named === undefined ? 0 : readSpecies(named).atomicNumber;
    const found = byName || elements.get(type) || elementOfMass(mass);
    if (found > 0) elements.set(type, found);
    else if (scanner.lastOk)
      scanner.errorAtToken("unknown-element", `No element has the mass ${mass}. Name it behind the mass, such as # Si.`);
  }
}

function readLabels(scanner: LineScanner, elements: Map<string, number>): void {
  for (const _ of sectionRows(scanner)) {
    const type = scanner.word();
    const label = scanner.word();
    const { atomicNumber } = readSpecies(label);
    if (atomicNumber === 0) continue;
    elements.set(type, atomicNumber);
    elements.set(label, atomicNumber);
  }
}

function elementOfMass(mass: number): number {
  let nearest = 0;
  for (let z = 1; z <= largestAtomicNumber; z++) if (Math.abs(atomicMass(z) - mass) < Math.abs(atomicMass(nearest) - mass)) nearest = z;
  return nearest > 0 && Math.abs(atomicMass(nearest) - mass) <= massTolerance ? nearest : 0;
}

function readAtoms(scanner: LineScanner, hint: string, elements: Map<string, number>, total: number): { rows: AtomRows; lastLine: number } {
  const rows = new AtomRows(Math.min(total, ((scanner.text.length - scanner.next) >> 3) + 1), false);
  const ids: number[] = [];
  let lastLine = scanner.line;
  let style = styles[hint];
  for (const _ of sectionRows(scanner)) {
    style ??= styleOf(withoutComment(scanner.lineText()));
    const atom = rows.add(scanner.line);
    lastLine = scanner.line;
    ids.push(scanner.number("the number of the atom"));
    for (let column = 1; column < style.before; column++) {
      const word = scanner.word();
      if (column !== style.type) continue;
      rows.atomicNumbers[atom] = elements.get(word) ?? 0;
      if (rows.atomicNumbers[atom] === 0 && word !== "")
        scanner.errorAtToken(
          "unknown-element",
          `The element of type ${quoted(word)} is not known. Name it in Masses, such as 1 28.085 # Si.`,
        );
    }
    for (let k = 0; k < 3; k++) {
      rows.positions[3 * atom + k] = scanner.number("the position");
      if (scanner.lastMissing) break;
    }
  }
  rows.resize(rows.count);
  sortByNumber(rows, ids);
  return { rows, lastLine };
}

/** Without a hint: by the columns, of which the last three may count images. */
function styleOf(line: string): { readonly before: number; readonly type: number } {
  const words = line.trim().split(/\s+/);
  const columns = words.length >= 8 ? words.length - 3 : words.length;
  if (columns >= 7) return styles.full!;
  if (columns === 6) return /^\d+$/.test(words[2]!) ? styles.molecular! : styles.charge!;
  return styles.atomic!;
}

/** Atoms stand in any order in a data file; their numbers are the order that is meant. */
function sortByNumber(rows: AtomRows, ids: readonly number[]): void {
  if (ids.every((id, k) => k === 0 || id > ids[k - 1]!) || !ids.every(Number.isFinite)) return;
  const order = ids.map((_, k) => k).sort((a, b) => ids[a]! - ids[b]!);
  const { positions, atomicNumbers, atomLines } = rows;
  rows.positions = Float64Array.from({ length: positions.length }, (_, c) => positions[3 * order[Math.floor(c / 3)]! + (c % 3)]!);
  rows.atomicNumbers = Uint8Array.from(order, (k) => atomicNumbers[k]!);
  rows.atomLines = Uint32Array.from(order, (k) => atomLines[k]!);
}

/** The cell of the bounds; positions are taken relative to its corner. */
function cellOf(bounds: ReadonlyMap<string, readonly number[]>, scanner: LineScanner, rows: AtomRows): Float64Array {
  const [x, y, z] = ["xlo", "ylo", "zlo"].map((name) => bounds.get(name));
  if (!x || !y || !z) {
    scanner.problems.error("bad-lattice", "The box is not complete: write lines for xlo xhi, ylo yhi and zlo zhi.", 0, 0, 0);
    return new Float64Array(9);
  }
  const [xy = 0, xz = 0, yz = 0] = bounds.get("xy") ?? [];
  const cell = Float64Array.of(x[1]! - x[0]!, 0, 0, xy, y[1]! - y[0]!, 0, xz, yz, z[1]! - z[0]!);
  if (!cell.every(Number.isFinite)) return new Float64Array(9);
  const corner = [x[0]!, y[0]!, z[0]!];
  if (corner.some((value) => value !== 0)) rows.positions = rows.positions.map((value, k) => value - corner[k % 3]!);
  return cell;
}
