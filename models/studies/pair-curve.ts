// Study 6: one curve of one variable, the energy of H2 against its length: how many radial functions, which exponents and how
// many nodes a network needs for it. Where no dimers are given, they are made: the thesis computed its own with DFTB, ours
// are a Morse curve with the constants of H2 (K. P. Huber, G. Herzberg, Constants of Diatomic Molecules, 1979).

import type { Stepwise } from "../analysis/stepwise.ts";
import type { Figure } from "../figures/figure.ts";
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import type { Potential } from "../potentials/potential.ts";
import { dimer, distanceOfFirstTwo } from "./dimer.ts";
import { shuffled } from "./parts.ts";
import { predict } from "./predictions.ts";
import { errorTable } from "./report.ts";
import type { CaseOutcome, Measured, Study, StudyCase, StudyMaterial } from "./study.ts";
import { thesisCutoffAngstrom } from "./thesis-descriptors.ts";
import { thesisTraining } from "./training.ts";

const wellEv = 4.75;
const alphaPerAngstrom = 1.94;
const lengthAngstrom = 0.741;

/** As many as in the thesis: 85 and 15 to learn from, 500 apart from these. */
const learned = 85;
const validated = 15;
const tested = 500;
const shortest = 0.45;
const longest = 3;

const functionCounts = [1, 2, 3, 4, 8];
const nodeCounts = [1, 2, 3, 4, 6, 10];
/** 1/angstrom^2; the thesis's highest exponents of 30 functions. */
const highestEtas = [2.7497, 3.7497, 4.7497, 5.7497];
const lowestEta = 0.0032;

export const pairCurve: Study = {
  name: "pair-curve",
  title: "The pair curve of H2",
  thesis:
    "Figures 4.3 to 4.8: a linear network fails with few radial functions and needs large exponents at short distances; tanh fits with one function; three to four nodes are enough.",
  data: "none",
  cases: (material, options) => {
    const data = dimers(material, options.seed);
    const one = (
      series: string,
      label: string,
      x: number,
      hidden: readonly number[],
      activation: Activation,
      eta: readonly number[],
    ): StudyCase => ({
      label,
      series,
      x,
      config: thesisTraining(options, {
        hidden,
        activation,
        forceWeight: 0,
        descriptors: { radial: { cutoff: thesisCutoffAngstrom, eta } },
      }),
      data,
      measure: (potential) => curveOf(potential, data.test),
    });
    return [
      ...(["linear", "tanh"] as const).flatMap((activation) =>
        functionCounts.map((count) =>
          one(
            `functions, ${activation}`,
            `${count} ${count === 1 ? "function" : "functions"}, 10-10, ${activation}`,
            count,
            [10, 10],
            activation,
            etas(count, highestEtas[1]!),
          ),
        ),
      ),
      ...highestEtas.map((highest) =>
        one("largest exponent", `30 functions to eta ${highest}, 20-20, linear`, highest, [20, 20], "linear", etas(30, highest)),
      ),
      ...nodeCounts.map((nodes) => one("nodes", `${nodes}-${nodes} nodes, 1 function, tanh`, nodes, [nodes, nodes], "tanh", [0.5])),
    ];
  },
  report: (_, outcomes) => ({
    tables: [errorTable("The pair curve of H2", "functions and network", outcomes)],
    figures: [
      curves("functions-linear", "H2 by a linear network", outcomes, "functions, linear"),
      curves("functions-tanh", "H2 by a tanh network", outcomes, "functions, tanh"),
      curves("exponents", "H2 by a linear network of 30 functions", outcomes, "largest exponent"),
      curves("nodes", "H2 by one function and few nodes", outcomes, "nodes"),
    ],
  }),
};

/** From wide to narrow in equal ratios. */
function etas(count: number, highest: number): number[] {
  if (count === 1) return [0.5];
  return Array.from({ length: count }, (_, k) => lowestEta * (highest / lowestEta) ** (k / (count - 1)));
}

function dimers({ sets }: StudyMaterial, seed: number): StudyCase["data"] {
  const given = sets[0]?.structures;
  if (given) {
    const order = shuffled(given, seed);
    const test = Math.round(order.length / 4);
    const validation = Math.max(1, Math.round((validated / (learned + validated)) * (order.length - test)));
    return { test: order.slice(0, test), validation: order.slice(test, test + validation), train: order.slice(test + validation) };
  }
  const made = (count: number): StudyCase["data"]["train"] =>
    Array.from({ length: count }, (_, k) => {
      const distance = shortest + ((longest - shortest) * (k + 0.5)) / count;
      const e = Math.exp(-alphaPerAngstrom * (distance - lengthAngstrom));
      return dimer(1, distance, wellEv * e * (e - 2));
    });
  const own = shuffled(made(learned + validated), seed);
  return { test: made(tested), validation: own.slice(0, validated), train: own.slice(validated) };
}

function* curveOf(potential: Potential, structures: StudyCase["data"]["test"]): Stepwise<Measured> {
  const { energies, trueEnergies } = yield* predict(potential, structures);
  return { distances: structures.map(distanceOfFirstTwo), energies, trueEnergies };
}

function curves(name: string, title: string, outcomes: readonly CaseOutcome[], series: string): Figure {
  const own = outcomes.filter((outcome) => outcome.series === series);
  const sorted = ({ measured }: CaseOutcome, what: string): { x: number[]; y: number[] } => {
    const order = [...measured.distances!.keys()].sort((a, b) => measured.distances![a]! - measured.distances![b]!);
    return { x: order.map((k) => measured.distances![k]!), y: order.map((k) => 2 * measured[what]![k]!) };
  };
  return {
    name,
    title,
    xLabel: "distance (A)",
    yLabel: "energy (eV)",
    series: [
      ...own.slice(0, 1).map((outcome) => ({ name: "true", style: "line" as const, ...sorted(outcome, "trueEnergies") })),
      ...own.map((outcome) => ({ name: outcome.label, style: "line" as const, ...sorted(outcome, "energies") })),
    ],
  };
}
