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

/**
 * The set's rows first, then the paper's. Energies are of a structure, 216 atoms in the paper. With a spread: the standard
 * deviations between structures and over atoms, and the set's row with the second shell as g(r) shows it.
 */
export function besidePublished(row: TableTwo): Table {
  const density = rounded(row.densityGramPerCm3, 3);
  const first = [rounded(row.c1, 3), rounded(row.r1Angstrom, 3), rounded(row.sigma1Angstrom, 3)];
  const energy = row.energy ? [rounded(row.energy.mean, 2), rounded(row.energy.sigma, 2)] : [null, null];
  const angles = [rounded(row.angleMeanDegrees, 2), rounded(row.angleSigmaDegrees, 2)];
  const second = [rounded(row.c2, 2), rounded(row.r2Angstrom, 2), rounded(row.sigma2Angstrom, 3)];
  const { spread } = row;
  const name = `this set (${row.structures} structures, bonds to ${row.firstShellAngstrom.toFixed(2)} Å)`;
  const own: [string, ...Cell[]][] = [[name, density, ...first, ...second, ...energy, ...angles]];
  if (spread) {
    const { betweenStructures: between, overAtoms, secondShellByDistance: far } = spread;
    own.push([
      "± between its structures",
      ...[rounded(between.density, 3), rounded(between.c1, 3), rounded(between.r1, 3), rounded(between.sigma1, 3)],
      ...[rounded(between.c2, 2), rounded(between.r2, 3), rounded(between.sigma2, 3), energy[1]!, null],
      ...[rounded(between.angleMean, 2), rounded(between.angleSigma, 2)],
    ]);
    own.push([
      "± over its atoms and distances",
      null,
      rounded(overAtoms.c1, 3),
      first[2]!,
      null,
      rounded(overAtoms.c2, 2),
      second[2]!,
      ...noMore,
    ]);
    if (far) {
      const shell = [rounded(far.c2, 2), rounded(far.r2Angstrom, 2), rounded(far.sigma2Angstrom, 3)];
      own.push([`this set, second shell of g(r) to ${far.endAngstrom.toFixed(2)} Å`, density, ...first, ...shell, ...energy, ...angles]);
      const apart = [rounded(between.c2ByDistance, 2), rounded(between.r2ByDistance, 3), rounded(between.sigma2ByDistance, 3)];
      own.push(["± between its structures", null, null, null, null, ...apart, null, null, null, null]);
      own.push(["± over its atoms and distances", null, null, null, null, rounded(overAtoms.c2ByDistance, 2), shell[2]!, ...noMore]);
    }
  }
  return { title: "Table II of Comin and Lewis 2019", columns, rows: [...own, ...published] };
}

/** Sigma2 and what follows it. */
const noMore: readonly Cell[] = [null, null, null, null, null];

function rounded(value: number, decimals: number): Cell {
  return Number.isFinite(value) ? Number(value.toFixed(decimals)) : null;
}
