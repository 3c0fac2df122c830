// What CP2K prints of a calculation of energy and forces (2022 and later; PRINT_LEVEL MEDIUM, or the coordinates are missing):
// cell, atoms, the total FORCE_EVAL energy, forces, the analytical stress tensor. One frame. Atomic units and GPa, stress positive
// under compression, are turned into ours.
import { bohrAngstrom, gigapascalPerElectronvoltPerAngstrom3, hartreeElectronvolt } from "../structure/units.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Format, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { behind, numbersAt, voigtOfRows } from "./output-blocks.ts";
import { ProblemList } from "./problem-list.ts";
import { takeSpecies } from "./species-token.ts";

export function parseCp2kOutput(text: string): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const { problems } = scanner;
  const rows = new AtomRows(0, true);
  const cell = new Float64Array(9);
  const periodic: [boolean, boolean, boolean] = [true, true, true];
  let energy: number | undefined;
  let stress: Float64Array | undefined;
  let headerLine = -1;
  let lastLine = 0;
  let forcesLine = -1;
  while (scanner.nextLine()) {
    const line = scanner.lineText();
    const vector = /^ CELL\| Vector ([abc]) \[angstrom\]:/.exec(line);
    const energyAt = behind(line, /^ ENERGY\| Total FORCE_EVAL .*?(\[a\.u\.\]|\[hartree\]|\(a\.u\.\)):/);
    if (vector) cell.set(numbersAt(scanner, vector[0].length, 3, "the cell vector"), 3 * "abc".indexOf(vector[1]!));
    else if (/^ CELL\| Periodicity/.test(line)) {
      const directions = line.trim().split(/\s+/).at(-1)!;
      for (let k = 0; k < 3; k++) periodic[k] = directions !== "NONE" && directions.includes("XYZ"[k]!);
    } else if (/^ MODULE QUICKSTEP:\s+ATOMIC COORDINATES IN ANGSTROM/i.test(line) && headerLine < 0) {
      headerLine = scanner.line;
      lastLine = readAtoms(scanner, rows);
    } else if (energyAt >= 0) {
      const [read] = numbersAt(scanner, energyAt, 1, "the energy");
      energy = Number.isFinite(read) ? read! * hartreeElectronvolt : undefined;
      lastLine = Math.max(lastLine, scanner.line);
    } else if (/^ ATOMIC FORCES in \[a\.u\.\]/.test(line)) {
      forcesLine = scanner.line;
      lastLine = readForces(scanner, rows);
    } else if (/^ STRESS\| Analytical stress tensor \[GPa\]/.test(line)) {
      stress = readStress(scanner) ?? stress;
      lastLine = scanner.line;
    } else if (/SCF run NOT converged/i.test(line))
      scanner.errorAtLine(
        "not-converged",
        "The SCF run did not converge: its energy and forces mean nothing. Give it more steps, or other mixing.",
      );
    else if (/^ \*+\s*$|\[ABORT\]/.test(line) && line.includes("ABORT"))
      scanner.errorAtLine("aborted", "CP2K aborted here. What it says around this line is why.");
  }
  if (headerLine < 0) {
    const message = "There are no atomic coordinates. Run CP2K to its end with PRINT_LEVEL MEDIUM.";
    problems.error("no-structure", message, 0, 0, 0);
    return { frames: [], problems: problems.result() };
  }
  if (energy === undefined)
    problems.error("no-energy", "There is no total energy behind these coordinates: the run did not end well.", headerLine, 0, 0);
  rows.hasForces = forcesLine >= 0;
  if (forcesLine >= 0 && !rows.forces.subarray(0, 3 * rows.count).every(Number.isFinite))
    problems.error("atom-count", "These forces are fewer than the atoms, or not all numbers. The run did not end well.", forcesLine, 0, 0);
  const frame = buildFrame(rows, { cell, periodic, energy, stress }, { firstLine: 0, headerLine, lastLine });
  return { frames: [frame], problems: problems.result() };
}

/** "1    1 Si   14   x y z   Z(eff) mass", behind a blank line and a headline. @returns the last line */
function readAtoms(scanner: LineScanner, rows: AtomRows): number {
  let last = scanner.line;
  while (scanner.nextLine()) {
    if (scanner.atEnd() || /^\s*Atom\s+Kind/i.test(scanner.lineText())) {
      if (rows.count > 0) break;
      continue;
    }
    if (!/^\s*\d+\s+\d+\s+[A-Za-z]/.test(scanner.lineText())) break;
    const atom = rows.add(scanner.line);
    last = scanner.line;
    scanner.skipWord();
    scanner.skipWord();
    rows.atomicNumbers[atom] = takeSpecies(scanner);
    scanner.skipWord();
    for (let k = 0; k < 3; k++) rows.positions[3 * atom + k] = scanner.number("the position");
  }
  return last;
}

/** "1  1  Si  x y z" up to SUM OF ATOMIC FORCES. @returns the last line */
function readForces(scanner: LineScanner, rows: AtomRows): number {
  rows.hasForces = true;
  if (rows.forces.length < rows.positions.length) rows.forces = new Float64Array(rows.positions.length).fill(Number.NaN);
  rows.forces.fill(Number.NaN);
  let last = scanner.line;
  for (let atom = 0; scanner.nextLine(); ) {
    if (scanner.atEnd() || scanner.peekWord() === "#") continue;
    if (!/^\s*\d+\s+\d+\s/.test(scanner.lineText()) || atom >= rows.count) break;
    last = scanner.line;
    for (let word = 0; word < 3; word++) scanner.skipWord();
    for (let k = 0; k < 3; k++) rows.forces[3 * atom + k] = scanner.number("the force") * (hartreeElectronvolt / bohrAngstrom);
    atom++;
  }
  return last;
}

function readStress(scanner: LineScanner): Float64Array | undefined {
  const found: number[][] = [];
  // A headline of x y z comes first.
  scanner.nextLine();
  for (let row = 0; row < 3 && scanner.nextLine(); row++) {
    const at = behind(scanner.lineText(), /^ STRESS\|\s+[xyz]/);
    if (at < 0) return undefined;
    found.push(numbersAt(scanner, at, 3, "the stress"));
  }
  return voigtOfRows(found, -1 / gigapascalPerElectronvoltPerAngstrom3);
}

export const cp2kOutput: Format = {
  name: "cp2k-output",
  title: "CP2K output",
  extensions: [".cp2k"],
  fileNames: [],
  parse: parseCp2kOutput,
};
