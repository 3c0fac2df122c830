// Study 2: how many structures are enough. The same test part throughout.

import { fewer, learned, shareOut } from "./parts.ts";
import { errorTable, lossCurves, testErrors } from "./report.ts";
import type { Study } from "./study.ts";
import { thesisTraining } from "./training.ts";

const shares = [0.25, 0.5, 0.75, 1];

export const trainingSetSize: Study = {
  name: "training-set-size",
  title: "Training-set size",
  thesis: "2-D silica, figure 3.3: the error falls from 500 over 1000 and 1500 to 2000 structures; 500 are far worse.",
  data: "set",
  cases: ({ sets }, options) => {
    const parts = shareOut(sets[0]!.structures, options.seed);
    return shares.map((share) => {
      const count = Math.max(2, Math.round(share * learned(parts)));
      return {
        label: `${count} structures`,
        series: sets[0]!.name,
        x: count,
        config: thesisTraining(options),
        data: fewer(parts, count),
      };
    });
  },
  report: (_, outcomes) => ({
    tables: [errorTable("Training-set size", "learned from", outcomes)],
    figures: [
      lossCurves("loss", "Loss by training-set size", outcomes),
      testErrors("error", "Error against training-set size", "structures learned from", outcomes),
    ],
  }),
};
