// The radial distribution function g(r) and its parts by pairs of elements, averaged over frames.
// Pairs are counted with all their periodic images, so the cutoff may go beyond half the cell.
import { countDistances } from "../kernels/atoms/histograms.ts";
import { cellVolume } from "../structure/cell.ts";
import { buildNeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";

export interface RadialDistributionOptions {
  readonly cutoffAngstrom: number;
  /** Width of a bin; the cutoff is divided into a whole number of bins no wider. Default 0.02. */
  readonly binWidthAngstrom?: number;
}

interface PairCounts {
  readonly first: number;
  readonly second: number;
  /** Pairs seen from atoms of the first element, by bin. */
  readonly counts: Float64Array;
  /** Sums over frames of N_first N_second / V (1/angstrom^3) and of N_first. */
  expected: number;
  centres: number;
}

/** What has been counted so far. */
export interface RadialDistributionState {
  readonly cutoffAngstrom: number;
  readonly bins: number;
  frames: number;
  /** Sums over frames of N, N^2 / V, and N / V. */
  atoms: number;
  expected: number;
  density: number;
  /** By 256 * lower atomic number + higher. */
  readonly pairs: Map<number, PairCounts>;
}

export interface PartialRadialDistribution {
  /** Atomic numbers, lower first. */
  readonly species: readonly [number, number];
  /** g_ab(r), no unit, by bin. */
  readonly g: Float64Array;
  /** Mean number of atoms of the second element within the outer edge of the bin around one of the first. */
  readonly runningCoordination: Float64Array;
}

export interface RadialDistribution {
  readonly frames: number;
  readonly binWidthAngstrom: number;
  /** Middle of every bin, angstrom. */
  readonly distancesAngstrom: Float64Array;
  /** g(r), no unit: pairs over those of an ideal gas of N^2 / V; tends to 1. */
  readonly g: Float64Array;
  readonly runningCoordination: Float64Array;
  /** Mean number density, atoms/angstrom^3. */
  readonly densityPerAngstrom3: number;
  readonly partials: readonly PartialRadialDistribution[];
}

/** @throws RangeError for a cutoff or bin width that is not a positive length */
export function startRadialDistribution({ cutoffAngstrom, binWidthAngstrom = 0.02 }: RadialDistributionOptions): RadialDistributionState {
  if (!(cutoffAngstrom > 0 && Number.isFinite(cutoffAngstrom)))
    throw new RangeError(`The cutoff must be a length in angstrom, not ${cutoffAngstrom}.`);
  if (!(binWidthAngstrom > 0)) throw new RangeError(`The bin width must be a length in angstrom, not ${binWidthAngstrom}.`);
  const bins = Math.ceil(cutoffAngstrom / binWidthAngstrom - 1e-9);
  return { cutoffAngstrom, bins, frames: 0, atoms: 0, expected: 0, density: 0, pairs: new Map() };
}

/** Counts a frame. @throws RangeError where the structure is not periodic in all directions: it has no density to compare with */
export function addToRadialDistribution(state: RadialDistributionState, structure: Structure): void {
  const { atomicNumbers, cell, periodic } = structure;
  const volume = cellVolume(cell);
  if (!(volume > 0 && periodic.every(Boolean))) {
    throw new RangeError("A radial distribution needs a structure that is periodic in all three directions: only then has it a density.");
  }
  const atoms = atomicNumbers.length;
  const population = new Map<number, number>();
  for (const number of atomicNumbers) population.set(number, (population.get(number) ?? 0) + 1);
  for (const [a, na] of population) {
    for (const [b, nb] of population) {
      if (a > b) continue;
      const pair = pairOf(state, a, b);
      pair.expected += (na * nb) / volume;
      pair.centres += na;
    }
  }
  state.frames++;
  state.atoms += atoms;
  state.expected += (atoms * atoms) / volume;
  state.density += atoms / volume;
  const counted = countDistances(structure, state.cutoffAngstrom, state.bins);
  if (!counted) {
    countPlainly(state, structure);
    return;
  }
  const { species, counts } = counted;
  for (const [place, a] of species.entries()) {
    for (const [other, b] of species.entries()) {
      if (a > b) continue;
      const sums = state.pairs.get(256 * a + b)!.counts;
      const from = (place * species.length + other) * state.bins;
      for (let k = 0; k < state.bins; k++) sums[k]! += counts[from + k]!;
    }
  }
}

/** What the kernel does, in plain loops: its reference, and in its place where it cannot run. */
function countPlainly(state: RadialDistributionState, structure: Structure): void {
  const { atomicNumbers, positions, cell } = structure;
  const { first, neighbour, shift } = buildNeighbourList(structure, state.cutoffAngstrom);
  const atoms = atomicNumbers.length;
  const perAngstrom = state.bins / state.cutoffAngstrom;
  const [c0, c1, c2, c3, c4, c5, c6, c7, c8] = cell as unknown as [number, number, number, number, number, number, number, number, number];
  for (let i = 0; i < atoms; i++) {
    const a = atomicNumbers[i]!;
    for (let entry = first[i]!; entry < first[i + 1]!; entry++) {
      const j = neighbour[entry]!;
      const b = atomicNumbers[j]!;
      if (a > b) continue;
      const s0 = shift[3 * entry]!;
      const s1 = shift[3 * entry + 1]!;
      const s2 = shift[3 * entry + 2]!;
      const dx = positions[3 * j]! - positions[3 * i]! + (s0 * c0 + s1 * c3 + s2 * c6);
      const dy = positions[3 * j + 1]! - positions[3 * i + 1]! + (s0 * c1 + s1 * c4 + s2 * c7);
      const dz = positions[3 * j + 2]! - positions[3 * i + 2]! + (s0 * c2 + s1 * c5 + s2 * c8);
      const bin = Math.min(state.bins - 1, Math.floor(Math.sqrt(dx * dx + dy * dy + dz * dz) * perAngstrom));
      state.pairs.get(256 * a + b)!.counts[bin]!++;
    }
  }
}

function pairOf(state: RadialDistributionState, first: number, second: number): PairCounts {
  const key = 256 * first + second;
  const known = state.pairs.get(key);
  if (known) return known;
  const made = { first, second, counts: new Float64Array(state.bins), expected: 0, centres: 0 };
  state.pairs.set(key, made);
  return made;
}

/** The averages so far; the state may go on counting. @throws RangeError where no frame has been counted */
export function finishRadialDistribution(state: RadialDistributionState): RadialDistribution {
  const { bins, frames, cutoffAngstrom } = state;
  if (frames === 0) throw new RangeError("A radial distribution needs one frame at least.");
  const width = cutoffAngstrom / bins;
  const all = new Float64Array(bins);
  for (const { first, second, counts } of state.pairs.values()) {
    // Unlike pairs were counted from one end alone.
    for (let k = 0; k < bins; k++) all[k]! += (first === second ? 1 : 2) * counts[k]!;
  }
  const pairs = [...state.pairs.values()].sort((a, b) => a.first - b.first || a.second - b.second);
  return {
    frames,
    binWidthAngstrom: width,
    distancesAngstrom: Float64Array.from({ length: bins }, (_, k) => (k + 0.5) * width),
    g: normalised(all, width, state.expected),
    runningCoordination: running(all, state.atoms),
    densityPerAngstrom3: state.density / frames,
    partials: pairs.map(({ first, second, counts, expected, centres }) => ({
      species: [first, second],
      g: normalised(counts, width, expected),
      runningCoordination: running(counts, centres),
    })),
  };
}

/** g(r) of one structure. */
export function radialDistribution(structure: Structure, options: RadialDistributionOptions): RadialDistribution {
  const state = startRadialDistribution(options);
  addToRadialDistribution(state, structure);
  return finishRadialDistribution(state);
}

/** Counts over the exact volume of each shell times the pairs per volume of an ideal gas. */
function normalised(counts: Float64Array, width: number, expected: number): Float64Array {
  return counts.map((count, k) => count / (((4 * Math.PI) / 3) * width ** 3 * ((k + 1) ** 3 - k ** 3) * expected));
}

function running(counts: Float64Array, centres: number): Float64Array {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum / centres;
  });
}
