// Study 5: what the hidden nodes do.
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import { shareOut } from "./parts.ts";
import { errorTable, lossCurves } from "./report.ts";
import type { Study } from "./study.ts";
import { thesisTraining } from "./training.ts";

/** aenet's four. */
const compared: readonly Activation[] = ["linear", "sigmoid", "tanh", "twisted-tanh"];

export const activations: Study = {
  name: "activations",
  title: "Activations",
  thesis: "2-D silica, figure 4.1: on frames of dynamics alone a linear network is no worse than the others.",
  data: "set",
  cases: ({ sets }, options) => {
    const data = shareOut(sets[0]!.structures, options.seed);
    return compared.map((activation) => ({
      label: activation,
      series: sets[0]!.name,
      x: null,
      config: thesisTraining(options, { activation }),
      data,
    }));
  },
  report: (_, outcomes) => ({
    tables: [errorTable("Activations", "activation", outcomes)],
    figures: [lossCurves("loss", "Loss by activation", outcomes)],
  }),
};
