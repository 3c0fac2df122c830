// A gradient step of structure-energy training on one configuration of 216 atoms: neighbours, 54 trained symmetry functions,
// network of 34 853 parameters, all gradients, AdamW; and the same with 36 angular functions.
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { startStructureEnergyTraining } from "@adatom/models/training/structure-energy/run.ts";
import { diamond, displaced } from "../../conformance/structures.ts";
import type { BenchRow } from "../row.ts";

const steps = 24;

export const rows: readonly BenchRow[] = (["mlp", "cnn"] as const).flatMap((network) =>
  [0, 18].map(
    (angular): BenchRow => ({
      name: `structure-energy training step, 216 Si atoms, ${network}${angular > 0 ? " with G4 and G5" : ""}`,
      unit: "ms (processor)",
      higherIsBetter: false,
      async run() {
        const potential = potentialByName("sw-si-vink2001")!;
        const train = Array.from({ length: 8 }, (_, seed) => {
          const structure = displaced(diamond(3, 16.282 / 3), 0.2, seed);
          const { energy } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
          return { ...structure, reference: { energy } };
        });
        const run = startStructureEnergyTraining({ network, angular, epochs: 1000, validateEvery: 1e9 }, { train, validation: [] });
        let best = Number.POSITIVE_INFINITY;
        for (let round = 0; round < 4; round++) {
          const before = process.cpuUsage();
          for (let k = 0; k < steps; k++) await run.advance();
          const { user, system } = process.cpuUsage(before);
          best = Math.min(best, (user + system) / 1000 / steps);
        }
        run.dispose();
        return { ours: best, peer: null, peerName: "-", note: "one thread" };
      },
    }),
  ),
);
