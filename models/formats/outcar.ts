// VASP's OUTCAR: one frame for each ionic step that ended. The energy is the free energy TOTEN, which the forces are the
// derivatives of; the one extrapolated to no smearing, which some programs take, stands in the info as energy_sigma0.
import { kilobarToElectronvoltPerAngstrom3 } from "../structure/units.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Format, Frame, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { behind, numbersAt } from "./output-blocks.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { readSpecies } from "./species-token.ts";

/** What an ionic step has printed so far. */
interface Step {
  readonly rows: AtomRows;
  readonly firstLine: number;
  readonly headerLine: number;
  energy?: number;
}

export function parseOutcar(text: string): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const { problems } = scanner;
  const frames: Frame[] = [];
  const elements: number[] = [];
  let atomicNumbers: number[] = [];
  let cell = new Float64Array(9);
  let stress: Float64Array | undefined;
  let step: Step | null = null;
  let firstLine = 0;
  let unfinishedEnergy = false;

  function close(lastLine: number, sigmaZero: number | undefined): void {
    if (!step) return;
    const { rows, headerLine, energy } = step;
    const info = sigmaZero === undefined ? {} : { energy_sigma0: sigmaZero };
    const around = { cell: cell.slice(), periodic: [true, true, true] as const, energy, stress, info };
    frames.push(buildFrame(rows, around, { firstLine: step.firstLine, headerLine, lastLine }));
    step = null;
    stress = undefined;
    firstLine = lastLine + 1;
  }

  while (scanner.nextLine()) {
    const line = scanner.lineText();
    const element = /^\s*VRHFIN\s*=\s*([A-Za-z]{1,2})\s*:/.exec(line)?.[1];
    if (element !== undefined) {
      const { atomicNumber } = readSpecies(element);
      if (atomicNumber === 0) scanner.errorAtLine("unknown-element", `${quoted(element)} is not an element. The file has been changed.`);
      elements.push(atomicNumber);
      continue;
    }
    const perType = behind(line, /^\s*ions per type =/);
    if (perType >= 0) {
      atomicNumbers = readCounts(scanner, perType, elements);
      continue;
    }
    if (/^\s*direct lattice vectors\s+reciprocal/.test(line)) cell = readVectors(scanner);
    else if (/^\s*in kB\s/.test(line)) stress = readStress(scanner, behind(line, /^\s*in kB/));
    else if (/^\s*POSITION\s+TOTAL-FORCE \(eV\/Angst\)/.test(line)) {
      const headerLine = scanner.line;
      step = { rows: readPositionsAndForces(scanner, atomicNumbers), firstLine, headerLine };
    } else if (/FREE ENERGIE OF THE ION-ELECTRON SYSTEM/.test(line)) unfinishedEnergy = true;
    else if (unfinishedEnergy && step) {
      // The same words stand behind every electronic step; only those of this section belong to the forces.
      const total = behind(line, /free\s+energy\s+TOTEN\s*=/);
      if (total >= 0) step.energy = numbersAt(scanner, total, 1, "the free energy")[0]!;
      const sigmaZero = behind(line, /energy\(sigma->0\)\s*=/);
      if (sigmaZero >= 0) {
        unfinishedEnergy = false;
        close(scanner.line, numbersAt(scanner, sigmaZero, 1, "the energy without smearing")[0]!);
      }
    }
  }
  if (step) {
    const message = "The file ends before the energy of this ionic step, so the step is left out. Let VASP end, or take the file as it is.";
    problems.warning("truncated", message, (step as Step).headerLine, 0, 0);
  }
  if (frames.length === 0)
    problems.error("no-structure", "There is no finished ionic step with positions and an energy. Let VASP end.", 0, 0, 0);
  return { frames, problems: problems.result() };
}

/** How many atoms of each element, in the order of the pseudopotentials. */
function readCounts(scanner: LineScanner, offset: number, elements: readonly number[]): number[] {
  scanner.pos = scanner.start + offset;
  const atomicNumbers: number[] = [];
  for (let kind = 0; !scanner.atEnd(); kind++) {
    const count = scanner.number("the number of atoms");
    const whole = Number.isSafeInteger(count) && count >= 0 && count < 1e7 ? count : 0;
    if (scanner.lastOk && whole !== count) scanner.errorAtToken("bad-count", "A number of atoms must be a whole number. Correct it.");
    if (elements[kind] === undefined)
      scanner.errorAtToken("atom-count", "There are more counts than pseudopotentials (VRHFIN). The file has been changed.");
    for (let k = 0; k < whole; k++) atomicNumbers.push(elements[kind] ?? 0);
  }
  return atomicNumbers;
}

function readVectors(scanner: LineScanner): Float64Array<ArrayBuffer> {
  const cell = new Float64Array(9);
  for (let row = 0; row < 3 && scanner.nextLine(); row++) cell.set(scanner.numberRow(3, "the cell vector"), 3 * row);
  return cell.every(Number.isFinite) ? cell : new Float64Array(9);
}

/** XX YY ZZ XY YZ ZX in kbar, positive under compression. */
function readStress(scanner: LineScanner, offset: number): Float64Array | undefined {
  const [xx, yy, zz, xy, yz, zx] = numbersAt(scanner, offset, 6, "the stress").map((value) => -kilobarToElectronvoltPerAngstrom3(value));
  const stress = Float64Array.of(xx!, yy!, zz!, yz!, zx!, xy!);
  return stress.every(Number.isFinite) ? stress : undefined;
}

/** Rows of six between two lines of dashes. */
function readPositionsAndForces(scanner: LineScanner, atomicNumbers: readonly number[]): AtomRows {
  const rows = new AtomRows(atomicNumbers.length, true);
  const headerLine = scanner.line;
  if (scanner.nextLine() && !/^\s*-{5}/.test(scanner.lineText())) scanner.backUp();
  while (scanner.nextLine()) {
    if (/^\s*-{5}/.test(scanner.lineText()) || scanner.atEnd()) break;
    const atom = rows.add(scanner.line);
    rows.atomicNumbers[atom] = atomicNumbers[atom] ?? 0;
    for (let k = 0; k < 6; k++) {
      const value = scanner.number(k < 3 ? "the position" : "the force");
      if (k < 3) rows.positions[3 * atom + k] = value;
      else rows.forces[3 * atom + k - 3] = value;
      if (scanner.lastMissing) break;
    }
  }
  if (rows.count !== atomicNumbers.length) {
    const message = `${rows.count} rows stand here for the ${atomicNumbers.length} atoms of the run. The file is cut short or has been changed.`;
    scanner.problems.error("atom-count", message, headerLine, 0, 0);
  }
  return rows;
}

export const outcar: Format = {
  name: "outcar",
  title: "VASP OUTCAR",
  extensions: [".outcar"],
  fileNames: ["OUTCAR"],
  parse: parseOutcar,
};
