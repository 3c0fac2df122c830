// FHI-aims's geometry.in: "lattice_vector x y z", "atom x y z El", "atom_frac u v w El", a keyword a line. Angstrom. Constraints,
// velocities, charges and moments are passed over.
import { fractionalToCartesian, isDegenerate } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { AtomRows, buildFrame } from "./atom-rows.ts";
import type { Format, ParseResult } from "./format.ts";
import { LineScanner } from "./line-scanner.ts";
import { numberRow } from "./number-text.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { takeSpecies } from "./species-token.ts";

/** Keywords that say nothing about where atoms are. */
const passedOver =
  /^(constrain_relaxation|initial_moment|initial_charge|initial_spin|velocity|hessian_block|hessian_block_lv|hessian_file|homogeneous_field|multipole|symmetry_\w+|calculate_friction|verbatim_writeout|trust_radius|rrs_pbc\w*)$/;

export function parseAimsGeometry(text: string): ParseResult {
  const scanner = new LineScanner(text, new ProblemList());
  const { problems } = scanner;
  const rows = new AtomRows(16, false);
  const cell = new Float64Array(9);
  const fractional: number[] = [];
  let vectors = 0;
  let lastLine = 0;
  while (scanner.nextLine()) {
    const comment = scanner.lineText().indexOf("#");
    if (comment >= 0) scanner.end = scanner.start + comment;
    const word = scanner.word();
    if (word === "") continue;
    if (word === "lattice_vector") {
      const row = scanner.numberRow(3, "the cell vector");
      if (vectors < 3) cell.set(row, 3 * vectors);
      else scanner.errorAtLine("bad-lattice", "This is a fourth lattice_vector. There may be three: take one out.");
      vectors++;
    } else if (word === "atom" || word === "atom_frac") {
      const atom = rows.add(scanner.line);
      rows.positions.set(scanner.numberRow(3, "the position"), 3 * atom);
      rows.atomicNumbers[atom] = scanner.lastMissing ? 0 : takeSpecies(scanner);
      if (word === "atom_frac") fractional.push(atom);
    } else if (!passedOver.test(word)) {
      scanner.warningAtToken("unknown-keyword", `${quoted(word)} is no keyword that is known here; the line was passed over.`);
      continue;
    }
    lastLine = scanner.line;
  }
  if (vectors > 0 && vectors < 3)
    problems.error("bad-lattice", `There are ${vectors} lattice_vector lines. Write three, or none for a molecule.`, lastLine, 0, 0);
  if (rows.count === 0) problems.error("no-structure", "There is no atom in this file. Write lines such as: atom 0.0 0.0 0.0 Si.", 0, 0, 0);
  const hasCell = vectors >= 3 && cell.every(Number.isFinite) && !isDegenerate(cell);
  const own = hasCell ? cell : new Float64Array(9);
  rows.resize(rows.count);
  if (fractional.length > 0) {
    if (!hasCell)
      problems.error(
        "bad-lattice",
        "atom_frac needs three lattice_vector lines. Write them, or give the atoms as atom.",
        rows.atomLines[fractional[0]!]!,
        0,
        0,
      );
    const turned = fractionalToCartesian(rows.positions, own);
    for (const atom of fractional) rows.positions.set(turned.subarray(3 * atom, 3 * atom + 3), 3 * atom);
  }
  const lines = { firstLine: 0, headerLine: 0, lastLine };
  const frame = buildFrame(rows, { cell: own, periodic: [hasCell, hasCell, hasCell] }, lines);
  return { frames: rows.count > 0 ? [frame] : [], problems: problems.result() };
}

function writeAimsGeometry({ positions, cell, atomicNumbers, periodic }: Structure): string {
  const some = periodic.some(Boolean);
  if (some && (!periodic.every(Boolean) || isDegenerate(cell)))
    throw new RangeError("geometry.in holds structures that repeat in all three directions or in none. Give the structure a whole cell.");
  const lines = ["# written by Adatom"];
  if (some) for (const row of [0, 3, 6]) lines.push(`lattice_vector ${numberRow(cell.subarray(row, row + 3))}`);
  for (const [k, number] of atomicNumbers.entries())
    lines.push(`atom ${numberRow(positions.subarray(3 * k, 3 * k + 3))} ${symbolOf(number)}`);
  return `${lines.join("\n")}\n`;
}

export const aimsGeometry: Format = {
  name: "aims",
  title: "FHI-aims geometry.in",
  extensions: [],
  fileNames: ["geometry.in"],
  single: true,
  parse: parseAimsGeometry,
  write(structures) {
    if (structures.length !== 1)
      throw new RangeError(`A geometry.in holds one structure, not ${structures.length}. Write one file for each.`);
    return writeAimsGeometry(structures[0]!);
  },
};
