// What Quantum ESPRESSO's pw.x prints (6.0 and later): cell, atoms, and for every ionic step energy, forces, stress. One frame for
// each step that has an energy. Rydberg units are turned into ours; pw.x's stress is positive under compression.
import { bohrAngstrom, rydbergElectronvolt } from "../structure/units.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Format, Frame, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { behind, numbersAt, voigtOfRows } from "./output-blocks.ts";
import { ProblemList } from "./problem-list.ts";
import { takeSpecies } from "./species-token.ts";

interface Step {
  readonly rows: AtomRows;
  readonly cell: Float64Array;
  headerLine: number;
  lastLine: number;
  energy?: number;
  stress?: Float64Array;
}

/** Lengths of a block of positions or vectors, angstrom for one of its units; null for fractions of the cell. */
function unitOf(line: string, latticeAngstrom: number): number | null {
  const given = /alat\s*=\s*([\d.]+)/.exec(line);
  if (given) return Number(given[1]) * bohrAngstrom;
  if (/crystal/.test(line)) return null;
  if (/bohr/.test(line)) return bohrAngstrom;
  return /angstrom/.test(line) ? 1 : latticeAngstrom;
}

export function parseQuantumEspressoOutput(text: string): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const { problems } = scanner;
  const frames: Frame[] = [];
  let lattice = Number.NaN;
  let cell = new Float64Array(9);
  let total = 0;
  let firstLine = 0;
  let step: Step | null = null;

  function begin(headerLine: number): Step {
    finish();
    firstLine = headerLine;
    return { rows: new AtomRows(Math.min(total, 1 << 20), true), cell: cell.slice(), headerLine, lastLine: headerLine };
  }

  function finish(): void {
    if (!step) return;
    const { rows, headerLine, lastLine, energy, stress } = step;
    const some = rows.forces.subarray(0, 3 * rows.count).some(Number.isFinite);
    rows.hasForces = some && rows.count > 0;
    if (rows.hasForces && !rows.forces.subarray(0, 3 * rows.count).every(Number.isFinite))
      problems.error("atom-count", "The forces of this step are fewer than its atoms. The run did not end well.", headerLine, 0, 0);
    if (rows.count < total)
      problems.error("atom-count", `Fewer than the ${total} atoms of the run stand here. The file is cut short.`, headerLine, 0, 0);
    // Positions that nothing was computed for: those after the last step of a relaxation.
    if (energy !== undefined)
      frames.push(buildFrame(rows, { cell: step.cell, periodic: [true, true, true], energy, stress }, { firstLine, headerLine, lastLine }));
    step = null;
  }

  while (scanner.nextLine()) {
    const line = scanner.lineText();
    const number = (pattern: RegExp): number | undefined => {
      const at = behind(line, pattern);
      return at < 0 ? undefined : numbersAt(scanner, at, 1, "the value")[0];
    };
    // The same length twice, the second time with more digits.
    const alat = number(/lattice parameter \(alat\)\s+=/) ?? number(/celldm\(1\)=/);
    const natoms = number(/number of atoms\/cell\s+=/);
    const energy = number(/^!\s+total energy\s+=/);
    if (alat !== undefined) lattice = alat * bohrAngstrom;
    else if (natoms !== undefined) total = Number.isSafeInteger(natoms) ? natoms : 0;
    else if (/^\s+crystal axes: \(cart\. coord\. in units of alat\)/.test(line)) cell = readVectors(scanner, /a\(\d\)\s*=\s*\(/, lattice);
    else if (/^CELL_PARAMETERS/.test(line)) cell = readVectors(scanner, /^/, unitOf(line, lattice) ?? lattice);
    else if (/^\s+site n\.\s+atom\s+positions \(alat units\)/.test(line) && !step) {
      step = begin(scanner.line);
      readSites(scanner, step, total, lattice);
    } else if (/^ATOMIC_POSITIONS/.test(line)) {
      step = begin(scanner.line);
      readPositions(scanner, step, total, unitOf(line, lattice));
    } else if (energy !== undefined && step) {
      step.energy = energy * rydbergElectronvolt;
      step.lastLine = scanner.line;
    } else if (/Forces acting on atoms \(cartesian axes, Ry\/au\)/i.test(line) && step) readForces(scanner, step);
    else if (/^\s+total\s+stress\s+\(Ry\/bohr\*\*3\)/.test(line) && step) readStress(scanner, step);
    else if (/convergence NOT achieved/.test(line))
      scanner.errorAtLine("not-converged", "The calculation did not converge: its energy and forces mean nothing. Give it more steps.");
    else if (/Error in routine/.test(line))
      scanner.errorAtLine("aborted", "pw.x stopped with an error here. What follows this line is why.");
  }
  finish();
  if (frames.length === 0) problems.error("no-structure", "There is no finished step with an energy. Run pw.x to its end.", 0, 0, 0);
  return { frames, problems: problems.result() };
}

