// One walk for the row art-events, in a worker thread: searches for so many seconds from a network annealed for a moment.
import { parentPort, workerData } from "node:worker_threads";
import { networkStructure } from "@adatom/models/amorphous/bond-network.ts";
import { RandomNetworkRun } from "@adatom/models/amorphous/continuous-random-network.ts";
import { ArtWalk } from "@adatom/models/dynamics/art/walk.ts";
import { stillingerWeberSiliconVink2001 as potential } from "@adatom/models/potentials/stillinger-weber.ts";

const { seed, seconds } = workerData as { seed: number; seconds: number };
const network = RandomNetworkRun.start({ cellsPerEdge: 3, edgeAngstrom: 16.282, seed, attemptsPerAtom: 10, mostAnneals: 1 });
while (!network.advance(2000).finished);
const walk = ArtWalk.start(networkStructure(network.network()), potential, { seed });
const before = walk.counts();
const begun = performance.now();
const processor = process.threadCpuUsage();
while (performance.now() < begun + 1000 * seconds) walk.advance();
const after = walk.counts();
const { user, system } = process.threadCpuUsage(processor);
parentPort!.postMessage({
  seconds: (performance.now() - begun) / 1000,
  processorSeconds: (user + system) / 1e6,
  searches: after.searches - before.searches,
  events: after.events - before.events,
  evaluations: after.evaluations - before.evaluations,
});
