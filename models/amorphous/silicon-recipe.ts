// How the amorphous-silicon data set is made, after M. Comin and L. J. Lewis, Phys. Rev. B 100, 094107 (2019): walks of ART events
// from a start, every tenth minimum kept, molecular dynamics from each minimum kept. Cut into pieces (the start of a walk,
// a round of events and dynamics) that depend on the seed, the walk and the round alone: whoever computes them gets the same.
import { ArtWalk } from "../dynamics/art/walk.ts";
import type { Snapshot } from "../dynamics/dynamics.ts";
import { startMolecularDynamics } from "../dynamics/molecular-dynamics.ts";
import { createRandom } from "../dynamics/random.ts";
import type { Potential } from "../potentials/potential.ts";
import { buildNeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { diamondNetwork, networkStructure } from "./bond-network.ts";
import { RandomNetworkRun } from "./continuous-random-network.ts";
import { fingerprint, isEquivalent } from "./fingerprint.ts";
import { MeltQuenchRun } from "./melt-quench.ts";
import { randomPacking } from "./random-packing.ts";

/** What a walk starts from: the diamond crystal, a continuous random network, a random packing, a quenched melt. */
export const recipeStarts = ["crystal", "crn", "random", "melt-quench"] as const;
export type RecipeStart = (typeof recipeStarts)[number];

export interface SiliconRecipe {
  readonly seed: number;
  readonly start: RecipeStart;
  /** 8 n^3 atoms in a cube. */
  readonly cellsPerEdge: number;
  readonly edgeAngstrom: number;
  /** Events of a walk before its first round: they heal what a disordered start has that is costly under the potential, and disorder a crystal. */
  readonly equilibrationEvents: number;
  readonly eventsPerMinimum: number;
  /** kT of the walk's choices, eV. */
  readonly fictitiousTemperatureEv: number;
  readonly dynamicsPicoseconds: number;
  /** With "nve" velocities are drawn at the temperature, half of which goes into the potential energy: the frames are half as hot. */
  readonly ensemble: "nve" | "nvt-langevin";
  readonly frameEveryFs: number;
  /** Temperatures of the dynamics, those that velocities are drawn at, lie between these, K. */
  readonly temperaturesKelvin: readonly [number, number];
  /** Bond-switching attempts an atom and temperature; fewer make a poorer network faster. */
  readonly attemptsPerAtom: number;
}

/**
 * How walks go by what they start from. Disordered starts are healed by events that hardly ever cost energy. From the crystal, where the
 * cheapest event costs 3.4 eV, nothing is ever accepted at such a temperature; at 8 eV five events of six are, bond defects come and go, and
 * walks stay for 600 events and more at 0.09 to 0.12 eV/atom above the crystal. At 12 eV and above they drift on towards the glass.
 */
export const walkSettings: Readonly<Record<RecipeStart, Pick<SiliconRecipe, "equilibrationEvents" | "fictitiousTemperatureEv">>> = {
  crystal: { equilibrationEvents: 60, fictitiousTemperatureEv: 8 },
  crn: { equilibrationEvents: 200, fictitiousTemperatureEv: 0.25 },
  random: { equilibrationEvents: 200, fictitiousTemperatureEv: 0.25 },
  "melt-quench": { equilibrationEvents: 200, fictitiousTemperatureEv: 0.25 },
};

/**
 * 216 atoms at the density of the paper, in the cube that holds 27 cells of the crystal. The paper says neither what its walks start from
 * nor what they accept, nor which ensemble its dynamics are of. With walks from the crystal and energy conserved the set has the paper's mean
 * energy and shells; with random networks it has 0.18 eV/atom more (docs/amorphous-silicon-energies.md).
 */
export const paperRecipe: SiliconRecipe = {
  seed: 1,
  start: "crystal",
  cellsPerEdge: 3,
  edgeAngstrom: 16.282,
  ...walkSettings.crystal,
  eventsPerMinimum: 10,
  dynamicsPicoseconds: 2,
  ensemble: "nve",
  frameEveryFs: 15,
  temperaturesKelvin: [50, 1200],
  attemptsPerAtom: 160,
};

/** The paper's recipe from another start, walked as that start asks for, and otherwise as given. */
export function recipeFrom(start: RecipeStart, given: Partial<SiliconRecipe> = {}): SiliconRecipe {
  return { ...paperRecipe, start, ...walkSettings[start], ...given };
}

export interface RecipeFrame {
  readonly structure: Structure;
  readonly energy: number;
  readonly forces: Float64Array;
  readonly fingerprint: Float32Array;
  /** Of the dynamics; 0 for the minimum itself, which has time 0. */
  readonly temperatureKelvin: number;
  readonly timeFs: number;
}

/** An event of a walk without its positions. Energies in eV, lengths in angstrom over all 3N coordinates. */
export interface EventRecord {
  /** Atom that the search was centred on, from 0. */
  readonly atom: number;
  readonly barrier: number;
  readonly asymmetry: number;
  readonly displacement: number;
  readonly saddleDisplacement: number;
  /** Of the saddle's one negative mode, eV/angstrom^2. */
  readonly eigenvalue: number;
  readonly accepted: boolean;
}

export interface Round {
  /** The walk after it. */
  readonly walk: Snapshot;
  /** The minimum and its dynamics; none where the walk is in the minimum it gave last. */
  readonly frames: readonly RecipeFrame[];
  /** Events of the round, in order. */
  readonly events: readonly EventRecord[];
}

const timestepFs = 1;
const frictionPerFs = 0.01;
/** Searches that may fail before a round ends with fewer events. */
const mostSearchesPerEvent = 20;

/** Frames of a round that gives any. */
export function framesPerRound({ dynamicsPicoseconds, frameEveryFs }: SiliconRecipe): number {
  return 1 + Math.floor((1000 * dynamicsPicoseconds) / frameEveryFs);
}

/** A number of its own for each walk and round of a seed. */
function streamSeed(seed: number, walk: number, round: number): number {
  return (Math.abs(Math.trunc(seed)) % 2 ** 20) * 2 ** 32 + walk * 2 ** 22 + round;
}

/** The first minimum of a walk. `report` is told the share that is done. */
export function startWalk(recipe: SiliconRecipe, potential: Potential, walk: number, report: (share: number) => void): Snapshot {
  const seed = streamSeed(recipe.seed, walk, 0);
  const { equilibrationEvents, fictitiousTemperatureEv } = recipe;
  const structure = startingStructure(recipe, potential, seed, (share) => report(share / 2));
  const walking = ArtWalk.start(structure, potential, { seed, fictitiousTemperatureEv });
  walkOn(walking, equilibrationEvents, (share) => report(0.5 + share / 2));
  return walking.snapshot();
}

function startingStructure(recipe: SiliconRecipe, potential: Potential, seed: number, report: (share: number) => void): Structure {
  const { start, cellsPerEdge, edgeAngstrom, attemptsPerAtom } = recipe;
  if (start === "crystal") return networkStructure(diamondNetwork(cellsPerEdge, edgeAngstrom));
  if (start === "random") return randomPacking(8 * cellsPerEdge ** 3, edgeAngstrom, 2, createRandom(seed));
  if (start === "melt-quench") {
    const run = MeltQuenchRun.start(networkStructure(diamondNetwork(cellsPerEdge, edgeAngstrom)), potential, { seed });
    for (let share = 0; share < 1; share = run.advance(100)) report(share);
    return run.structure();
  }
  const run = RandomNetworkRun.start({ cellsPerEdge, edgeAngstrom, seed, attemptsPerAtom });
  for (let { share, finished } = run.progress(); !finished; { share, finished } = run.advance(2000)) report(share);
  return networkStructure(run.network());
}

/** Events, then dynamics from the minimum that they led to. Rounds are counted from 1. */
export function makeRound(
  recipe: SiliconRecipe,
  potential: Potential,
  place: { readonly walk: number; readonly round: number },
  before: Snapshot,
  report: (share: number) => void,
): Round {
  const { eventsPerMinimum } = recipe;
  const walk = ArtWalk.resume(potential, before);
  const events = walkOn(walk, eventsPerMinimum, (share) => report(0.8 * share));
  const minimum = frameOf(walk.structure(), potential, 0, 0);
  const after = walk.snapshot();
  const kept = before.arrays.kept as Float32Array | undefined;
  const isKnown = kept !== undefined && isEquivalent(kept, minimum.fingerprint);
  const snapshot: Snapshot = { ...after, arrays: { ...after.arrays, kept: minimum.fingerprint } };
  const frames = isKnown ? [] : [minimum, ...dynamicsFrames(recipe, potential, place, walk.structure())];
  report(1);
  return { walk: snapshot, frames, events };
}

/** So many events, fewer where too many searches fail. */
function walkOn(walk: ArtWalk, events: number, report: (share: number) => void): EventRecord[] {
  const records: EventRecord[] = [];
  const first = walk.counts().events;
  const lastSearch = walk.counts().searches + mostSearchesPerEvent * events;
  while (walk.counts().events < first + events && walk.counts().searches < lastSearch) {
    const { event, accepted } = walk.advance();
    if (event) {
      const { atom, barrier, asymmetry, displacement, saddleDisplacement, saddle } = event;
      records.push({ atom, barrier, asymmetry, displacement, saddleDisplacement, eigenvalue: saddle.mode.value, accepted });
    }
    report((walk.counts().events - first) / events);
  }
  return records;
}

function dynamicsFrames(
  recipe: SiliconRecipe,
  potential: Potential,
  place: { readonly walk: number; readonly round: number },
  minimum: Structure,
): RecipeFrame[] {
  const seed = streamSeed(recipe.seed, place.walk, place.round);
  const [coldest, hottest] = recipe.temperaturesKelvin;
  const temperatureKelvin = coldest + (hottest - coldest) * createRandom(seed).uniform();
  const run = startMolecularDynamics(minimum, potential, {
    ensemble: recipe.ensemble,
    timestepFs,
    temperatureKelvin,
    frictionPerFs,
    seed,
  });
  const frames: RecipeFrame[] = [];
  for (let n = 1; n < framesPerRound(recipe); n++) {
    // Frames stand at the whole step nearest to their time.
    run.advance(Math.round((n * recipe.frameEveryFs) / timestepFs) - run.sample().step);
    frames.push(frameOf(run.structure(), potential, temperatureKelvin, run.sample().timeFs));
  }
  return frames;
}

function frameOf(structure: Structure, potential: Potential, temperatureKelvin: number, timeFs: number): RecipeFrame {
  const neighbours = buildNeighbourList(structure, Math.max(3.7, potential.cutoffAngstrom));
  const evaluation = potential.evaluate(structure, neighbours);
  const { energy, forces } = evaluation;
  return { structure, energy, forces, fingerprint: fingerprint(structure, evaluation, neighbours), temperatureKelvin, timeFs };
}
