// n2p2's input.data: blocks from begin to end with lattice, atom, energy and charge lines. The format knows no units:
// numbers are taken as angstrom and eV unless the caller says otherwise.
import { isNoCell } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { bohrAngstrom, hartreeElectronvolt } from "../structure/units.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Format, Frame, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { numberRow, numberText } from "./number-text.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { takeSpecies } from "./species-token.ts";

export interface N2p2Options {
  readonly lengthUnit?: "angstrom" | "bohr";
  readonly energyUnit?: "eV" | "hartree";
}

export function parseN2p2(text: string, options: N2p2Options = {}): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const length = options.lengthUnit === "bohr" ? bohrAngstrom : 1;
  const energy = options.energyUnit === "hartree" ? hartreeElectronvolt : 1;
  const frames: Frame[] = [];
  while (scanner.nextLine()) {
    const word = scanner.word();
    if (word === "begin") frames.push(readBlock(scanner, length, energy));
    else if (word !== "" && !word.startsWith("#")) {
      scanner.errorAtLine(
        "outside-block",
        `${quoted(word)} stands outside a structure and was left out. Put it between a begin and an end line.`,
      );
    }
  }
  if (frames.length === 0)
    scanner.problems.error("no-structure", "The file has no begin line. Write a structure between begin and end lines.", 0, 0, 0);
  return { frames, problems: scanner.problems.result() };
}

/** The block whose begin line is the current line, with lengths and energies times these factors. */
function readBlock(scanner: LineScanner, length: number, energyFactor: number): Frame {
  const firstLine = scanner.line;
  const beginRange = [scanner.column(scanner.tokenStart), scanner.column(scanner.tokenEnd)] as const;
  const rows = new AtomRows(0, false);
  const cell: number[] = [];
  const info: Record<string, string | number | boolean> = {};
  let energy: number | undefined;
  let lastLine = firstLine;
  let ended = false;
  const tag = /^set=(\S+)/.exec(scanner.rest())?.[1];
  if (tag !== undefined) info.set = tag;
  while (!ended && scanner.nextLine()) {
    const word = scanner.word();
    if (word === "begin") {
      scanner.backUp();
      break;
    }
    if (word === "" || word.startsWith("#")) continue;
    lastLine = scanner.line;
    if (word === "atom") readAtom(scanner, rows, length, energyFactor);
    else if (word === "lattice") cell.push(...scanner.numberRow(3, "the cell vector").map((value) => value * length));
    else if (word === "energy") energy = scanner.number("the energy") * energyFactor;
    else if (word === "charge") info.charge = scanner.number("the charge");
    else if (word === "comment") info.comment = scanner.rest();
    else if (word === "end") ended = true;
    else
      scanner.errorAtToken(
        "unknown-keyword",
        `${quoted(word)} is no keyword of input.data; the line was left out. Use comment, lattice, atom, energy, charge or end.`,
      );
  }
  if (!ended) {
    const message =
      "This structure has no end line: the file is cut short, or the next structure begins inside it. Complete it and write end.";
    scanner.problems.error("missing-end", message, firstLine, ...beginRange);
  }
  if (cell.length !== 0 && cell.length !== 9) {
    const message = `The structure has ${cell.length / 3} lattice lines instead of none or three; it was read without a cell. Complete them.`;
    scanner.problems.error("bad-lattice", message, firstLine, ...beginRange);
  }
  const vectors = cell.length === 9 && cell.every(Number.isFinite) ? Float64Array.from(cell) : new Float64Array(9);
  const periodic = !isNoCell(vectors);
  const finiteEnergy = Number.isFinite(energy) ? energy : undefined;
  if (typeof info.charge === "number" && !Number.isFinite(info.charge)) delete info.charge;
  return buildFrame(
    rows,
    { cell: vectors, periodic: [periodic, periodic, periodic], energy: finiteEnergy, info },
    { firstLine, headerLine: firstLine, lastLine },
  );
}

/** atom x y z element [charge unused [fx fy fz]] */
function readAtom(scanner: LineScanner, rows: AtomRows, length: number, energyFactor: number): void {
  const atom = rows.add(scanner.line);
  for (let k = 0; k < 3; k++) rows.positions[3 * atom + k] = scanner.number("the position") * length;
  if (scanner.lastMissing) return;
  rows.atomicNumbers[atom] = takeSpecies(scanner);
  scanner.tryNumber();
  scanner.tryNumber();
  if (scanner.atEnd()) {
    if (!rows.hasForces) return;
    scanner.errorAtLine("missing-column", "The line has no forces, which the atoms before it have. Complete the line.");
    return;
  }
  if (!rows.hasForces) {
    if (atom > 0)
      scanner.errorAtLine(
        "missing-column",
        "The atoms before this one have no forces, and this one has. Give all of them forces, or none.",
      );
    rows.hasForces = true;
    rows.forces = new Float64Array(rows.positions.length).fill(Number.NaN);
  }
  for (let k = 0; k < 3; k++) rows.forces[3 * atom + k] = scanner.number("the force") * (energyFactor / length);
}

function writeBlock({ positions, cell, atomicNumbers, reference, info = {} }: Structure): string {
  const lines = [info.set === undefined ? "begin" : `begin set=${String(info.set).replace(/\s+/g, "_")}`];
  if (info.comment !== undefined) lines.push(`comment ${String(info.comment).replace(/[\r\n]+/g, " ")}`);
  if (!isNoCell(cell)) for (let i = 0; i < 9; i += 3) lines.push(`lattice ${numberRow(cell.subarray(i, i + 3))}`);
  for (let i = 0; i < atomicNumbers.length; i++) {
    const row = numberRow(positions.subarray(3 * i, 3 * i + 3));
    const force = reference?.forces ? ` ${numberRow(reference.forces.subarray(3 * i, 3 * i + 3))}` : "";
    lines.push(`atom ${row} ${symbolOf(atomicNumbers[i]!)} 0 0${force}`);
  }
  if (reference?.energy !== undefined) lines.push(`energy ${numberText(reference.energy)}`);
  if (typeof info.charge === "number") lines.push(`charge ${numberText(info.charge)}`);
  lines.push("end");
  return `${lines.join("\n")}\n`;
}

export const n2p2: Format = {
  name: "n2p2",
  title: "n2p2 input.data",
  extensions: [".n2p2"],
  fileNames: ["input.data"],
  parse: (text) => parseN2p2(text),
  write: (structures) => structures.map(writeBlock).join(""),
};
