// Which structures to label next: those whose atoms are least like any that is known, as few as cover the others.
import type { Stepwise } from "../analysis/stepwise.ts";
import { within } from "../analysis/stepwise.ts";
import { type DescriptorConfig, defaultDescriptors } from "../descriptors/descriptor-config.ts";
import type { Structure } from "../structure/structure.ts";
import { createDescriber, extrapolatingRows, measureSpread, type Spread, scaled } from "./environments.ts";
import { type PointSet, selectFarthest, usualNovelty } from "./farthest-point.ts";

export interface SelectionOptions {
  readonly descriptors?: DescriptorConfig | undefined;
  /** At most so many; default: as many as it takes. */
  readonly count?: number | undefined;
  /** Distances up to this are near enough; default: what 9 of 10 structures of the training set keep from the others. */
  readonly threshold?: number | undefined;
}

export interface SelectedStructure {
  /** Index into the candidates. */
  readonly index: number;
  /** Distance of its farthest atom when it was chosen; infinite for an element that was not known. */
  readonly novelty: number;
}

export interface StructureSelection {
  readonly chosen: readonly SelectedStructure[];
  readonly threshold: number;
  /** Candidates beyond the threshold before, and after what was chosen. */
  readonly novelBefore: number;
  readonly novelAfter: number;
  /** Atoms of every candidate with a function outside of the training range. */
  readonly extrapolatingAtoms: Int32Array;
  /** The same by element, beside how many atoms there are. Sorted by atomic number. */
  readonly elements: readonly { readonly atomicNumber: number; readonly atoms: number; readonly extrapolating: number }[];
}

/** Structures sampled to find out what distance is usual. */
const sampleSize = 24;

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
  const threshold = options.threshold ?? (yield* within(usualNovelty(usual, sizes, 0.9, sampleSize), 0.4, 0.5));
  const found = yield* within(selectFarthest(knownPoints, candidatePoints, sizes, threshold, options.count ?? candidates.length), 0.5, 1);
  const beyond = (novelties: Float64Array): number => novelties.reduce((sum, value) => sum + (value > threshold ? 1 : 0), 0);
  return {
    chosen: found.chosen,
    threshold,
    novelBefore: beyond(found.noveltyBefore),
    novelAfter: beyond(found.noveltyAfter),
    extrapolatingAtoms,
    elements: [...atoms]
      .sort(([a], [b]) => a - b)
      .map(([z, count]) => ({ atomicNumber: z, atoms: count, extrapolating: extrapolating.get(z)! })),
  };
}
