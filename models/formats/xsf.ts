// XSF and animated AXSF, as XCrySDen and aenet write them: ATOMS, or CRYSTAL with PRIMVEC and PRIMCOORD, cartesian, angstrom.
// Forces are eV/angstrom and the energy stands in a comment, "# total energy = -1.5 eV", as in aenet's training sets.
import { isNoCell } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import type { Format } from "./format.ts";
import { numberRow, numberText } from "./number-text.ts";
import { parseXsf } from "./xsf-reader.ts";

/** Keyword of a periodicity; XSF has no other. */
function keywordOf({ periodic, cell }: Structure): string {
  const flags = periodic.map((flag) => (flag ? "T" : "F")).join("");
  const keyword = { TTT: "CRYSTAL", TTF: "SLAB", TFF: "POLYMER", FFF: "ATOMS" }[flags];
  if (keyword === undefined)
    throw new RangeError(`XSF cannot hold periodicity ${flags}. Order the cell vectors so that the repeating ones come first.`);
  if (keyword !== "ATOMS" && isNoCell(cell)) throw new RangeError("XSF needs cell vectors for a periodic structure. Give it a cell.");
  return keyword;
}

function writeStep(structure: Structure, step: string): string[] {
  const { positions, cell, atomicNumbers, reference } = structure;
  const keyword = keywordOf(structure);
  const lines: string[] = [];
  if (reference?.energy !== undefined) lines.push(`# total energy = ${numberText(reference.energy)} eV`, "");
  if (keyword === "ATOMS") lines.push(`ATOMS${step}`);
  else {
    lines.push(keyword, `PRIMVEC${step}`);
    for (let i = 0; i < 9; i += 3) lines.push(numberRow(cell.subarray(i, i + 3)));
    lines.push(`PRIMCOORD${step}`, `${atomicNumbers.length} 1`);
  }
  for (let i = 0; i < atomicNumbers.length; i++) {
    const force = reference?.forces ? ` ${numberRow(reference.forces.subarray(3 * i, 3 * i + 3))}` : "";
    lines.push(`${symbolOf(atomicNumbers[i]!)} ${numberRow(positions.subarray(3 * i, 3 * i + 3))}${force}`);
  }
  return lines;
}

export const xsf: Format = {
  name: "xsf",
  title: "XSF (XCrySDen, aenet)",
  extensions: [".xsf", ".axsf"],
  fileNames: [],
  parse: parseXsf,
  write(structures) {
    const many = structures.length !== 1;
    const lines = many ? [`ANIMSTEPS ${structures.length}`] : [];
    for (const [i, structure] of structures.entries()) lines.push(...writeStep(structure, many ? ` ${i + 1}` : ""));
    return `${lines.join("\n")}\n`;
  },
};
