// Study 3: how far apart frames of a trajectory should be. As many frames, one after the other or every second one.

import { shareOut } from "./parts.ts";
import { errorTable, lossCurves } from "./report.ts";
import type { Study } from "./study.ts";
import { thesisTraining } from "./training.ts";

export const frameInterval: Study = {
  name: "frame-interval",
  title: "Time between frames",
  thesis: "2-D silica, figure 3.4: 546 fs between frames instead of 273 gave a slightly larger error: close frames are alike.",
  data: "set",
  cases: ({ sets }, options) => {
    const { structures, name } = sets[0]!;
    const half = Math.floor(structures.length / 2);
    // Blocks of four, so that both halves run over the whole file: trajectories at several temperatures follow each other in it.
    const close = structures.filter((_, k) => k % 4 < 2).slice(0, half);
    const apart = structures.filter((_, k) => k % 2 === 0).slice(0, half);
    return [
      { label: "neighbouring frames", structures: close, x: 1 },
      { label: "every second frame", structures: apart, x: 2 },
    ].map(({ label, structures: own, x }) => ({
      label,
      series: name,
      x,
      config: thesisTraining(options),
      data: shareOut(own, options.seed),
    }));
  },
  report: (_, outcomes) => ({
    tables: [errorTable("Time between frames", "frames", outcomes)],
    figures: [lossCurves("loss", "Loss by time between frames", outcomes)],
  }),
};
