// From the data blocks of a CIF to frames: cell, sites, symmetry. Blocks without atoms are passed over; partial occupancy is refused.
import { cellFromParameters, fractionalToCartesian } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import { type CifBlock, type CifLoop, type CifValue, isUnknown, readCifBlocks } from "./cif-tokens.ts";
import type { Frame, ParseResult } from "./format.ts";
import { NumberScanner, numberOutcome } from "./number-scanner.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { SiteMerger } from "./site-merger.ts";
import { readSpecies } from "./species-token.ts";
import { applySymmetry, readSymmetryOperation, type SymmetryOperation } from "./symmetry-operation.ts";

/** Atoms that the operations may make of the sites of one block; more is a broken or hostile file. */
const imageLimit = 2_000_000;
const operationNames = ["_symmetry_equiv_pos_as_xyz", "_space_group_symop_operation_xyz", "_space_group_symop.operation_xyz"];
const groupNames = ["_symmetry_space_group_name_h-m", "_space_group_name_h-m_alt", "_symmetry_int_tables_number", "_space_group_it_number"];

export function parseCif(text: string): ParseResult {
  const problems = new ProblemList();
  const frames: Frame[] = [];
  let failed = false;
  for (const block of readCifBlocks(text, problems)) {
    const sites = block.loops.find((loop) => loop.names.some((name) => /^_atom_site_(fract|cartn)_x$/.test(name)));
    if (!sites) {
      failed = reportNoSites(block, problems) || failed;
      continue;
    }
    const frame = readBlock(block, sites, problems);
    if (frame) frames.push(frame);
    else failed = true;
  }
  if (frames.length === 0 && !failed) {
    const message =
      "The file has no data block with a loop of atom sites. Write a data_ line, the cell and a loop with _atom_site_fract_x, _y and _z.";
    problems.error("no-structure", message, 0, 0, 0);
  }
  return { frames, problems: problems.result() };
}

/** A block that has a cell, or nothing at all, should have had atoms; other blocks hold other things. */
function reportNoSites(block: CifBlock, problems: ProblemList): boolean {
  if (!block.values.has("_cell_length_a") && block.values.size + block.loops.length > 0) return false;
  const message = `The data block ${quoted(block.name)} has no atom sites. Complete it, or take it out.`;
  problems.error("no-atoms", message, block.line, 0, 5 + block.name.length);
  return true;
}

function errorAt(problems: ProblemList, value: CifValue, code: string, message: string): void {
  problems.error(code, message, value.line, value.column, value.endColumn);
}

/** A number, perhaps with its uncertainty: 5.43(2). NaN and a problem where it is none. */
function numberOf(value: CifValue, what: string, problems: ProblemList): number {
  const scanner = new NumberScanner();
  const text = value.text.replace(/\(\d+\)$/, "");
  const number = scanner.scan(text, 0, text.length);
  if (scanner.outcome === numberOutcome.ok && !scanner.glued) return number;
  const reason = isUnknown(value) ? "is not known" : "is not a number";
  errorAt(problems, value, "bad-number", `${quoted(value.text)}: ${what} ${reason}. Write a decimal number such as 0.25 or 5.43(2).`);
  return Number.NaN;
}

function readCell(block: CifBlock, problems: ProblemList): Float64Array | undefined {
  const names = ["_cell_length_a", "_cell_length_b", "_cell_length_c", "_cell_angle_alpha", "_cell_angle_beta", "_cell_angle_gamma"];
  const values = names.map((name) => block.values.get(name));
  const missing = names.filter((_, i) => values[i] === undefined);
  if (missing.length > 0) {
    const message = `The data block has no ${missing.join(", ")}, without which its atoms have no place. Write the cell.`;
    problems.error("missing-cell", message, block.line, 0, 5 + block.name.length);
    return undefined;
  }
  const numbers = values.map((value, i) => numberOf(value!, names[i]!, problems)) as [number, number, number, number, number, number];
  if (numbers.some(Number.isNaN)) return undefined;
  const [a, b, c, alpha, beta, gamma] = numbers;
  const cell = cellFromParameters({ a, b, c, alpha, beta, gamma });
  if (!cell)
    errorAt(
      problems,
      values[0]!,
      "bad-lattice",
      "No cell has these lengths and angles. Correct them: lengths above zero, angles that close.",
    );
  return cell;
}

