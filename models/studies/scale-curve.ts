// Study 9: energy against scale, predicted beside true, and how steep the true curves of materials are.

import type { Stepwise } from "../analysis/stepwise.ts";
import { deform } from "../data/augment.ts";
import type { Figure } from "../figures/figure.ts";
import { highest } from "../figures/values.ts";
import type { Potential } from "../potentials/potential.ts";
import { buildNeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { energiesPerAtom } from "./energy-distribution.ts";
import { bothNetworks } from "./mixed-set.ts";
import { errorTable } from "./report.ts";
import type { CaseOutcome, MaterialSet, Measured, Study, StudyMaterial } from "./study.ts";

/** -0.1 to 0.1. */
const factors = Array.from({ length: 41 }, (_, k) => (k - 20) / 200);

export const scaleCurve: Study = {
  name: "scale-curve",
  title: "Energy against scale factor",
  thesis:
    "Figures 5.10 and 5.16: trained on dynamics a network is right only around the ground state, up to the energies it has seen; with scaled structures it follows the whole curve, winding about it.",
  data: "sets",
  needsScaled: true,
  needsReference: true,
  cases: (material, options) => {
    const ideal = lowestEnergy(material.sets[0]!);
    return bothNetworks(material, options, function* (potential): Stepwise<Measured> {
      yield 0;
      return { energies: curve(potential, ideal) };
    });
  },
  report: (material, outcomes) => {
    const { sets, reference } = material;
    const truth = sets.map(({ name, structures }) => ({ name, y: curve(reference!, lowestEnergy({ name, structures })) }));
    const slopes = truth.map(({ name, y }) => ({ name, y: y.map((_, k) => slope(y, k)) }));
    return {
      tables: [
        errorTable("Errors", "network", outcomes),
        {
          title: "Deviation from the true curve, meV/atom",
          columns: ["network", "mean within 2 %", "mean within 10 %", "largest"],
          rows: outcomes.map((outcome) => [outcome.label, ...deviations(outcome, truth[0]!.y)]),
        },
      ],
      figures: [
        energyPlot(outcomes, truth[0]!, material),
        {
          name: "slope",
          title: "Change of energy with scale",
          xLabel: "scale factor - 1",
          yLabel: "dE/d(scale) (eV/atom)",
          series: slopes.map(({ name, y }) => ({ name, style: "line", x: factors, y })),
        },
      ],
    };
  },
};

function energyPlot(outcomes: readonly CaseOutcome[], truth: { name: string; y: number[] }, { sets, scaled }: StudyMaterial): Figure {
  const levels = [sets[0]!, { name: "scaled", structures: scaled }].flatMap(({ name, structures }) => {
    const energies = energiesPerAtom(structures);
    const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
    return [
      { y: mean, label: `mean of ${name}` },
      { y: highest(energies), label: `highest of ${name}` },
    ];
  });
  return {
    name: "energy",
    title: `Energy of ${truth.name} against scale`,
    xLabel: "scale factor - 1",
    yLabel: "energy (eV/atom)",
    series: [
      { name: "true", style: "line", x: factors, y: truth.y },
      ...outcomes.map(({ label, measured }) => ({ name: label, style: "line-and-points" as const, x: factors, y: measured.energies! })),
    ],
    levels,
  };
}

/** eV/atom at every factor. */
function curve(potential: Potential, structure: Structure): number[] {
  return factors.map((factor) => {
    const diagonal = 1 + factor;
    const scaled = deform(structure, [diagonal, 0, 0, 0, diagonal, 0, 0, 0, diagonal]);
    const { energy } = potential.evaluate(scaled, buildNeighbourList(scaled, potential.cutoffAngstrom));
    return energy / structure.atomicNumbers.length;
  });
}

/** The structure nearest to the ground state that the set has. */
function lowestEnergy({ structures }: MaterialSet): Structure {
  const energies = energiesPerAtom(structures);
  const lowest = energies.reduce((least, energy, k) => (energy < energies[least]! ? k : least), 0);
  return structures[lowest]!;
}

/** Central differences, one-sided at the ends. */
function slope(y: readonly number[], k: number): number {
  const before = Math.max(0, k - 1);
  const after = Math.min(y.length - 1, k + 1);
  return (y[after]! - y[before]!) / (factors[after]! - factors[before]!);
}

function deviations({ measured }: CaseOutcome, truth: readonly number[]): number[] {
  const errors = measured.energies!.map((energy, k) => 1000 * Math.abs(energy - truth[k]!));
  const near = errors.filter((_, k) => Math.abs(factors[k]!) <= 0.02 + 1e-12);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean(near), mean(errors), highest(errors)];
}
