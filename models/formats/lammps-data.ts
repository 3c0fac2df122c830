// LAMMPS data files, units metal: box, masses, atoms of the styles atomic, charge, molecular (bond, angle) and full. Elements
// come from comments or labels of the types, else from their masses. Written as style atomic, turned to LAMMPS's own frame.
import { isDegenerate } from "../structure/cell.ts";
import { atomicMass, symbolOf } from "../structure/elements.ts";
import { speciesOrder } from "../structure/species-order.ts";
import type { Structure } from "../structure/structure.ts";
import { toUpperFrame } from "../structure/upper-frame.ts";
import type { Format } from "./format.ts";
import { parseLammpsData } from "./lammps-data-reader.ts";
import { numberRow, numberText } from "./number-text.ts";

/** Room around atoms along a direction that does not repeat, angstrom. */
const roomAngstrom = 10;

function writeLammpsData([given, ...more]: readonly Structure[]): string {
  if (!given || more.length > 0) throw new RangeError("A LAMMPS data file holds one structure: write each into a file of its own.");
  const { structure } = toUpperFrame(given);
  const { atomicNumbers, positions, cell, periodic } = structure;
  if (periodic.some(Boolean) && isDegenerate(cell))
    throw new RangeError("LAMMPS needs three cell vectors for a structure that repeats: give it the missing ones.");
  const order = speciesOrder(atomicNumbers);
  const bounds = [0, 1, 2].map((axis) => boundsAlong(structure, axis));
  const lines = ["written by Adatom, units metal", "", `${atomicNumbers.length} atoms`, `${order.length} atom types`, ""];
  for (const [axis, [low, high]] of bounds.entries()) lines.push(`${numberRow([low, high])} ${"xyz"[axis]}lo ${"xyz"[axis]}hi`);
  const tilts = [cell[3]!, cell[6]!, cell[7]!];
  if (!isDegenerate(cell) && tilts.some((tilt) => tilt !== 0)) lines.push(`${numberRow(tilts)} xy xz yz`);
  lines.push(
    "",
    "Masses",
    "",
    ...order.map((number, k) => `${k + 1} ${atomicMass(number)} # ${symbolOf(number)}`),
    "",
    "Atoms # atomic",
    "",
  );
  for (const [k, number] of atomicNumbers.entries())
    lines.push(`${k + 1} ${order.indexOf(number) + 1} ${Array.from(positions.subarray(3 * k, 3 * k + 3), numberText).join(" ")}`);
  return `${lines.join("\n")}\n`;
}

function boundsAlong({ positions, cell, periodic }: Structure, axis: number): [number, number] {
  if (periodic[axis]) return [0, cell[4 * axis]!];
  let [low, high] = [0, isDegenerate(cell) ? 0 : cell[4 * axis]!];
  for (let at = axis; at < positions.length; at += 3) {
    low = Math.min(low, positions[at]! - roomAngstrom);
    high = Math.max(high, positions[at]! + roomAngstrom);
  }
  return [low, high];
}

export const lammpsData: Format = {
  name: "lammps-data",
  title: "LAMMPS data",
  extensions: [".lmpdat"],
  fileNames: [],
  single: true,
  parse: parseLammpsData,
  write: writeLammpsData,
};
