// Which structures to label next: those whose atoms are least like any that is known, as few as cover the others; those that
// the members of a committee differ about most; or, of these, as few as cover them.
import type { Stepwise } from "../analysis/stepwise.ts";
import { within } from "../analysis/stepwise.ts";
import { type DescriptorConfig, defaultDescriptors } from "../descriptors/descriptor-config.ts";
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import { type CommitteeSpread, excess, measureCommittee, type SpreadLimits, usualSpread } from "./committee-spread.ts";
import { createDescriber, extrapolatingRows, measureSpread, type Spread, scaled } from "./environments.ts";
import { type PointSet, selectFarthest, usualNovelty } from "./farthest-point.ts";

/** What the choice is made by; "both": distance, among those whose spread is not usual. */
export type SelectionBasis = "distance" | "spread" | "both";

export interface SelectionOptions {
  readonly descriptors?: DescriptorConfig | undefined;
  /** At most so many; default: as many as it takes. */
  readonly count?: number | undefined;
  /** Distances up to this are near enough; default: what 9 of 10 structures of the training set keep from the others. */
  readonly threshold?: number | undefined;
  /** Without one the choice is by distance. */
  readonly committee?: CommitteeChoice | undefined;
}

export interface CommitteeChoice {
  readonly potential: Potential;
  readonly by: "spread" | "both";
  /** Spreads of forces up to this, eV/angstrom, are usual; default: what 9 of 10 training structures keep to, in energy per atom too. */
  readonly spreadThreshold?: number | undefined;
}

export interface SelectedStructure {
  /** Index into the candidates. */
  readonly index: number;
  /** Distance of its farthest atom when it was chosen (by spread: before any was); infinite for an element that was not known. */
  readonly novelty: number;
  /** Where there is a committee. */
  readonly spread?: CommitteeSpread;
}

export interface StructureSelection {
  readonly chosen: readonly SelectedStructure[];
  readonly by: SelectionBasis;
  /** Of distances; by spread alone they have none: null. */
  readonly threshold: number | null;
  /** Where there is a committee. */
  readonly spreadLimits?: SpreadLimits;
  /** Candidates beyond what is near enough and usual before, and after what was chosen. */
  readonly novelBefore: number;
  readonly novelAfter: number;
  /** Atoms of every candidate with a function outside of the training range. */
  readonly extrapolatingAtoms: Int32Array;
  /** The same by element, beside how many atoms there are. Sorted by atomic number. */
  readonly elements: readonly { readonly atomicNumber: number; readonly atoms: number; readonly extrapolating: number }[];
}

/** Structures sampled to find out what distance is usual, and what spread. */
const sampleSize = 24;
const spreadSampleSize = 200;
/** What this share of the known structures keeps to is usual. */
const usualShare = 0.9;

/** @throws RangeError for a structure that has no neighbour list, or without candidates */
export function* selectStructures(
  training: readonly Structure[],
  candidates: readonly Structure[],
  options: SelectionOptions = {},
): Stepwise<StructureSelection> {
  if (candidates.length === 0) throw new RangeError("there is no structure to choose from");
  const all = [...training, ...candidates];
  const species = [...new Set(all.flatMap(({ atomicNumbers }) => [...new Set(atomicNumbers)]))].sort((a, b) => a - b);
  const describer = createDescriber(options.descriptors ?? defaultDescriptors, species);
  const sizes = new Map([...describer.names].map(([z, names]) => [z, names.length]));
  const described = [];
  for (const structure of all) {
    described.push(describer.describe(structure));
    yield (0.4 * described.length) / all.length;
  }
  const known = described.slice(0, training.length);
  const unknown = described.slice(training.length);
  // An element that the training set lacks has no spread of its own: the candidates' is taken for distances.
  const spreads = new Map<number, Spread>();
  const inTraining = new Set<number>();
  for (const z of species) {
    const parts = known.flatMap((points) => points.get(z) ?? []);
    if (parts.length > 0) inTraining.add(z);
    const others = unknown.flatMap((points) => points.get(z) ?? []);
    spreads.set(z, measureSpread(parts.length > 0 ? parts : others, sizes.get(z)!));
  }
  const atoms = new Map<number, number>();
  const extrapolating = new Map<number, number>();
  const extrapolatingAtoms = Int32Array.from(unknown, (points) => {
    let sum = 0;
    for (const [z, own] of points) {
      const rows = own.length / sizes.get(z)!;
      const outside = inTraining.has(z) ? extrapolatingRows(own, spreads.get(z)!) : rows;
      atoms.set(z, (atoms.get(z) ?? 0) + rows);
      extrapolating.set(z, (extrapolating.get(z) ?? 0) + outside);
      sum += outside;
    }
    return sum;
  });
  const inUnits = (points: ReadonlyMap<number, Float64Array>): PointSet => ({
    points: new Map([...points].map(([z, own]) => [z, scaled(own, spreads.get(z)!)])),
  });
  const knownPoints = known.map(inUnits);
  yield 0.4;
  const candidatePoints = unknown.map(inUnits);
  // Without a training set, what is usual among the candidates.
  const usual = knownPoints.length > 1 ? knownPoints : candidatePoints;
  const { committee, count = candidates.length } = options;
  const opinion = committee && (yield* within(askCommittee(committee, training, candidates), 0.4, 0.5));
  const by = committee?.by ?? "distance";
  const threshold =
    by === "spread" ? null : (options.threshold ?? (yield* within(usualNovelty(usual, sizes, usualShare, sampleSize), 0.5, 0.6)));
  const choice =
    threshold === null
      ? largest(opinion!.excesses, count, { knownPoints, candidatePoints, sizes })
      : cover(opinion?.excesses ?? null, threshold, count, { knownPoints, candidatePoints, sizes });
  const { chosen, novelBefore, novelAfter } = yield* within(choice, 0.6, 1);
  return {
    chosen: chosen.map(({ index, novelty }) => ({ index, novelty, ...(opinion && { spread: opinion.spreads[index]! }) })),
    by,
    threshold,
    ...(opinion && { spreadLimits: opinion.limits }),
    novelBefore,
    novelAfter,
    extrapolatingAtoms,
    elements: [...atoms]
      .sort(([a], [b]) => a - b)
      .map(([z, count]) => ({ atomicNumber: z, atoms: count, extrapolating: extrapolating.get(z)! })),
  };
}

