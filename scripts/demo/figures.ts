// The figures of the demo's report: learning curves, predicted against true, drift.
import type { Figure } from "@adatom/models/figures/figure.ts";
import { runFigures } from "@adatom/models/figures/run-figures.ts";

export type Rows = readonly { readonly step: number; readonly values: Readonly<Record<string, number>> }[];

/** Errors of energies and forces over the epochs. `name` begins their files' names. */
export function learningCurves(rows: Rows, name: string, training: string): Figure[] {
  const figures = runFigures("train", rows, training);
  return figures.filter((figure) => figure.name !== "loss").map((figure) => ({ ...figure, name: `${name}-${figure.name}` }));
}

/** Predicted against true, with the diagonal. */
export function parity(name: string, title: string, unit: string, points: readonly (readonly [number, number])[]): Figure {
  const [x, y] = [points.map(([truth]) => truth), points.map(([, predicted]) => predicted)];
  const ends = [Math.min(...x, ...y), Math.max(...x, ...y)];
  return {
    ...{ name, title, xLabel: `DFT (${unit})`, yLabel: `model (${unit})` },
    series: [
      { name: "test structures", style: "points", x, y },
      { name: "equal", style: "line", x: ends, y: ends },
    ],
  };
}

/** Conserved energy of dynamics less its first value, an atom. */
export function drift(rows: Rows, atoms: number): Figure {
  const energies = rows.map(({ values }) => values.conservedEnergy ?? Number.NaN);
  return {
    ...{ name: "dynamics", title: `Conserved energy against its first value, ${atoms} atoms, NVE` },
    ...{ xLabel: "time (fs)", yLabel: "energy (meV/atom)" },
    series: [
      {
        ...{ name: "conserved energy", style: "line" },
        x: rows.map(({ step, values }) => values.timeFs ?? step),
        y: energies.map((energy) => (1000 * (energy - (energies[0] ?? 0))) / atoms),
      },
    ],
  };
}