/** The operations listed; only the identity for P1; undefined, with a problem, where they are missing or broken. */
function readOperations(block: CifBlock, problems: ProblemList): SymmetryOperation[] | undefined {
  const loop = block.loops.find((candidate) => candidate.names.some((name) => operationNames.includes(name)));
  const column = loop?.names.findIndex((name) => operationNames.includes(name)) ?? -1;
  const single = operationNames.map((name) => block.values.get(name)).find((value) => value !== undefined);
  const texts = loop ? loop.rows.map((row) => row[column]!) : single ? [single] : [];
  if (texts.length === 0) {
    const group = groupNames.map((name) => block.values.get(name)).find((value) => value && !isUnknown(value));
    if (!group || /^(p\s*1|1)$/i.test(group.text.trim())) return [readSymmetryOperation("x,y,z")!];
    const message = `The space group ${quoted(group.text)} is named but its operations are not listed, so atoms would be missing. List them under _symmetry_equiv_pos_as_xyz, or write all atoms in P1.`;
    errorAt(problems, group, "missing-symmetry", message);
    return undefined;
  }
  const operations: SymmetryOperation[] = [];
  for (const value of texts) {
    const operation = readSymmetryOperation(value.text);
    if (operation) operations.push(operation);
    else errorAt(problems, value, "bad-symmetry", `${quoted(value.text)} is not a symmetry operation. Write one such as -x+1/2,y,x-y.`);
  }
  return operations.length === texts.length ? operations : undefined;
}

interface Site {
  readonly atomicNumber: number;
  readonly line: number;
  readonly value: CifValue;
  readonly position: readonly [number, number, number];
}

/** The sites of the loop; undefined where one is partly occupied. */
function readSites(loop: CifLoop, problems: ProblemList): { sites: Site[]; cartesian: boolean } | undefined {
  const cartesian = !loop.names.includes("_atom_site_fract_x");
  const kind = cartesian ? "cartn" : "fract";
  const column = (name: string): number => loop.names.indexOf(`_atom_site_${name}`);
  const axes = ["x", "y", "z"].map((axis) => column(`${kind}_${axis}`));
  const symbol = column("type_symbol") >= 0 ? column("type_symbol") : column("label");
  const occupancy = column("occupancy");
  if (axes.includes(-1) || symbol < 0) {
    problems.error(
      "missing-column",
      "The loop of atom sites needs x, y, z and a type symbol or label. Add the column that is missing.",
      loop.line,
      0,
      5,
    );
    return undefined;
  }
  const sites: Site[] = [];
  for (const row of loop.rows) {
    const name = row[symbol]!;
    const occupied = occupancy >= 0 ? row[occupancy] : undefined;
    if (occupied && !isUnknown(occupied) && Math.abs(numberOf(occupied, "the occupancy", problems) - 1) > 1e-3) {
      const message = `The site ${quoted(name.text)} is partly occupied (${occupied.text}), which no potential can take. Make an ordered structure of it first.`;
      errorAt(problems, occupied, "partial-occupancy", message);
      return undefined;
    }
    // "Si4+", "O2-", "Si1": charges and numbers of labels are as much part of CIF as the element.
    const atomicNumber = readSpecies(name.text.replace(/[^A-Za-z].*$/, "")).atomicNumber;
    if (atomicNumber === 0)
      errorAt(problems, name, "unknown-element", `${quoted(name.text)} is not an element. Write a chemical symbol such as Si.`);
    const [x, y, z] = axes.map((axis) => numberOf(row[axis]!, "the coordinate", problems)) as [number, number, number];
    sites.push({ atomicNumber, line: name.line, value: name, position: [x, y, z] });
  }
  return { sites, cartesian };
}

