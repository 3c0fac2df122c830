// Study 7: what angular functions are worth, to a linear network and to one of tanh.

import { shareOut } from "./parts.ts";
import { errorTable, lossCurves } from "./report.ts";
import type { Study } from "./study.ts";
import { thesisDescriptors } from "./thesis-descriptors.ts";
import { thesisTraining } from "./training.ts";

export const angularFunctions: Study = {
  name: "angular-functions",
  title: "Angular functions on and off",
  thesis: "Graphene: with them 0.9 (linear) and 1.3 (tanh), without 13.8 and 8.5 meV/atom.",
  data: "set",
  cases: ({ sets }, options) => {
    const data = shareOut(sets[0]!.structures, options.seed);
    return [true, false].flatMap((angular) =>
      (["linear", "tanh"] as const).map((activation) => ({
        label: `${angular ? "with" : "without"} angular functions, ${activation}`,
        series: activation,
        x: null,
        config: thesisTraining(options, { activation, descriptors: thesisDescriptors(undefined, angular) }),
        data,
      })),
    );
  },
  report: (_, outcomes) => ({
    tables: [errorTable("Angular functions", "functions and network", outcomes)],
    figures: [lossCurves("loss", "Loss with and without angular functions", outcomes)],
  }),
};
