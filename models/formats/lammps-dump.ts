// LAMMPS dump files of style custom (and atom), units metal: many frames, columns as ITEM: ATOMS names them. Elements come from a
// column element; where there is none, from what the caller says of the types. Atoms are put in the order of their numbers.
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { toUpperFrame } from "../structure/upper-frame.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Format, Frame, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { numberRow } from "./number-text.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { takeSpecies } from "./species-token.ts";

export interface DumpOptions {
  /** Atomic number of types 1, 2, ... */
  readonly types?: readonly number[];
}

interface Header {
  step: number;
  total: number;
  countRange: readonly [number, number, number];
  cell: Float64Array;
  corner: readonly number[];
  periodic: readonly [boolean, boolean, boolean];
}

export function parseLammpsDump(text: string, options: DumpOptions = {}): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const frames: Frame[] = [];
  let header = emptyHeader();
  let firstLine = 0;
  while (scanner.nextLine()) {
    if (scanner.atEnd()) continue;
    const item = /^\s*ITEM:\s*(.*)$/.exec(scanner.lineText())?.[1]?.trim();
    if (item === undefined) {
      scanner.errorAtLine("outside-item", "This line belongs to no ITEM of the dump and was left out. The file is cut short, or damaged.");
      continue;
    }
    const own = scanner.line;
    if (item === "TIMESTEP") {
      firstLine = scanner.line;
      header = emptyHeader();
      if (scanner.nextLine()) header.step = scanner.number("the time step");
    } else if (item === "NUMBER OF ATOMS" && scanner.nextLine()) {
      header.total = scanner.number("the number of atoms");
      header.countRange = [scanner.line, scanner.column(scanner.tokenStart), scanner.column(scanner.tokenEnd)];
    } else if (item.startsWith("BOX BOUNDS")) readBox(scanner, item, header);
    else if (item.startsWith("ATOMS")) frames.push(readFrame(scanner, item, header, firstLine, own, options));
  }
  if (frames.length === 0)
    scanner.problems.error("no-structure", "There is no ITEM: ATOMS in the file. Write the dump again, to its end.", 0, 0, 0);
  else if (firstLine > frames.at(-1)!.lastLine)
    scanner.problems.error("cut-short", "The last frame has no atoms: the file is cut short. Take the frame out.", firstLine, 0, 0);
  return { frames, problems: scanner.problems.result() };
}

const emptyHeader = (): Header => ({
  step: 0,
  total: -1,
  countRange: [0, 0, 0],
  cell: new Float64Array(9),
  corner: [0, 0, 0],
  periodic: [false, false, false],
});

function readBox(scanner: LineScanner, item: string, header: Header): void {
  const triclinic = /\bxy\b/.test(item);
  const flags = item.split(/\s+/).filter((word) => /^[pfsm]{2}$/.test(word));
  header.periodic = flags.length === 3 ? (flags.map((flag) => flag === "pp") as [boolean, boolean, boolean]) : [true, true, true];
  const rows: number[][] = [];
  for (let axis = 0; axis < 3 && scanner.nextLine(); axis++) {
    if (scanner.peekWord().startsWith("ITEM")) {
      scanner.backUp();
      break;
    }
    rows.push(scanner.numberRow(triclinic ? 3 : 2, "a bound of the box"));
  }
  if (rows.length < 3) {
    scanner.errorAtLine("bad-lattice", "The box has fewer than three lines of bounds. The file is cut short, or damaged.");
    return;
  }
  const [xy, xz, yz] = triclinic ? rows.map((row) => row[2]!) : [0, 0, 0];
  const low = [rows[0]![0]! - Math.min(0, xy!, xz!, xy! + xz!), rows[1]![0]! - Math.min(0, yz!), rows[2]![0]!];
  const high = [rows[0]![1]! - Math.max(0, xy!, xz!, xy! + xz!), rows[1]![1]! - Math.max(0, yz!), rows[2]![1]!];
  const cell = Float64Array.of(high[0]! - low[0]!, 0, 0, xy!, high[1]! - low[1]!, 0, xz!, yz!, high[2]! - low[2]!);
  if (!cell.every(Number.isFinite)) return;
  header.cell = cell;
  header.corner = low;
}

const positionColumns = { x: "cartesian", xu: "cartesian", xs: "scaled", xsu: "scaled" } as const;

function readFrame(scanner: LineScanner, item: string, header: Header, firstLine: number, own: number, { types }: DumpOptions): Frame {
  const columns = item.split(/\s+/).slice(1);
  const { total, cell, corner, periodic, step } = header;
  // All three of a kind: with two of them the third would be unknown.
  const kind = (Object.keys(positionColumns) as (keyof typeof positionColumns)[]).find((name) =>
    ["x", "y", "z"].every((axis) => columns.includes(`${axis}${name.slice(1)}`)),
  );
  const scaled = kind !== undefined && positionColumns[kind] === "scaled";
  const suffix = kind?.slice(1) ?? "";
  const hasElement = columns.includes("element");
  const headError = (code: string, message: string): void => scanner.errorAtLine(code, message);
  if (kind === undefined) headError("missing-column", "The dump has no whole positions. Write x y z among its columns.");
  if (!hasElement && !types) headError("unknown-element", "The dump has no column element. Write it with dump_modify element.");
  const hasForces = ["fx", "fy", "fz"].every((name) => columns.includes(name));
  const rows = new AtomRows(Math.min(Math.max(0, total), ((scanner.text.length - scanner.next) >> 3) + 1), hasForces);
  const ids: number[] = [];
  let lastLine = own;
  while (rows.count < total && scanner.nextLine()) {
    if (scanner.atEnd()) continue;
    if (scanner.peekWord() === "ITEM:") {
      scanner.backUp();
      break;
    }
    const atom = rows.add(scanner.line);
    lastLine = scanner.line;
    ids.push(readRow(scanner, columns, suffix, rows, atom, hasElement ? undefined : types));
  }
  if (rows.count < total) {
    const message = `This line says ${total} atoms, but there are ${rows.count}. The dump is cut short: take the frame out.`;
    scanner.problems.error("atom-count", message, ...header.countRange);
  }
  rows.resize(rows.count);
  place(rows, scaled, cell, corner);
  sortRows(rows, ids);
  return buildFrame(rows, { cell, periodic, info: { step } }, { firstLine, headerLine: own, lastLine });
}

