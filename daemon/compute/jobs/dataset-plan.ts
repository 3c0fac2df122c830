// What a data set takes: counts from the recipe, times from a probe of this machine.
import { diamondNetwork } from "@adatom/models/amorphous/bond-network.ts";
import { BondSwitching } from "@adatom/models/amorphous/bond-switching.ts";
import { framesPerRound, makeRound, type SiliconRecipe, startWalk } from "@adatom/models/amorphous/silicon-recipe.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { frameText } from "./dataset-frame.ts";

export interface DataSetTimings {
  readonly secondsPerStart: number;
  readonly secondsPerRound: number;
  readonly bytesPerFrame: number;
}

export interface DataSetPlan {
  readonly minima: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** Stages of an anneal of an anneal; networks of silicon mostly need one or two of them. */
const attemptsOfNetwork = 1.5 * 14;

/** Of a melt and its quench. */
const meltPicoseconds = 23;

/** Measures a poor network, a few events on it and a little dynamics, and scales them up: good to a factor of 2. */
export function probeRecipe(recipe: SiliconRecipe, potential: Potential): DataSetTimings {
  const events = Math.min(3, recipe.eventsPerMinimum);
  const picoseconds = Math.min(0.2, recipe.dynamicsPicoseconds);
  const short: SiliconRecipe = {
    ...recipe,
    start: "random",
    equilibrationEvents: 0,
    eventsPerMinimum: events,
    dynamicsPicoseconds: picoseconds,
  };
  const network = new BondSwitching(diamondNetwork(recipe.cellsPerEdge, recipe.edgeAngstrom), recipe.seed);
  const atoms = network.network.positions.length / 3;
  network.advance(Math.ceil(atoms / 2), Number.POSITIVE_INFINITY);
  network.advance(10 * atoms, 0.4);
  const attempts = 10 * atoms;
  const switching = timed(() => network.advance(attempts, 0.3)) / attempts;
  let walk: ReturnType<typeof startWalk> | undefined;
  const starting = timed(() => {
    walk = startWalk(short, potential, 0, () => {});
  });
  let bytesPerFrame = 0;
  const roundOf = (one: SiliconRecipe): number =>
    timed(() => {
      const { frames } = makeRound(one, potential, { walk: 0, round: 1 }, walk!, () => {});
      bytesPerFrame = frameText(frames.at(-1)!, { walk: 0, round: 1, model: potential.name }).length;
    });
  const both = roundOf(short);
  const onlyDynamics = roundOf({ ...short, eventsPerMinimum: 0 });
  const eventSeconds = Math.max(0, both - onlyDynamics) / events;
  const perPicosecond = picoseconds > 0 ? onlyDynamics / picoseconds : 0;
  const starts = {
    crystal: 0,
    crn: switching * atoms * recipe.attemptsPerAtom * attemptsOfNetwork,
    random: starting,
    "melt-quench": meltPicoseconds * perPicosecond,
  };
  return {
    secondsPerStart: starts[recipe.start] + recipe.equilibrationEvents * eventSeconds,
    secondsPerRound: eventSeconds * recipe.eventsPerMinimum + perPicosecond * recipe.dynamicsPicoseconds,
    bytesPerFrame,
  };
}

/** A round rarely gives nothing (the walk has come back): the plan leaves that out. */
export function planDataSet(recipe: SiliconRecipe, size: number, walks: number, workers: number, timings: DataSetTimings): DataSetPlan {
  const minima = Math.ceil(size / framesPerRound(recipe));
  const busy = Math.min(workers, walks);
  const starts = Math.min(walks, minima);
  return {
    minima,
    seconds: (Math.ceil(starts / busy) * busy * timings.secondsPerStart + minima * timings.secondsPerRound) / busy,
    bytes: size * timings.bytesPerFrame,
  };
}

/** Processor time of this thread, so that what else runs on the machine does not count; the clock's where Node cannot tell (before 23.9). */
function timed(work: () => void): number {
  const now = (): number => {
    if (typeof process.threadCpuUsage !== "function") return performance.now() / 1000;
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1e6;
  };
  const begun = now();
  work();
  return now() - begun;
}
