// Study 9: energy against scale, predicted beside true, and how steep the true curves of materials are.

import type { Stepwise } from "../analysis/stepwise.ts";
import { scaledBy, scaleKey } from "../data/augment.ts";
import type { Figure, Series } from "../figures/figure.ts";
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

/** One structure at many scales, and the true energies, eV/atom. */
interface Curve {
  readonly name: string;
  /** Scale factors less 1, rising. */
  readonly x: readonly number[];
  readonly structures: readonly Structure[];
  readonly y: readonly number[];
}

export const scaleCurve: Study = {
  name: "scale-curve",
  title: "Energy against scale factor",
  thesis:
    "Figures 5.10 and 5.16: trained on dynamics a network is right only around the ground state, up to the energies it has seen; with scaled structures it follows the whole curve, winding about it.",
  data: "sets",
  needsScaled: true,
  needsCurves: true,
  cases: (material, options) => {
    const { structures } = scaleOf(material, 0);
    return bothNetworks(material, options, function* (potential): Stepwise<Measured> {
      const energies: number[] = [];
      for (const [k, structure] of structures.entries()) {
        energies.push(energyPerAtom(potential, structure));
        yield (k + 1) / structures.length;
      }
      return { energies };
    });
  },
  report: (material, outcomes) => {
    const truth = material.sets.map((_, k) => trueCurve(material, k));
    return {
      tables: [
        errorTable("Errors", "network", outcomes),
        {
          title: "Deviation from the true curve, meV/atom",
          columns: ["network", "mean within 2 %", "mean within 10 %", "largest"],
          rows: outcomes.map((outcome) => [outcome.label, ...deviations(outcome, truth[0]!)]),
        },
      ],
      figures: [
        energyPlot(outcomes, truth[0]!, material),
        {
          name: "slope",
          title: "Change of energy with scale",
          xLabel: "scale factor - 1",
          yLabel: "dE/d(scale) (eV/atom)",
          series: truth.map(({ name, x, y }): Series => ({ name, style: "line", x, y: y.map((_, k) => slope(x, y, k)) })),
        },
      ],
    };
  },
};

function energyPlot(outcomes: readonly CaseOutcome[], truth: Curve, { sets, scaled }: StudyMaterial): Figure {
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
      { name: "true", style: "line", x: truth.x, y: truth.y },
      ...outcomes.map(({ label, measured }) => ({ name: label, style: "line-and-points" as const, x: truth.x, y: measured.energies! })),
    ],
    levels,
  };
}

/**
 * A set's structure at its scales: the one that was labelled at them, or else its own of lowest energy.
 * @throws RangeError where the labelled ones do not say their scale
 */
function scaleOf({ sets, curves }: StudyMaterial, k: number): Pick<Curve, "x" | "structures"> {
  const { name, structures } = sets[k]!;
  if (!curves[k]) return { x: factors, structures: factors.map((factor) => scaledBy(lowestEnergy({ name, structures }), 1 + factor)) };
  const rising = [...curves[k]].sort((a, b) => scaleFactor(a, name) - scaleFactor(b, name));
  return { x: rising.map((one) => scaleFactor(one, name) - 1), structures: rising };
}

function scaleFactor({ info }: Structure, name: string): number {
  const scale = Number(info?.[scaleKey] ?? Number.NaN);
  if (Number.isFinite(scale)) return scale;
  throw new RangeError(
    `a structure of the scale curve of ${name} does not say its ${scaleKey}: make the curve with data augment --kinds scale-series`,
  );
}

function trueCurve(material: StudyMaterial, k: number): Curve {
  const { name } = material.sets[k]!;
  const { x, structures } = scaleOf(material, k);
  const { reference } = material;
  const y = reference ? structures.map((one) => energyPerAtom(reference, one)) : energiesPerAtom(structures);
  return { name, x, structures, y };
}

function energyPerAtom(potential: Potential, structure: Structure): number {
  const { energy } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
  return energy / structure.atomicNumbers.length;
}

/** The structure nearest to the ground state that the set has. */
function lowestEnergy({ structures }: MaterialSet): Structure {
  const energies = energiesPerAtom(structures);
  const lowest = energies.reduce((least, energy, k) => (energy < energies[least]! ? k : least), 0);
  return structures[lowest]!;
}

/** Central differences, one-sided at the ends. */
function slope(x: readonly number[], y: readonly number[], k: number): number {
  const before = Math.max(0, k - 1);
  const after = Math.min(y.length - 1, k + 1);
  return (y[after]! - y[before]!) / (x[after]! - x[before]!);
}

function deviations({ measured }: CaseOutcome, { x, y }: Curve): number[] {
  const errors = measured.energies!.map((energy, k) => 1000 * Math.abs(energy - y[k]!));
  const near = errors.filter((_, k) => Math.abs(x[k]!) <= 0.02 + 1e-12);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean(near), mean(errors), highest(errors)];
}
