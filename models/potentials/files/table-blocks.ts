// Blocks of numbers in EAM files: a block starts on a line of its own and runs over as many lines as it needs.
import type { LineScanner } from "../../formats/line-scanner.ts";

/** Fewer nodes than this cannot be interpolated. */
export const fewestNodes = 5;
/** More than this is a damaged header, not a table. */
const mostNodes = 10_000_000;

/** The next `count` numbers from the next line on; undefined, with a problem, where the file has not got them. */
export function readBlock(scanner: LineScanner, count: number, what: string): Float64Array | undefined {
  const values = new Float64Array(count);
  for (let found = 0; found < count; ) {
    if (!scanner.nextLine()) {
      scanner.problems.error(
        "short-table",
        `The file ends after ${found} of ${count} values of ${what}. Fetch the file again.`,
        Math.max(scanner.line, 0),
        0,
        0,
      );
      return undefined;
    }
    while (found < count && !scanner.atEnd() && scanner.text.charCodeAt(scanner.pos) !== 35) {
      values[found++] = scanner.number(what);
      if (!scanner.lastOk) return undefined;
    }
  }
  if (!scanner.atEnd() && scanner.text.charCodeAt(scanner.pos) !== 35) {
    scanner.warningAtLine(
      "extra-column",
      `This line goes on behind the ${count} values of ${what}. The rest was left out; check that the header counts right.`,
    );
  }
  return values;
}

/** Nrho, drho, Nr, dr and cutoff of the current line; undefined, with a problem, where they cannot be. */
export function readGrids(scanner: LineScanner): Grids | undefined {
  const values = ["the number of densities", "the density step", "the number of distances", "the distance step", "the cutoff"].map((what) =>
    scanner.number(what),
  );
  const [densities, densityStep, distances, distanceStep, cutoffAngstrom] = values as [number, number, number, number, number];
  if (values.some((value) => Number.isNaN(value))) return undefined;
  const isCount = (value: number): boolean => Number.isInteger(value) && value >= fewestNodes && value <= mostNodes;
  if (!isCount(densities) || !isCount(distances) || !(densityStep > 0) || !(distanceStep > 0) || !(cutoffAngstrom > 0)) {
    scanner.errorAtLine("bad-grid", `Numbers of nodes must be whole, from ${fewestNodes} to ${mostNodes}, steps and cutoff above 0.`);
    return undefined;
  }
  return { densities, densityStep, distances, distanceStep, cutoffAngstrom };
}

export interface Grids {
  readonly densities: number;
  readonly densityStep: number;
  readonly distances: number;
  readonly distanceStep: number;
  readonly cutoffAngstrom: number;
}