interface Opinion {
  /** Of the candidates. */
  readonly spreads: readonly CommitteeSpread[];
  readonly limits: SpreadLimits;
  /** How many times the limit each candidate's spread is. */
  readonly excesses: readonly number[];
}

/** Without a training set, what is usual among the candidates is usual. */
function* askCommittee(
  { potential, spreadThreshold }: CommitteeChoice,
  training: readonly Structure[],
  candidates: readonly Structure[],
): Stepwise<Opinion> {
  const stride = Math.max(1, Math.floor(training.length / spreadSampleSize));
  const sample = spreadThreshold === undefined ? training.filter((_, k) => k % stride === 0) : [];
  const share = sample.length / (sample.length + candidates.length);
  const usual = yield* within(measureCommittee(potential, sample), 0, share);
  const spreads = yield* within(measureCommittee(potential, candidates), share, 1);
  const limits = spreadThreshold !== undefined ? { force: spreadThreshold } : usualSpread(usual.length > 0 ? usual : spreads, usualShare);
  return { spreads, limits, excesses: spreads.map((spread) => excess(spread, limits)) };
}

interface Places {
  readonly knownPoints: readonly PointSet[];
  readonly candidatePoints: readonly PointSet[];
  readonly sizes: ReadonlyMap<number, number>;
}

type Choice = Pick<StructureSelection, "chosen" | "novelBefore" | "novelAfter">;

/** Farthest points among those in excess; among all where there is no committee. */
function* cover(excesses: readonly number[] | null, threshold: number, count: number, places: Places): Stepwise<Choice> {
  const { knownPoints, candidatePoints, sizes } = places;
  const open = [...candidatePoints.keys()].filter((k) => excesses === null || excesses[k]! > 1);
  const points = open.map((k) => candidatePoints[k]!);
  const { chosen, noveltyBefore, noveltyAfter } = yield* selectFarthest(knownPoints, points, sizes, threshold, count);
  const beyond = (novelties: Float64Array): number => novelties.reduce((sum, value) => sum + (value > threshold ? 1 : 0), 0);
  return {
    chosen: chosen.map(({ index, novelty }) => ({ index: open[index]!, novelty })),
    novelBefore: beyond(noveltyBefore),
    novelAfter: beyond(noveltyAfter),
  };
}

/** Those in excess, most first: each says something, however alike they are. */
function* largest(excesses: readonly number[], count: number, { knownPoints, candidatePoints, sizes }: Places): Stepwise<Choice> {
  const open = [...excesses.keys()].filter((k) => excesses[k]! > 1).sort((a, b) => excesses[b]! - excesses[a]! || a - b);
  const taken = open.slice(0, count);
  const points = taken.map((k) => candidatePoints[k]!);
  const { noveltyBefore } = yield* selectFarthest(knownPoints, points, sizes, Number.POSITIVE_INFINITY, 0);
  return {
    chosen: taken.map((index, k) => ({ index, novelty: noveltyBefore[k]! })),
    novelBefore: open.length,
    novelAfter: open.length - taken.length,
  };
}
