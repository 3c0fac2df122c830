// Bond angles: the angle at an atom between two of its bonds, for all triplets and by their elements, over any number of frames.
import { countAngles, joined } from "../kernels/atoms/histograms.ts";
import type { Structure } from "../structure/structure.ts";
import type { Bonds } from "./bonds.ts";
import { addValue, binCentres, createHistogram, density, type Histogram, standardDeviation } from "./histogram.ts";

export interface AngleState {
  readonly bins: number;
  readonly all: Histogram;
  /** By 65536 * end + 256 * centre + other end (lower atomic number first). */
  readonly triplets: Map<number, Histogram>;
}

export interface AngleDistribution {
  /** Number of angles. */
  readonly count: number;
  /** Degrees; NaN without any angle. */
  readonly meanDegrees: number;
  readonly sigmaDegrees: number;
  /** Probability density at `anglesDegrees` of the whole, 1/degree. */
  readonly density: Float64Array;
}

export interface BondAngles extends AngleDistribution {
  /** Middle of every bin, degrees, 0 to 180. */
  readonly anglesDegrees: Float64Array;
  /** Atomic numbers end, centre, end. */
  readonly triplets: readonly (AngleDistribution & { readonly species: readonly [number, number, number] })[];
}

/** Bins from 0 to 180 degrees; default 180. */
export function startAngles(bins = 180): AngleState {
  return { bins, all: createHistogram(0, 180, bins), triplets: new Map() };
}

/** Counts a frame's angles, each once. */
export function addAngles(state: AngleState, structure: Structure, bonds: Bonds): void {
  const counted = countAngles(structure, bonds, state.bins);
  if (!counted) {
    addPlainly(state, structure, bonds);
    return;
  }
  const { species, moments, counts } = counted;
  for (const [kind, found] of moments.entries()) {
    if (found.total === 0) continue;
    const [centre, a, b] = [
      Math.floor(kind / species.length ** 2),
      Math.floor(kind / species.length) % species.length,
      kind % species.length,
    ];
    for (const histogram of [state.all, tripletOf(state, species[a]!, species[centre]!, species[b]!)]) {
      Object.assign(histogram, joined(histogram, found));
      for (let k = 0; k < state.bins; k++) histogram.counts[k]! += counts[kind * state.bins + k]!;
    }
  }
}

/** What the kernel does, in plain loops: its reference, and in its place where it cannot run. */
function addPlainly(state: AngleState, { atomicNumbers }: Structure, bonds: Bonds): void {
  const { first, neighbour, vectors, distances } = bonds;
  for (let i = 0; i + 1 < first.length; i++) {
    for (let j = first[i]!; j < first[i + 1]!; j++) {
      for (let k = j + 1; k < first[i + 1]!; k++) {
        const dot =
          vectors[3 * j]! * vectors[3 * k]! + vectors[3 * j + 1]! * vectors[3 * k + 1]! + vectors[3 * j + 2]! * vectors[3 * k + 2]!;
        const cosine = dot / (distances[j]! * distances[k]!);
        const degrees = (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
        addValue(state.all, degrees);
        addValue(tripletOf(state, atomicNumbers[neighbour[j]!]!, atomicNumbers[i]!, atomicNumbers[neighbour[k]!]!), degrees);
      }
    }
  }
}

function tripletOf(state: AngleState, a: number, centre: number, b: number): Histogram {
  const key = 65536 * Math.min(a, b) + 256 * centre + Math.max(a, b);
  const known = state.triplets.get(key);
  if (known) return known;
  const made = createHistogram(0, 180, state.bins);
  state.triplets.set(key, made);
  return made;
}

export function finishAngles(state: AngleState): BondAngles {
  return {
    anglesDegrees: binCentres(state.all),
    ...summary(state.all),
    triplets: [...state.triplets]
      .sort(([a], [b]) => a - b)
      .map(([key, histogram]) => ({
        species: [key >> 16, (key >> 8) & 255, key & 255],
        ...summary(histogram),
      })),
  };
}

function summary(histogram: Histogram): AngleDistribution {
  const { total, mean } = histogram;
  return {
    count: total,
    meanDegrees: total > 0 ? mean : Number.NaN,
    sigmaDegrees: standardDeviation(histogram),
    density: density(histogram),
  };
}
