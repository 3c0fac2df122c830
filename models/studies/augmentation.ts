// Study 8: the share of scaled structures in what is learned from.

import { shareOut, shuffled } from "./parts.ts";
import { errorTable, lossCurves, testErrors } from "./report.ts";
import type { Study } from "./study.ts";
import { thesisTraining } from "./training.ts";

const shares = [0, 0.25, 0.5, 1];

export const augmentation: Study = {
  name: "augmentation",
  title: "Share of scaled structures",
  thesis: "2-D silica, scaled by up to 10 %: 5.4, 6.8 and 10.6 meV/atom at shares of 25, 50 and 100 %.",
  data: "set",
  needsScaled: true,
  cases: ({ sets, scaled }, options) => {
    const { structures, name } = sets[0]!;
    // As many in every case, of which the share is scaled; the test part is of the same mixture, as in the thesis.
    const count = Math.min(structures.length, scaled.length);
    const frames = shuffled(structures, options.seed);
    const others = shuffled(scaled, options.seed);
    return shares.map((share) => {
      const taken = Math.round(share * count);
      return {
        label: `${100 * share} % scaled`,
        series: name,
        x: 100 * share,
        config: thesisTraining(options),
        data: shareOut([...others.slice(0, taken), ...frames.slice(0, count - taken)], options.seed),
      };
    });
  },
  report: (_, outcomes) => ({
    tables: [errorTable("Share of scaled structures", "share", outcomes)],
    figures: [
      lossCurves("loss", "Loss by share of scaled structures", outcomes),
      testErrors("error", "Error against share of scaled structures", "share of scaled structures (%)", outcomes),
    ],
  }),
};
