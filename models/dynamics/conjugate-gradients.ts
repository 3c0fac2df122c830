// Nonlinear conjugate gradients after Polak and Ribiere, with restarts where they would go uphill (beta below 0).
// E. Polak and G. Ribiere, Rev. Fr. Inform. Rech. Oper. 3, 35 (1969); J. C. Gilbert and J. Nocedal, SIAM J. Optim. 2, 21 (1992).

import { dot } from "../linear-algebra/vectors.ts";
import type { Snapshot } from "./dynamics.ts";
import type { Landscape } from "./landscape.ts";
import { lineSearch } from "./line-search.ts";
import type { Minimiser } from "./minimiser.ts";
import { float64 } from "./moving-structure.ts";

/** First guess of the curvature, eV/angstrom^2: a stiff bond. */
const stiffness = 70;
/** Conjugacy needs a search that nearly ends at the lowest point. */
const curvature = 0.1;

export class ConjugateGradients implements Minimiser {
  private readonly landscape: Landscape;
  private readonly direction: Float64Array;
  private readonly before: Float64Array;
  /** Fall that the last search's step was promised, for the first guess of the next; 0 begins anew along the force. */
  private promised: number;

  constructor(landscape: Landscape, snapshot?: Snapshot) {
    const count = landscape.coordinates.length;
    this.landscape = landscape;
    this.direction = snapshot ? float64(snapshot, "direction").slice() : new Float64Array(count);
    this.before = snapshot ? float64(snapshot, "forcesBefore").slice() : new Float64Array(count);
    this.promised = snapshot ? (snapshot.json.minimiser as { promised: number }).promised : 0;
  }

  step(): void {
    const { landscape, direction, before } = this;
    const { forces } = landscape;
    const square = dot(forces, forces);
    if (square === 0) return;
    const beta = this.promised > 0 ? Math.max(0, (square - dot(forces, before)) / dot(before, before)) : 0;
    for (let p = 0; p < direction.length; p++) direction[p] = forces[p]! + beta * direction[p]!;
    const isDownhill = dot(forces, direction) > 0;
    if (!isDownhill) direction.set(forces);
    const fall = dot(forces, direction);
    const first = this.promised > 0 && isDownhill ? this.promised / fall : 1 / stiffness;
    before.set(forces);
    this.promised = lineSearch(landscape, direction, first, curvature) * fall;
  }

  snapshot(): Snapshot {
    return {
      arrays: { direction: this.direction.slice(), forcesBefore: this.before.slice() },
      json: { minimiser: { promised: this.promised } },
    };
  }
}
