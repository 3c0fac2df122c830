// VASP's vasprun.xml: one frame for each calculation that ended. VASP writes one element a line, and this reads it by lines, so
// that every number keeps its place in the file. Energy as in outcar.ts: the free energy, with energy_sigma0 in the info.
import { fractionalToCartesian } from "../structure/cell.ts";
import { kilobarToElectronvoltPerAngstrom3 } from "../structure/units.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Format, Frame, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { behind, numbersAt, voigtOfRows } from "./output-blocks.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { readSpecies } from "./species-token.ts";

/** What a calculation has given so far. */
interface Calculation {
  readonly firstLine: number;
  /** Of its list of positions. */
  headerLine: number;
  cell?: Float64Array;
  rows?: AtomRows;
  stress?: Float64Array | undefined;
  energy?: number;
  sigmaZero?: number;
}

export function parseVasprun(text: string): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const { problems } = scanner;
  const frames: Frame[] = [];
  let atomicNumbers: number[] = [];
  let calculation: Calculation | null = null;
  let electronic = false;

  while (scanner.nextLine()) {
    const line = scanner.lineText();
    if (/<array name="atoms"\s*>/.test(line)) atomicNumbers = readAtoms(scanner);
    else if (/<calculation>/.test(line)) calculation = { firstLine: scanner.line, headerLine: scanner.line };
    else if (/<scstep>/.test(line)) electronic = true;
    else if (/<\/scstep>/.test(line)) electronic = false;
    else if (calculation && !electronic) {
      const name = /<varray name="(\w+)"\s*>/.exec(line)?.[1];
      if (name === "basis") calculation.cell = vectorsOf(readRows(scanner));
      else if (name === "positions") readPositions(scanner, calculation, atomicNumbers);
      else if (name === "forces") readForces(scanner, calculation);
      else if (name === "stress") calculation.stress = voigtOfRows(rowsOf(readRows(scanner)), -kilobarToElectronvoltPerAngstrom3(1));
      else if (/<\/calculation>/.test(line)) {
        const frame = frameOf(scanner, calculation);
        if (frame) frames.push(frame);
        calculation = null;
      } else readEnergies(scanner, calculation, line);
    }
  }
  if (calculation) {
    const message = "The file ends within this calculation, which is left out. Let VASP end, or take the file as it is.";
    problems.warning("truncated", message, (calculation as Calculation).firstLine, 0, 0);
  }
  if (frames.length === 0) problems.error("no-structure", "There is no finished calculation in this file. Let VASP end.", 0, 0, 0);
  return { frames, problems: problems.result() };
}

/** <rc><c>Si</c><c>   1</c></rc>, one an atom. */
function readAtoms(scanner: LineScanner): number[] {
  const atomicNumbers: number[] = [];
  while (scanner.nextLine() && !/<\/array>/.test(scanner.lineText())) {
    const symbol = /<rc><c>\s*([A-Za-z]{1,2})\s*<\/c>/.exec(scanner.lineText())?.[1];
    if (symbol === undefined) continue;
    const { atomicNumber } = readSpecies(symbol);
    if (atomicNumber === 0) scanner.errorAtLine("unknown-element", `${quoted(symbol)} is not an element. The file has been changed.`);
    atomicNumbers.push(atomicNumber);
  }
  return atomicNumbers;
}

interface Row {
  readonly line: number;
  readonly values: readonly number[];
}

/** <v> x y z </v> up to the end of the list. */
function readRows(scanner: LineScanner): Row[] {
  const rows: Row[] = [];
  while (scanner.nextLine()) {
    const line = scanner.lineText();
    if (/<\/varray>/.test(line)) break;
    const at = behind(line, /<v>/);
    if (at >= 0) rows.push({ line: scanner.line, values: numbersBefore(scanner, at, 3) });
  }
  return rows;
}

/** Numbers up to the next tag, which would else be taken for part of the last. */
function numbersBefore(scanner: LineScanner, offset: number, count: number): number[] {
  const close = scanner.text.indexOf("<", scanner.start + offset);
  const whole = scanner.end;
  if (close >= 0 && close < whole) scanner.end = close;
  const values = numbersAt(scanner, offset, count, "the number");
  scanner.end = whole;
  return values;
}

const rowsOf = (rows: readonly Row[]): (readonly number[])[] => rows.map(({ values }) => values);

function vectorsOf(rows: readonly Row[]): Float64Array {
  const cell = Float64Array.from(rowsOf(rows).flat());
  return cell.length === 9 && cell.every(Number.isFinite) ? cell : new Float64Array(9);
}

function readPositions(scanner: LineScanner, calculation: Calculation, atomicNumbers: readonly number[]): void {
  calculation.headerLine = scanner.line;
  const found = readRows(scanner);
  const rows = new AtomRows(found.length, true);
  for (const { line, values } of found) {
    const atom = rows.add(line);
    rows.atomicNumbers[atom] = atomicNumbers[atom] ?? 0;
    rows.positions.set(values, 3 * atom);
  }
  if (found.length !== atomicNumbers.length) {
    const message = `${found.length} positions stand here for the ${atomicNumbers.length} atoms of the run. The file is cut short or has been changed.`;
    scanner.problems.error("atom-count", message, calculation.headerLine, 0, 0);
  }
  calculation.rows = rows;
}

function readForces(scanner: LineScanner, { rows }: Calculation): void {
  const headerLine = scanner.line;
  const found = readRows(scanner);
  if (!rows) return;
  if (found.length !== rows.count) {
    const message = `${found.length} forces stand here for ${rows.count} positions. The file is cut short or has been changed.`;
    scanner.problems.error("atom-count", message, headerLine, 0, 0);
    return;
  }
  for (const [atom, { values }] of found.entries()) rows.forces.set(values, 3 * atom);
}

/** Only those behind the electronic steps: the last ones of the calculation. */
function readEnergies(scanner: LineScanner, calculation: Calculation, line: string): void {
  const free = behind(line, /<i name="e_fr_energy"\s*>/);
  if (free >= 0) calculation.energy = numbersBefore(scanner, free, 1)[0]!;
  const sigmaZero = behind(line, /<i name="e_0_energy"\s*>/);
  if (sigmaZero >= 0) calculation.sigmaZero = numbersBefore(scanner, sigmaZero, 1)[0]!;
}

function frameOf(scanner: LineScanner, { firstLine, headerLine, cell, rows, stress, energy, sigmaZero }: Calculation): Frame | null {
  if (!rows || !cell) {
    scanner.problems.warning("missing-structure", "This calculation has no positions or no cell, and is left out.", firstLine, 0, 0);
    return null;
  }
  rows.hasForces = rows.count > 0 && rows.forces.subarray(0, 3 * rows.count).every(Number.isFinite);
  rows.resize(rows.count);
  rows.positions = fractionalToCartesian(rows.positions, cell);
  const info = sigmaZero === undefined ? {} : { energy_sigma0: sigmaZero };
  return buildFrame(rows, { cell, periodic: [true, true, true], energy, stress, info }, { firstLine, headerLine, lastLine: scanner.line });
}

export const vasprun: Format = {
  name: "vasprun",
  title: "VASP vasprun.xml",
  extensions: [".vasprun"],
  fileNames: ["vasprun.xml"],
  parse: parseVasprun,
};