function readBlock(block: CifBlock, loop: CifLoop, problems: ProblemList): Frame | undefined {
  const cell = readCell(block, problems);
  const operations = readOperations(block, problems);
  const reading = readSites(loop, problems);
  if (!cell || !operations || !reading) return undefined;
  const { sites, cartesian } = reading;
  if (cartesian && operations.length > 1) {
    problems.error(
      "cartesian-symmetry",
      "Sites are cartesian, and symmetry can only be applied to fractional ones. Write _atom_site_fract_x, _y and _z.",
      loop.line,
      0,
      5,
    );
    return undefined;
  }
  if (sites.length * operations.length > imageLimit) {
    problems.error(
      "too-many-atoms",
      `${sites.length} sites times ${operations.length} operations are too many atoms. See that the operations are listed once.`,
      loop.line,
      0,
      5,
    );
    return undefined;
  }
  const rows = new AtomRows(sites.length * operations.length, false);
  if (operations.length === 1) for (const site of sites) addAtom(rows, site, site.position);
  else expand(rows, sites, operations, new SiteMerger(cell), problems);
  rows.resize(rows.count);
  if (!cartesian) rows.positions = fractionalToCartesian(rows.positions, cell);
  checkFormula(block, rows.count, problems);
  const info = block.name === "" ? {} : { name: block.name };
  return buildFrame(
    rows,
    { cell, periodic: [true, true, true], info },
    { firstLine: block.line, headerLine: block.line, lastLine: block.lastLine },
  );
}

/** Atoms against the formula, where the file gives one: for the whole cell, or for one of Z units. */
function checkFormula(block: CifBlock, count: number, problems: ProblemList): void {
  const formula = block.values.get("_chemical_formula_sum");
  if (!formula || isUnknown(formula) || !/^([A-Z][a-z]?\d*\s*)+$/.test(formula.text)) return;
  let inFormula = 0;
  for (const match of formula.text.matchAll(/[A-Z][a-z]?(\d*)/g)) inFormula += Number(match[1] || 1);
  const units = Number(block.values.get("_cell_formula_units_z")?.text ?? Number.NaN);
  if (count === inFormula || count === inFormula * units || !(units > 0)) return;
  const message = `The sites make ${count} atoms, but the formula says ${inFormula}, or ${inFormula * units} with Z = ${units}. Complete the sites, or correct the formula and Z.`;
  errorAt(problems, formula, "atom-count", message);
}

function addAtom(rows: AtomRows, site: Site, position: readonly [number, number, number]): void {
  const atom = rows.add(site.line);
  rows.atomicNumbers[atom] = site.atomicNumber;
  rows.positions.set(position, 3 * atom);
}

/** All images of all sites; those that fall on an atom already there are that atom. */
function expand(
  rows: AtomRows,
  sites: readonly Site[],
  operations: readonly SymmetryOperation[],
  merger: SiteMerger,
  problems: ProblemList,
): void {
  for (const site of sites) {
    const first = rows.count;
    let clash = -1;
    for (const operation of operations) {
      const image = applySymmetry(operation, ...site.position);
      if (image.some(Number.isNaN)) {
        addAtom(rows, site, site.position);
        break;
      }
      const same = merger.findOrAdd(...image);
      if (same < 0) addAtom(rows, site, image);
      else if (same < first) clash = same;
    }
    if (clash < 0) continue;
    const other = rows.atomicNumbers[clash]!;
    const where = `${quoted(site.value.text)} falls on an atom of line ${rows.atomLines[clash]! + 1}`;
    if (other === site.atomicNumber) {
      const message = `${where} by symmetry and was taken as the same atom. Take one of the two sites out.`;
      problems.warning("merged-sites", message, site.value.line, site.value.column, site.value.endColumn);
    } else
      errorAt(
        problems,
        site.value,
        "overlapping-sites",
        `${where}, which is ${symbolOf(other)}. Two elements cannot share a site; correct one of them.`,
      );
  }
}
