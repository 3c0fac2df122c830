// One epoch of training on energies and forces: the default potential on the mlearn silicon set (193 of 214 structures).
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { splitStructures } from "@adatom/daemon/compute/jobs/data-split.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";
import { readAccuracyData } from "../../trials/accuracy/data-sets.ts";
import type { BenchRow } from "../row.ts";

export const row: BenchRow = {
  name: "Behler-Parrinello training, epoch of energies and forces",
  unit: "s",
  higherIsBetter: false,
  async run() {
    const { name } = await selectBackend();
    const run = startTraining(
      { epochs: 4 },
      splitStructures(readAccuracyData("Si", "train"), { validationFraction: 0.1, testFraction: 0, seed: 1 }),
    );
    while ((await run.advance()).phase === "descriptors");
    let best = Number.POSITIVE_INFINITY;
    let started = performance.now();
    for (;;) {
      const { phase, epoch } = await run.advance();
      if (epoch) {
        best = Math.min(best, (performance.now() - started) / 1000);
        started = performance.now();
      }
      if (phase === "finished") break;
    }
    run.dispose();
    return {
      ours: best,
      peer: null,
      peerName: "none",
      note: `tfjs ${name}; beside n2p2's epochs, and with its method: npm run trials training-speed`,
    };
  },
};
