// g(r) of a run while it goes on: an average over the last twenty frames or so, older ones fading away, so that melting shows at once.
// Plain data between frames: a run that is taken up again goes on with the same numbers.
import type { Structure } from "../structure/structure.ts";
import {
  addToRadialDistribution,
  finishRadialDistribution,
  type RadialDistributionState,
  startRadialDistribution,
} from "./radial-distribution.ts";
import { smoothCurve } from "./radial-shells.ts";

export interface RunningCurve {
  /** Middle of every bin, angstrom. */
  readonly x: readonly number[];
  /** Smoothed g(r), no unit. */
  readonly y: readonly number[];
}

const cutoffAngstrom = 6;
const binWidthAngstrom = 0.05;
const smoothingAngstrom = 0.05;
/** What a frame still weighs when the next one comes. */
const fading = 0.95;

/** Plain JSON. */
export type RunningRadialDistributionState = Omit<RadialDistributionState, "pairs"> & {
  readonly pairs: readonly (readonly [
    number,
    { first: number; second: number; counts: readonly number[]; expected: number; centres: number },
  ])[];
};

export class RunningRadialDistribution {
  private readonly sums: RadialDistributionState;

  /** @param left what `state` gave */
  constructor(left?: RunningRadialDistributionState) {
    this.sums = left
      ? { ...left, pairs: new Map(left.pairs.map(([key, pair]) => [key, { ...pair, counts: Float64Array.from(pair.counts) }])) }
      : startRadialDistribution({ cutoffAngstrom, binWidthAngstrom });
  }

  /** @throws RangeError where the structure is not periodic in all directions */
  add(structure: Structure): void {
    const { sums } = this;
    sums.frames *= fading;
    sums.atoms *= fading;
    sums.expected *= fading;
    sums.density *= fading;
    for (const pair of sums.pairs.values()) {
      pair.expected *= fading;
      pair.centres *= fading;
      for (let k = 0; k < pair.counts.length; k++) pair.counts[k]! *= fading;
    }
    addToRadialDistribution(sums, structure);
  }

  /** Rounded to what can be seen: it goes to clients again and again. Null before the first frame. */
  curve(): RunningCurve | null {
    if (this.sums.frames === 0) return null;
    const { distancesAngstrom, g, binWidthAngstrom: width } = finishRadialDistribution(this.sums);
    const rounded = (value: number): number => Math.round(1000 * value) / 1000;
    return { x: Array.from(distancesAngstrom, rounded), y: Array.from(smoothCurve(g, width, smoothingAngstrom), rounded) };
  }

  state(): RunningRadialDistributionState {
    const pairs = [...this.sums.pairs].map(([key, pair]) => [key, { ...pair, counts: Array.from(pair.counts) }] as const);
    return { ...this.sums, pairs };
  }
}
