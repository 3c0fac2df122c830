// Table II of M. Comin and L. J. Lewis, Phys. Rev. B 100, 094107 (2019): published structures of amorphous silicon, to stand beside a set's own.
import type { Table } from "../figures/figure.ts";
import type { TableTwo } from "./table-two.ts";

type Cell = number | null;

/** Density g/cm3, C1, r1, sigma1, C2, r2, sigma2 (angstrom), energy and its spread, eV for 216 atoms, angle and its spread, degrees. */
const published: readonly (readonly [string, ...Cell[]])[] = [
  ["data set of the paper", 2.334, 3.926, 2.362, 0.074, 11.97, 3.82, 0.206, -676.15, 12.016, null, null],
  ["generated (WAE)", 2.334, 3.278, 2.323, 0.297, 8.56, 3.73, 0.654, -288.56, 13.3, 109.67, 27.387],
  ["Barkema and Mousseau 2000, 4096 atoms", 2.45, 4.0, 2.397, 0.075, 12.0, 3.74, 0.272, null, null, null, null],
  ["experiment, Laaziri et al. 1999", 2.285, 3.881, 2.352, 0.065, 12.43, 3.81, 0.238, null, null, null, null],
];

const columns = ["", "ρ g/cm³", "C1", "r1 Å", "σ1 Å", "C2", "r2 Å", "σ2 Å", "E eV", "σE eV", "angle °", "σ °"] as const;

/** The set's row first, then the paper's. Energies are of a structure, 216 atoms in the paper. */
export function besidePublished(row: TableTwo): Table {
  const own: [string, ...Cell[]] = [
    `this set (${row.structures} structures)`,
    rounded(row.densityGramPerCm3, 3),
    rounded(row.c1, 3),
    rounded(row.r1Angstrom, 3),
    rounded(row.sigma1Angstrom, 3),
    rounded(row.c2, 2),
    rounded(row.r2Angstrom, 2),
    rounded(row.sigma2Angstrom, 3),
    row.energy ? rounded(row.energy.mean, 2) : null,
    row.energy ? rounded(row.energy.sigma, 2) : null,
    rounded(row.angleMeanDegrees, 2),
    rounded(row.angleSigmaDegrees, 2),
  ];
  return { title: "Table II of Comin and Lewis 2019", columns, rows: [own, ...published] };
}

function rounded(value: number, decimals: number): Cell {
  return Number.isFinite(value) ? Number(value.toFixed(decimals)) : null;
}
