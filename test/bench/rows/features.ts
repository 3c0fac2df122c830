// What several threads gain before a training's first epoch and where whole data sets are described: features (values and stored
// derivatives) as training keeps them, values as select asks for them, measures as suggest does. On all threads (ADATOM_THREADS,
// else all processors) beside one; wall time, the least of many short runs in turns (see threads.ts).
import { createTeam, threadCount } from "@adatom/daemon/compute/threads/team.ts";
import { defaultDescriptors, expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { createStructureDescriber, type StructureDescriber } from "@adatom/models/descriptors/structure-describer.ts";
import { settledPairs } from "@adatom/models/kernels/derivative-products.ts";
import { soloTeam } from "@adatom/models/kernels/team/team.ts";
import type { NeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { readAccuracyData } from "../../trials/accuracy/data-sets.ts";
import type { BenchRow } from "../row.ts";
import { workload as sulfide } from "./polynomial-cutoffs.ts";

const threads = threadCount();
const team = createTeam(threads);
const seconds = 8;

/** The data, in turns, one structure a run. */
function row(
  name: string,
  data: () => readonly Structure[],
  functions: () => readonly ProductFunction[],
  work: (describer: StructureDescriber, structure: Structure, list: NeighbourList) => void,
): BenchRow {
  return {
    name: `${name}, ${threads} threads`,
    unit: "us/atom",
    higherIsBetter: false,
    async run() {
      const structures = data();
      const species = [...new Set(structures.flatMap(({ atomicNumbers }) => [...atomicNumbers]))].sort((a, b) => a - b);
      const all = functions();
      const elements = species.map((atomicNumber) => ({ atomicNumber, functions: all.filter((f) => f.centre === atomicNumber) }));
      const describers = [team, soloTeam].map((one) => createStructureDescriber(elements, one));
      const least = describers.map(() => structures.map(() => Number.POSITIVE_INFINITY));
      const until = performance.now() + 1000 * seconds;
      for (let k = 0; performance.now() < until; k = (k + 1) % structures.length) {
        const structure = structures[k]!;
        for (const [d, describer] of describers.entries()) {
          for (let run = 0; run < 3; run++) {
            const start = performance.now();
            work(describer, structure, describer.listOf(structure));
            least[d]![k] = Math.min(least[d]![k]!, performance.now() - start);
          }
        }
      }
      const atoms = structures.reduce((sum, { atomicNumbers }) => sum + atomicNumbers.length, 0);
      const [many, one] = least.map((own) => (1000 * own.reduce((sum, ms) => sum + ms, 0)) / atoms);
      return { ours: many!, peer: one!, peerName: "ours on one thread", note: "neighbour lists included" };
    },
  };
}

/** Every fortieth structure of mlearn's training set, so that each has several turns. */
const silicon = (): readonly Structure[] => readAccuracyData("Si", "train").filter((_, k) => k % 40 === 0);
const gaussians = (): readonly ProductFunction[] => expandDescriptors(defaultDescriptors, [14]);
const copper = (): readonly Structure[] => [sulfide.structure()];

export const rows: readonly BenchRow[] = [
  row("features of mlearn's silicon, 42 functions", silicon, gaussians, (describer, structure, list) =>
    describer.derivatives(structure, list, false, settledPairs),
  ),
  row("features of 144 atoms of Cu2S, 179 functions", copper, sulfide.functions, (describer, structure, list) =>
    describer.derivatives(structure, list, false, settledPairs),
  ),
  row("values of mlearn's silicon, 42 functions", silicon, gaussians, (describer, structure, list) => describer.values(structure, list)),
  row("measures for suggested functions, mlearn's silicon, 42 functions", silicon, gaussians, (describer, structure, list) =>
    describer.sensitivities(structure, list),
  ),
];
