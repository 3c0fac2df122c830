// CIF: crystals by cell lengths, angles and fractional sites. Listed symmetry operations are applied; written in P1.
// CIF has no orientation: a written structure reads back with a along x and b in the xy plane, and a left-handed cell as its mirror image.
import { cartesianToFractional, cellParameters } from "../structure/cell.ts";
import { elementCounts } from "../structure/composition.ts";
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { parseCif } from "./cif-reader.ts";
import type { Format } from "./format.ts";
import { numberRow, numberText } from "./number-text.ts";

/** "Si4 O8": what the reader counts the sites by. */
function formulaWithBlanks(atomicNumbers: Uint8Array): string {
  return [...elementCounts(atomicNumbers)].map(([z, count]) => symbolOf(z) + count).join(" ");
}

function writeBlock(structure: Structure, index: number): string {
  const { positions, cell, atomicNumbers, info } = structure;
  const fractional = cartesianToFractional(positions, cell);
  if (!fractional) throw new RangeError("CIF needs a cell with a volume. Give the structure one, with vacuum around it if it is isolated.");
  const { a, b, c, alpha, beta, gamma } = cellParameters(cell);
  const name = String(info?.name ?? `structure_${index + 1}`).replace(/\s+/g, "_");
  const lines = [`data_${name}`];
  for (const [key, value] of Object.entries({
    length_a: a,
    length_b: b,
    length_c: c,
    angle_alpha: alpha,
    angle_beta: beta,
    angle_gamma: gamma,
  })) {
    lines.push(`_cell_${key} ${numberText(value)}`);
  }
  lines.push(`_chemical_formula_sum '${formulaWithBlanks(atomicNumbers)}'`, "_cell_formula_units_Z 1");
  lines.push("_symmetry_space_group_name_H-M 'P 1'", "loop_", "_symmetry_equiv_pos_as_xyz", "'x, y, z'", "loop_");
  for (const key of ["type_symbol", "label", "fract_x", "fract_y", "fract_z", "occupancy"]) lines.push(`_atom_site_${key}`);
  for (let i = 0; i < atomicNumbers.length; i++) {
    const symbol = symbolOf(atomicNumbers[i]!);
    lines.push(`${symbol} ${symbol}${i + 1} ${numberRow(fractional.subarray(3 * i, 3 * i + 3))} 1`);
  }
  return `${lines.join("\n")}\n`;
}

export const cif: Format = {
  name: "cif",
  title: "CIF",
  extensions: [".cif"],
  fileNames: [],
  parse: parseCif,
  write: (structures) => structures.map(writeBlock).join("\n"),
};
