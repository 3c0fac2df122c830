// Study 1: how far an atom must see.

import { shareOut } from "./parts.ts";
import { errorTable, lossCurves, testErrors } from "./report.ts";
import type { Study } from "./study.ts";
import { thesisDescriptors } from "./thesis-descriptors.ts";
import { thesisTraining } from "./training.ts";

const cutoffsAngstrom = [2.5, 4.5, 6.5, 8.5];

export const cutoffRadius: Study = {
  name: "cutoff-radius",
  title: "Cutoff radius",
  thesis: "2-D silica, figure 3.2: 2.5 angstrom is too small, 4.5 is enough, 6.5 and 8.5 gain nothing.",
  data: "set",
  cases: ({ sets }, options) => {
    const data = shareOut(sets[0]!.structures, options.seed);
    return cutoffsAngstrom.map((cutoff) => ({
      label: `${cutoff} A`,
      series: sets[0]!.name,
      x: cutoff,
      config: thesisTraining(options, { descriptors: thesisDescriptors(cutoff) }),
      data,
    }));
  },
  report: (_, outcomes) => ({
    tables: [errorTable("Cutoff radius", "cutoff", outcomes)],
    figures: [
      lossCurves("loss", "Loss by cutoff radius", outcomes),
      testErrors("error", "Error against cutoff radius", "cutoff radius (A)", outcomes),
    ],
  }),
};
