// How far to go along a direction: a step that meets the strong Wolfe conditions, found by bracketing and interpolating the
// slope (J. Nocedal and S. J. Wright, Numerical Optimization, 2006, section 3.5); where the energy's noise hides its fall, the
// approximate conditions of W. W. Hager and H. Zhang, SIAM J. Optim. 16, 170 (2005), which look at slopes alone.

import { dot } from "../linear-algebra/vectors.ts";
import { type Landscape, longest } from "./landscape.ts";
import { longestMove } from "./minimiser.ts";

/** Share of the promised fall that a step must bring. */
const sufficient = 1e-4;
const evaluations = 20;
/** How noisy an energy may be, as a share of it: learned potentials work in single precision. */
const noiseShare = 3e-7;

/**
 * Moves the landscape along a direction that goes downhill.
 * @param firstStep multiple of the direction to try first
 * @param curvature the slope's size must fall to this share of what it was
 * @returns the step taken, 0 where nothing lower was found: the landscape then stands where it stood
 */
export function lineSearch(landscape: Landscape, direction: Float64Array, firstStep: number, curvature: number): number {
  const start = landscape.coordinates.slice();
  const height = landscape.height;
  const slope = -dot(landscape.forces, direction);
  const farthest = longestMove / longest(direction);
  const rounding = 1e-14 * Math.abs(height) + 1e-15;
  const noise = noiseShare * Math.abs(height);
  let low = { step: 0, height, slope };
  let high: typeof low | null = null;
  let step = Math.min(firstStep, farthest);
  const goTo = (distance: number): typeof low => {
    for (let p = 0; p < start.length; p++) landscape.coordinates[p] = start[p]! + distance * direction[p]!;
    landscape.evaluate();
    return { step: distance, height: landscape.height, slope: -dot(landscape.forces, direction) };
  };
  for (let tried = 0; tried < evaluations; tried++) {
    const here = goTo(step);
    const fallsEnough = here.height <= height + sufficient * step * slope + rounding && here.height <= low.height + rounding;
    // Near a minimum the fall drowns in the noise of the energy; the slope, of smaller numbers, still tells.
    const slopeAllows = here.height <= height + noise && here.slope <= (2 * sufficient - 1) * slope;
    const falls = fallsEnough || slopeAllows;
    if (falls && Math.abs(here.slope) <= -curvature * slope) return step;
    if (!falls || here.slope >= 0) high = here;
    else {
      low = here;
      if (!high && step >= farthest) return step;
    }
    step = high ? between(low, high) : Math.min(farthest, beyond(here, slope));
    if (high && !(high.step - low.step > 1e-12 * high.step)) break;
  }
  // Not exact, but lower: good enough to go on from. Else back to the start.
  goTo(low.step);
  return low.step;
}

interface Point {
  readonly step: number;
  readonly height: number;
  readonly slope: number;
}

/** Where the slope between two points is expected to vanish, kept away from both ends. */
function between(low: Point, high: Point): number {
  const width = high.step - low.step;
  const secant = low.slope / (low.slope - high.slope);
  const parabola = (-0.5 * low.slope * width) / (high.height - low.height - low.slope * width);
  const share = high.slope > 0 ? secant : parabola;
  return low.step + width * (share > 0.1 ? Math.min(share, 0.9) : 0.1);
}

/** Where the slope is expected to vanish beyond a point, by its change since the start. */
function beyond(here: Point, slope: number): number {
  const secant = here.slope > slope ? (here.step * slope) / (slope - here.slope) : Number.POSITIVE_INFINITY;
  return Math.min(4 * here.step, Math.max(1.5 * here.step, secant));
}
