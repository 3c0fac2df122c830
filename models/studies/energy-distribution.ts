// Study 11: how the energies of data sets are distributed. Nothing is trained.
import type { Series } from "../figures/figure.ts";
import { binned, highest, histogramBins, lowest } from "../figures/values.ts";
import type { MaterialSet, Study } from "./study.ts";

export const energyDistribution: Study = {
  name: "energy-distribution",
  title: "Energy distributions of data sets",
  thesis: "Scaled structures reach far above those of dynamics, whose energies lie close together.",
  data: "sets",
  cases: () => [],
  report: ({ sets, scaled }) => {
    const all = scaled.length > 0 ? [...sets, { name: "scaled", structures: scaled }] : sets;
    return {
      tables: [
        {
          title: "Energies of data sets, eV/atom",
          columns: ["data set", "structures", "atoms", "mean", "standard deviation", "lowest", "highest"],
          rows: all.map(({ name, structures }) => {
            const energies = energiesPerAtom(structures);
            const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
            const deviation = Math.sqrt(energies.reduce((sum, energy) => sum + (energy - mean) ** 2, 0) / energies.length);
            const atoms = structures.reduce((sum, { atomicNumbers }) => sum + atomicNumbers.length, 0);
            return [name, structures.length, atoms, mean, deviation, lowest(energies), highest(energies)];
          }),
        },
      ],
      figures: all.map((set) => ({
        name: `energies-${all.indexOf(set) + 1}`,
        title: `Energies of ${set.name}`,
        xLabel: "energy (eV/atom)",
        yLabel: "structures",
        series: [histogram(set)],
      })),
    };
  },
};

export function energiesPerAtom(structures: MaterialSet["structures"]): number[] {
  return structures.map(({ reference, atomicNumbers }) => reference!.energy! / atomicNumbers.length);
}

function histogram({ name, structures }: MaterialSet): Series {
  return { name, style: "steps", ...binned(energiesPerAtom(structures), histogramBins(structures.length)) };
}