/** @returns the atom's number */
function readRow(
  scanner: LineScanner,
  columns: readonly string[],
  suffix: string,
  rows: AtomRows,
  atom: number,
  types: readonly number[] | undefined,
): number {
  let id = atom + 1;
  for (const column of columns) {
    const axis = "xyz".indexOf(column[0]!);
    const force = column[0] === "f" && column.length === 2 ? "xyz".indexOf(column[1]!) : -1;
    if (axis >= 0 && column.slice(1) === suffix) rows.positions[3 * atom + axis] = scanner.number("the position");
    else if (force >= 0 && rows.hasForces) rows.forces[3 * atom + force] = scanner.number("the force");
    else if (column === "element") rows.atomicNumbers[atom] = takeSpecies(scanner);
    else if (column === "id") id = scanner.number("the number of the atom");
    else if (column === "type" && types) {
      const type = scanner.number("the type");
      rows.atomicNumbers[atom] = types[type - 1] ?? 0;
      if (scanner.lastOk && rows.atomicNumbers[atom] === 0)
        scanner.errorAtToken("unknown-element", `There is no element for type ${quoted(String(type))}.`);
    } else scanner.skipWord();
    if (scanner.lastMissing && (axis >= 0 || force >= 0)) return id;
  }
  return id;
}

/** Positions relative to the box's corner; scaled ones times the cell. */
function place(rows: AtomRows, scaled: boolean, cell: Float64Array, corner: readonly number[]): void {
  const { positions } = rows;
  if (!scaled) {
    if (corner.some((value) => value !== 0)) rows.positions = positions.map((value, k) => value - corner[k % 3]!);
    return;
  }
  rows.positions = positions.map((_, k) => {
    const at = k - (k % 3);
    const axis = k % 3;
    return positions[at]! * cell[axis]! + positions[at + 1]! * cell[3 + axis]! + positions[at + 2]! * cell[6 + axis]!;
  });
}

function sortRows(rows: AtomRows, ids: readonly number[]): void {
  if (ids.every((id, k) => k === 0 || id > ids[k - 1]!) || !ids.every(Number.isFinite)) return;
  const order = ids.map((_, k) => k).sort((a, b) => ids[a]! - ids[b]!);
  const { positions, forces, atomicNumbers, atomLines } = rows;
  const moved = (values: Float64Array): Float64Array => values.map((_, c) => values[3 * order[Math.floor(c / 3)]! + (c % 3)]!);
  rows.positions = moved(positions);
  if (rows.hasForces) rows.forces = moved(forces);
  rows.atomicNumbers = Uint8Array.from(order, (k) => atomicNumbers[k]!);
  rows.atomLines = Uint32Array.from(order, (k) => atomLines[k]!);
}

function writeFrame(given: Structure, step: number): string {
  const { structure, axes } = toUpperFrame(given);
  const { atomicNumbers, positions, cell, periodic, reference } = structure;
  // Forces are of the frame that is written.
  const forces = reference?.forces && turned(reference.forces, axes);
  const [xy, xz, yz] = [cell[3]!, cell[6]!, cell[7]!];
  const flags = periodic.map((flag) => (flag ? "pp" : "ff")).join(" ");
  const triclinic = xy !== 0 || xz !== 0 || yz !== 0;
  const bounds = [
    [Math.min(0, xy, xz, xy + xz), cell[0]! + Math.max(0, xy, xz, xy + xz), xy],
    [Math.min(0, yz), cell[4]! + Math.max(0, yz), xz],
    [0, cell[8]!, yz],
  ];
  const lines = ["ITEM: TIMESTEP", String(step), "ITEM: NUMBER OF ATOMS", String(atomicNumbers.length)];
  lines.push(`ITEM: BOX BOUNDS ${triclinic ? "xy xz yz " : ""}${flags}`);
  for (const row of bounds) lines.push(numberRow(triclinic ? row : row.slice(0, 2)));
  lines.push(`ITEM: ATOMS id element x y z${forces ? " fx fy fz" : ""}`);
  for (const [k, number] of atomicNumbers.entries()) {
    const row = [...positions.subarray(3 * k, 3 * k + 3), ...(forces?.subarray(3 * k, 3 * k + 3) ?? [])];
    lines.push(`${k + 1} ${symbolOf(number)} ${numberRow(row)}`);
  }
  return `${lines.join("\n")}\n`;
}

function turned(vectors: Float64Array, axes: Float64Array): Float64Array {
  return vectors.map((_, k) => {
    const [at, row] = [k - (k % 3), 3 * (k % 3)];
    return axes[row]! * vectors[at]! + axes[row + 1]! * vectors[at + 1]! + axes[row + 2]! * vectors[at + 2]!;
  });
}

export const lammpsDump: Format = {
  name: "lammps-dump",
  title: "LAMMPS dump",
  extensions: [".dump", ".lammpstrj"],
  fileNames: [],
  parse: (text) => parseLammpsDump(text),
  write: (structures) => structures.map((structure, k) => writeFrame(structure, numberOf(structure, k))).join(""),
};

function numberOf({ info }: Structure, otherwise: number): number {
  return typeof info?.step === "number" ? info.step : otherwise;
}
