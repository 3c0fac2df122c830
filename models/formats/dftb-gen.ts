// DFTB+'s gen format: a line of count and kind (C cluster, S supercell, F fractional), the elements, atoms as
// "index type x y z", and for S and F an origin and three cell vectors. Angstrom.
import { cartesianToFractional, fractionalToCartesian, isDegenerate } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import { speciesOrder } from "../structure/species-order.ts";
import type { Structure } from "../structure/structure.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Format, Frame, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { numberRow } from "./number-text.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { takeSpecies } from "./species-token.ts";

export function parseGen(text: string): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const frames: Frame[] = [];
  if (nextMeant(scanner)) frames.push(readStructure(scanner));
  else scanner.problems.error("no-structure", "The file is empty. Write the number of atoms and C, S or F first.", 0, 0, 0);
  return { frames, problems: scanner.problems.result() };
}

/** Comments begin with #. */
function nextMeant(scanner: LineScanner): boolean {
  while (scanner.nextLine()) if (!scanner.atEnd() && !scanner.peekWord().startsWith("#")) return true;
  return false;
}

function readStructure(scanner: LineScanner): Frame {
  const firstLine = scanner.line;
  const count = scanner.number("the number of atoms");
  const total = Number.isSafeInteger(count) && count >= 0 ? count : 0;
  if (scanner.lastOk && total !== count) scanner.errorAtToken("bad-count", "The number of atoms must be a whole number. Correct it.");
  const countRange = [scanner.column(scanner.tokenStart), scanner.column(scanner.tokenEnd)] as const;
  const kind = scanner.word().toUpperCase();
  if (!["C", "S", "F"].includes(kind)) {
    const message = `${quoted(kind)} is no kind of geometry. Write C for a cluster, S for a supercell or F for fractional positions.`;
    if (kind === "") scanner.errorAtLine("bad-kind", message);
    else scanner.errorAtToken("bad-kind", message);
  }
  const elements: number[] = [];
  if (nextMeant(scanner)) while (!scanner.atEnd()) elements.push(takeSpecies(scanner));
  const rows = new AtomRows(Math.min(total, (left(scanner) >> 2) + 1), false);
  let lastLine = scanner.line;
  while (rows.count < total && nextMeant(scanner)) {
    const atom = rows.add(scanner.line);
    lastLine = scanner.line;
    scanner.number("the number of the atom");
    const type = scanner.number("the type of the atom");
    rows.atomicNumbers[atom] = elements[type - 1] ?? 0;
    if (scanner.lastOk && elements[type - 1] === undefined) {
      const message = `Type ${type} is not among the ${elements.length} elements of the second line. Correct it.`;
      scanner.errorAtToken("unknown-element", message);
    }
    for (let k = 0; k < 3; k++) {
      rows.positions[3 * atom + k] = scanner.number("the position");
      if (scanner.lastMissing) break;
    }
  }
  if (rows.count < total) {
    const message = `This line says ${total} atoms, but the file ends after ${rows.count} of them. Complete it, or write ${rows.count} here.`;
    scanner.problems.error("atom-count", message, firstLine, ...countRange);
  }
  const cell = new Float64Array(9);
  const periodic = kind === "S" || kind === "F";
  if (periodic) {
    // The origin means nothing: only differences of positions count.
    for (let row = -1; row < 3; row++) {
      if (!nextMeant(scanner)) {
        const message = "The cell is not complete: an origin and three vectors follow the atoms. Write them.";
        scanner.problems.error("bad-lattice", message, firstLine, ...countRange);
        cell.fill(0);
        break;
      }
      const values = scanner.numberRow(3, row < 0 ? "the origin" : "the cell vector");
      if (row >= 0) cell.set(values, 3 * row);
      lastLine = scanner.line;
    }
    if (!cell.every(Number.isFinite)) cell.fill(0);
  }
  rows.resize(rows.count);
  if (kind === "F") rows.positions = fractionalToCartesian(rows.positions, cell);
  const hasCell = periodic && !isDegenerate(cell);
  return buildFrame(rows, { cell, periodic: [hasCell, hasCell, hasCell] }, { firstLine, headerLine: firstLine, lastLine });
}

const left = (scanner: LineScanner): number => scanner.text.length - scanner.next;

function writeGen([structure, ...more]: readonly Structure[]): string {
  if (!structure || more.length > 0) throw new RangeError("A gen file holds one structure: write each into a file of its own.");
  const { atomicNumbers, positions, cell, periodic } = structure;
  const some = periodic.some(Boolean);
  if (some && (!periodic.every(Boolean) || !cartesianToFractional(positions, cell)))
    throw new RangeError("A gen file holds structures that repeat in all three directions or in none: use another format.");
  const order = speciesOrder(atomicNumbers);
  const lines = [`${atomicNumbers.length} ${some ? "S" : "C"}`, order.map(symbolOf).join(" ")];
  for (const [k, number] of atomicNumbers.entries())
    lines.push(`${k + 1} ${order.indexOf(number) + 1} ${numberRow(positions.subarray(3 * k, 3 * k + 3))}`);
  if (some) lines.push("0 0 0", ...[0, 3, 6].map((row) => numberRow(cell.subarray(row, row + 3))));
  return `${lines.join("\n")}\n`;
}

export const dftbGen: Format = {
  name: "gen",
  title: "DFTB+ gen",
  extensions: [".gen"],
  fileNames: [],
  single: true,
  parse: parseGen,
  write: writeGen,
};