function readVectors(scanner: LineScanner, head: RegExp, unit: number): Float64Array<ArrayBuffer> {
  const cell = new Float64Array(9);
  for (let row = 0; row < 3 && scanner.nextLine(); row++) {
    const at = behind(scanner.lineText(), head);
    if (at >= 0)
      cell.set(
        numbersAt(scanner, at, 3, "the cell vector").map((value) => value * unit),
        3 * row,
      );
  }
  return cell.every(Number.isFinite) ? cell : new Float64Array(9);
}

/** "1   Si  tau(   1) = (   0.0   0.0   0.0  )" */
function readSites(scanner: LineScanner, step: Step, total: number, unit: number): void {
  while (step.rows.count < total && scanner.nextLine()) {
    const at = behind(scanner.lineText(), /tau\(\s*\d+\s*\)\s*=\s*\(/);
    if (at < 0) {
      scanner.backUp();
      return;
    }
    scanner.skipWord();
    const number = takeSpecies(scanner);
    addAtom(
      scanner,
      step,
      number,
      numbersAt(scanner, at, 3, "the position").map((value) => value * unit),
    );
  }
}

function readPositions(scanner: LineScanner, step: Step, total: number, unit: number | null): void {
  const { cell } = step;
  while (step.rows.count < total && scanner.nextLine()) {
    if (scanner.atEnd() || /^(End final|\s*Writing)/.test(scanner.lineText())) {
      scanner.backUp();
      return;
    }
    const number = takeSpecies(scanner);
    const [x, y, z] = scanner.numberRow(3, "the position") as [number, number, number];
    const axis = (k: number): number => x * cell[k]! + y * cell[3 + k]! + z * cell[6 + k]!;
    addAtom(scanner, step, number, unit === null ? [axis(0), axis(1), axis(2)] : [x * unit, y * unit, z * unit]);
  }
}

function addAtom({ line }: LineScanner, step: Step, number: number, position: readonly number[]): void {
  const atom = step.rows.add(line);
  step.rows.atomicNumbers[atom] = number;
  step.rows.positions.set(position, 3 * atom);
  step.lastLine = line;
}

/** "atom    1 type  1   force =     0.0 0.0 0.0", a line each; contributions of single terms follow and are not read. */
function readForces(scanner: LineScanner, step: Step): void {
  let blank = 0;
  for (let atom = 0; atom < step.rows.count && scanner.nextLine(); ) {
    const at = behind(scanner.lineText(), /^\s+atom\s+\d+\s+type\s+\d+\s+force =/);
    if (at < 0) {
      if (scanner.atEnd() && blank++ < 2) continue;
      scanner.backUp();
      return;
    }
    const row = numbersAt(scanner, at, 3, "the force").map((value) => value * (rydbergElectronvolt / bohrAngstrom));
    step.rows.forces.set(row, 3 * atom++);
    step.lastLine = scanner.line;
  }
}

function readStress(scanner: LineScanner, step: Step): void {
  const rows: number[][] = [];
  for (let row = 0; row < 3 && scanner.nextLine(); row++) rows.push(scanner.numberRow(3, "the stress"));
  const stress = voigtOfRows(rows, -rydbergElectronvolt / bohrAngstrom ** 3);
  if (stress) step.stress = stress;
  step.lastLine = scanner.line;
}

export const quantumEspressoOutput: Format = {
  name: "quantum-espresso-output",
  title: "Quantum ESPRESSO output",
  extensions: [".pwo"],
  fileNames: [],
  parse: parseQuantumEspressoOutput,
};
