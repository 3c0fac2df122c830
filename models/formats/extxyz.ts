// Extended XYZ: many frames, each a count, a comment line of key=value pairs, and atom lines whose columns the comment declares.
// Stress is eV/angstrom^3 and positive under tension (ASE); a virial, in eV, is read as stress = -virial / volume.
import { isNoCell } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { ExtxyzReader } from "./extxyz-reader.ts";
import type { Format, ParseResult } from "./format.ts";
import { writeKeyValue } from "./key-values.ts";
import { numberRow, numberText } from "./number-text.ts";

/** Parse a whole text at once, by the reader that streams. */
export function parseXyz(text: string, options: { readonly plain?: boolean } = {}): ParseResult {
  const reader = new ExtxyzReader(options);
  const frames = reader.push(text);
  frames.push(...reader.end());
  return { frames, problems: reader.problems };
}

/** Keys that the writer itself decides on; info under these names is not written. */
const ownKeys = new Set(["Lattice", "lattice", "Properties", "properties", "pbc", "PBC", "energy", "stress"]);

/** The comment line of one structure. */
function headerOf(structure: Structure): string {
  const { cell, periodic, reference, info } = structure;
  const parts: string[] = [];
  if (!isNoCell(cell)) parts.push(`Lattice="${numberRow(cell)}"`);
  parts.push(`Properties=species:S:1:pos:R:3${reference?.forces ? ":forces:R:3" : ""}`);
  if (reference?.energy !== undefined) parts.push(`energy=${reference.energy}`);
  if (reference?.stress) {
    const [xx, yy, zz, yz, xz, xy] = reference.stress as unknown as [number, number, number, number, number, number];
    parts.push(`stress="${numberRow([xx, xy, xz, xy, yy, yz, xz, yz, zz])}"`);
  }
  for (const [key, value] of Object.entries(info ?? {})) if (!ownKeys.has(key)) parts.push(writeKeyValue(key, value));
  parts.push(`pbc="${periodic.map((flag) => (flag ? "T" : "F")).join(" ")}"`);
  return parts.join(" ");
}

function writeFrame(structure: Structure): string {
  const { positions, atomicNumbers, reference } = structure;
  const forces = reference?.forces;
  const lines: string[] = [String(atomicNumbers.length), headerOf(structure)];
  for (let i = 0; i < atomicNumbers.length; i++) {
    const at = 3 * i;
    let line = `${symbolOf(atomicNumbers[i]!)} ${numberText(positions[at]!)} ${numberText(positions[at + 1]!)} ${numberText(positions[at + 2]!)}`;
    if (forces) line += ` ${numberText(forces[at]!)} ${numberText(forces[at + 1]!)} ${numberText(forces[at + 2]!)}`;
    lines.push(line);
  }
  return `${lines.join("\n")}\n`;
}

export const extxyz: Format = {
  name: "extxyz",
  title: "extended XYZ",
  extensions: [".xyz", ".extxyz", ".exyz"],
  fileNames: [],
  parse: (text) => parseXyz(text),
  write: (structures) => structures.map(writeFrame).join(""),
};
