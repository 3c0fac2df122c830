// Study 10: energies and forces, predicted beside true, of frames and of scaled structures that no network has seen.
import type { Figure, Series } from "../figures/figure.ts";
import { binned, highest, histogramBins, lowest } from "../figures/values.ts";
import { bothNetworks } from "./mixed-set.ts";
import { correlation, predict } from "./predictions.ts";
import { errorTable } from "./report.ts";
import type { CaseOutcome, Study } from "./study.ts";

const kinds = ["frames", "scaled"] as const;
/** More points than this show nothing more. */
const mostPoints = 3000;

export const predictedTrue: Study = {
  name: "predicted-true",
  title: "Predicted against true",
  thesis:
    "Graphene, figures 5.11 to 5.14: energies r = 0.99; forces on frames r = 0.97 trained on dynamics, 0.77 trained on the mixture; forces of scaled structures are not learned.",
  data: "set",
  needsScaled: true,
  cases: (material, options) =>
    bothNetworks(material, options, function* (potential, tests) {
      const measured: Record<string, number[]> = {};
      for (const kind of kinds) {
        for (const [name, values] of Object.entries(yield* predict(potential, tests[kind]))) measured[`${kind}.${name}`] = values;
      }
      return measured;
    }),
  report: (_, outcomes) => ({
    tables: [
      errorTable("Errors", "network", outcomes),
      {
        title: "Pearson's r of predicted and true",
        columns: ["network", "energies of frames", "energies of scaled", "forces of frames", "forces of scaled"],
        rows: outcomes.map(({ label, measured }) => [
          label,
          ...(["energies", "forces"] as const).flatMap((what) => kinds.map((kind) => rOf(measured, kind, what))),
        ]),
      },
    ],
    figures: outcomes.flatMap((outcome, k) => [
      scatter(outcome, `energies-${k + 1}`, "energies", "energy (eV/atom)"),
      scatter(outcome, `forces-${k + 1}`, "forces", "force component (eV/A)"),
      squaredErrors(outcome, `squared-errors-${k + 1}`),
    ]),
  }),
};

type What = "energies" | "forces";

function values(
  measured: CaseOutcome["measured"],
  kind: (typeof kinds)[number],
  what: What,
): { found: readonly number[]; true: readonly number[] } {
  return {
    found: measured[`${kind}.${what}`] ?? [],
    true: measured[`${kind}.${what === "energies" ? "trueEnergies" : "trueForces"}`] ?? [],
  };
}

function rOf(measured: CaseOutcome["measured"], kind: (typeof kinds)[number], what: What): number | null {
  const { found, true: labels } = values(measured, kind, what);
  const r = correlation(labels, found);
  return Number.isFinite(r) ? r : null;
}

function scatter({ label, measured }: CaseOutcome, name: string, what: What, unit: string): Figure {
  // Frames over scaled structures, which are spread wider and would hide them.
  const series = [...kinds].reverse().map((kind): Series => {
    const { found, true: labels } = values(measured, kind, what);
    const step = Math.ceil(labels.length / mostPoints) || 1;
    const kept = (list: readonly number[]): number[] => list.filter((_, k) => k % step === 0);
    return { name: kind, style: "points", x: kept(labels), y: kept(found) };
  });
  const ends = series.flatMap(({ x }) => x);
  const [low, high] = [lowest(ends), highest(ends)];
  const diagonal: Series = { name: "equal", style: "line", x: [low, high], y: [low, high] };
  return {
    name,
    title: `${what === "energies" ? "Energies" : "Forces"}, ${label}`,
    xLabel: `true ${unit}`,
    yLabel: `predicted ${unit}`,
    series: ends.length > 0 ? [diagonal, ...series] : series,
  };
}

/** On a logarithmic scale of errors; shares, since the sets differ in size. */
function squaredErrors({ label, measured }: CaseOutcome, name: string): Figure {
  const marks: { x: number; label: string }[] = [];
  const series = kinds.map((kind): Series => {
    const { found, true: labels } = values(measured, kind, "energies");
    const squares = found.map((energy, k) => (energy - labels[k]!) ** 2);
    const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    marks.push({ x: Math.log10(mean), label: `mean, ${kind}` });
    const { x, y } = binned(squares.filter((square) => square > 0).map(Math.log10), histogramBins(squares.length));
    return { name: kind, style: "steps", x, y: y.map((count) => count / squares.length) };
  });
  return {
    name,
    title: `Squared energy errors, ${label}`,
    xLabel: "log10 of the squared error (eV/atom)²",
    yLabel: "share of structures",
    series,
    marks,
  };
}
