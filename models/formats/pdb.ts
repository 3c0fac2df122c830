// The Protein Data Bank's format, version 3.3: CRYST1, ATOM and HETATM by columns, one frame a MODEL. Read only. Of alternative
// places of an atom the first is taken.
import { cellFromParameters } from "../structure/cell.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Format, Frame, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { readSpecies } from "./species-token.ts";

export function parsePdb(text: string): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const { problems } = scanner;
  const frames: Frame[] = [];
  let cell = new Float64Array(9);
  let rows = new AtomRows(16, false);
  let firstLine = 0;
  let headerLine = 0;

  function close(lastLine: number): void {
    if (rows.count > 0) {
      const periodic = cell.some((value) => value !== 0);
      frames.push(buildFrame(rows, { cell: cell.slice(), periodic: [periodic, periodic, periodic] }, { firstLine, headerLine, lastLine }));
    }
    rows = new AtomRows(16, false);
    firstLine = headerLine = lastLine + 1;
  }

  while (scanner.nextLine()) {
    const line = scanner.lineText();
    const record = line.slice(0, 6).trim();
    if (record === "CRYST1") cell = readCell(scanner);
    else if (record === "MODEL") headerLine = scanner.line;
    else if (record === "ENDMDL") close(scanner.line);
    else if ((record === "ATOM" || record === "HETATM") && !/[B-Z2-9]/.test(line[16] ?? " ")) readAtom(scanner, line, rows);
  }
  if (rows.count > 0) close(rows.atomLines[rows.count - 1]!);
  if (frames.length === 0)
    problems.error("no-structure", "There is no ATOM or HETATM line in this file. It needs one for each atom.", 0, 0, 0);
  return { frames, problems: problems.result() };
}

/** The number in columns from (inclusive) to (exclusive), from 0. */
function field(scanner: LineScanner, from: number, to: number, what: string): number {
  const { start, end } = scanner;
  scanner.pos = Math.min(start + from, end);
  scanner.end = Math.min(start + to, end);
  const value = scanner.number(what);
  scanner.end = end;
  return value;
}

function readCell(scanner: LineScanner): Float64Array<ArrayBuffer> {
  const bounds = [6, 15, 24, 33, 40, 47, 54];
  const [a, b, c, alpha, beta, gamma] = bounds.slice(0, 6).map((from, k) => field(scanner, from, bounds[k + 1]!, "the cell"));
  // A cell of 1 angstrom stands where there is none: structures from NMR and models.
  const none = [a, b, c].every((length) => length === 1) || ![a, b, c, alpha, beta, gamma].every((value) => value! > 0);
  return none
    ? new Float64Array(9)
    : Float64Array.from(cellFromParameters({ a: a!, b: b!, c: c!, alpha: alpha!, beta: beta!, gamma: gamma! }) ?? new Float64Array(9));
}

function readAtom(scanner: LineScanner, line: string, rows: AtomRows): void {
  const atom = rows.add(scanner.line);
  for (let k = 0; k < 3; k++) rows.positions[3 * atom + k] = field(scanner, 30 + 8 * k, 38 + 8 * k, "the position");
  // Columns 77 and 78; older files leave them empty, and the element is what the atom's name begins with in column 13 or 14.
  const symbol = line.slice(76, 78).trim() || line.slice(12, 14).replace(/\d/g, "").trim();
  const { atomicNumber } = readSpecies(symbol.length === 2 ? `${symbol[0]}${symbol[1]!.toLowerCase()}` : symbol);
  rows.atomicNumbers[atom] = atomicNumber;
  if (atomicNumber === 0)
    scanner.errorAtLine("unknown-element", `${quoted(symbol)} is not an element. Write the symbol in columns 77 and 78.`);
}

export const pdb: Format = {
  name: "pdb",
  title: "Protein Data Bank",
  extensions: [".pdb", ".ent"],
  fileNames: [],
  parse: parsePdb,
};
