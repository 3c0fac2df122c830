// Study 4: three optimisers, five seeds of first weights each, on the same parts.

import type { Table } from "../figures/figure.ts";
import { shareOut } from "./parts.ts";
import { errorTable, lossCurves } from "./report.ts";
import type { CaseOutcome, Study } from "./study.ts";
import { thesisTraining } from "./training.ts";

const kinds = ["l-bfgs", "levenberg-marquardt", "sgd"] as const;
const seeds = 5;

export const optimisers: Study = {
  name: "optimisers",
  title: "Optimisers over five seeds",
  thesis:
    "Graphene, figures 3.5 to 3.7: L-BFGS comes to the same error from every seed; Levenberg-Marquardt scatters, at times lower; gradient descent is worse.",
  data: "set",
  cases: ({ sets }, options) => {
    const data = shareOut(sets[0]!.structures, options.seed);
    return kinds.flatMap((type) =>
      Array.from({ length: seeds }, (_, k) => ({
        label: `${type}, seed ${options.seed + k}`,
        series: type,
        x: k + 1,
        config: thesisTraining(options, { optimiser: { type }, seed: options.seed + k }),
        data,
      })),
    );
  },
  report: (_, outcomes) => ({
    tables: [spreadTable(outcomes), errorTable("Every training", "optimiser", outcomes)],
    figures: kinds.map((type) =>
      lossCurves(
        `loss-${type}`,
        `Loss of ${type} from ${seeds} seeds`,
        outcomes.filter(({ series }) => series === type),
      ),
    ),
  }),
};

function spreadTable(outcomes: readonly CaseOutcome[]): Table {
  const rows = kinds.map((type) => {
    const errors = outcomes.filter(({ series }) => series === type).map(({ test }) => test.energyMaeMeVPerAtom);
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length);
    return [type, mean, deviation, Math.min(...errors), Math.max(...errors)];
  });
  return {
    title: "Test energy MAE over seeds, meV/atom",
    columns: ["optimiser", "mean", "standard deviation", "lowest", "highest"],
    rows,
  };
}
