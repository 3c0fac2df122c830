// VASP's POSCAR and CONTCAR: comment, scale, three vectors, elements, counts, Direct or Cartesian, positions. One structure a file.
// Velocities and whatever else follows the positions is passed over. Written as Cartesian with scale 1, which reads back bit for bit.
import { isDegenerate } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import type { Format } from "./format.ts";
import { numberRow } from "./number-text.ts";
import { parsePoscar } from "./poscar-reader.ts";

/** Comment, scale 1, cell vectors, elements and counts: what XDATCAR begins with as well. */
export function poscarHead({ cell, atomicNumbers, info }: Structure): string[] {
  const runs: { symbol: string; count: number }[] = [];
  for (const z of atomicNumbers) {
    const last = runs.at(-1);
    if (last?.symbol === symbolOf(z)) last.count++;
    else runs.push({ symbol: symbolOf(z), count: 1 });
  }
  return [
    String(info?.comment ?? "written by Adatom").replace(/[\r\n]+/g, " "),
    "1.0",
    ...[0, 3, 6].map((row) => numberRow(cell.subarray(row, row + 3))),
    runs.map((run) => run.symbol).join(" "),
    runs.map((run) => run.count).join(" "),
  ];
}

function writePoscar(structure: Structure): string {
  const { positions, cell, atomicNumbers } = structure;
  if (isDegenerate(cell))
    throw new RangeError("POSCAR needs a cell with a volume. Give the structure one, with vacuum around it if it is isolated.");
  const lines = [...poscarHead(structure), "Cartesian"];
  for (let i = 0; i < atomicNumbers.length; i++) {
    lines.push(`${numberRow(positions.subarray(3 * i, 3 * i + 3))} ${symbolOf(atomicNumbers[i]!)}`);
  }
  return `${lines.join("\n")}\n`;
}

export const poscar: Format = {
  name: "poscar",
  title: "VASP POSCAR",
  extensions: [".poscar", ".contcar", ".vasp"],
  fileNames: ["POSCAR", "CONTCAR"],
  single: true,
  parse: parsePoscar,
  write(structures) {
    if (structures.length !== 1) throw new RangeError(`A POSCAR holds one structure, not ${structures.length}. Write one file for each.`);
    return writePoscar(structures[0]!);
  },
};
