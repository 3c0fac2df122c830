// From outside the basin to a saddle point of first order: steps up along the lowest mode, relaxation across it.
// R. Malek and N. Mousseau, Phys. Rev. E 62, 7723 (2000); E. Cances et al., J. Chem. Phys. 130, 114711 (2009).

import { addScaled, dot, norm } from "../../linear-algebra/vectors.ts";
import type { Activated } from "./activation.ts";
import { lowestMode, type Mode } from "./lanczos.ts";
import type { Landscape } from "./landscape.ts";
import { relaxPerpendicular } from "./perpendicular.ts";

export interface SaddleOptions {
  /** A saddle has a force (norm over all atoms) below this, eV/angstrom; default 0.05. */
  readonly forceTolerance?: number;
  /** Longest step along the mode, angstrom; default 0.1: at 0.2 half of the saddles belonged to other minima. */
  readonly longestStepAngstrom?: number;
  /** Steps along the mode at most; default 100. */
  readonly mostSteps?: number;
}

export interface Saddle {
  readonly positions: Float64Array;
  /** eV */
  readonly energy: number;
  /** The one mode along which the landscape curves down. */
  readonly mode: Mode;
  /** Norm of the force over all atoms, eV/angstrom. */
  readonly force: number;
}

/** Modes stiffer than this have their Newton step; softer ones are followed at the speed of this one, eV/angstrom^2. */
const leastCurvature = 0.5;
const mostRelaxations = 15;
/** An eigenvalue that was followed may be found positive for a moment; so often in a row means the basin has been entered again. */
const patience = 3;

/** @returns null where the search falls back into a basin or does not come to rest */
export function convergeToSaddle(landscape: Landscape, from: Activated, options: SaddleOptions = {}): Saddle | null {
  const { forceTolerance = 0.05, longestStepAngstrom = 0.1, mostSteps = 100 } = options;
  const positions = from.positions.slice();
  const forces = from.forces.slice();
  let mode = from.mode;
  let energy = landscape.at(positions, forces);
  let positive = 0;
  for (let step = 0; step < mostSteps; step++) {
    const force = norm(forces);
    if (force < forceTolerance) {
      // What was good enough to follow is not yet good enough to tell a saddle by.
      mode = aligned(lowestMode(landscape, positions, forces, mode.vector, { mostVectors: 30, tolerance: 0.01 }), mode.vector);
      return mode.value < 0 ? { positions, energy, mode, force } : null;
    }
    const along = dot(forces, mode.vector);
    // To where the force along the mode vanishes, were the landscape a parabola; uphill in any case.
    const length = Math.abs(along) / Math.max(Math.abs(mode.value), leastCurvature);
    addScaled(positions, mode.vector, -Math.sign(along) * Math.min(length, longestStepAngstrom));
    energy = landscape.at(positions, forces);
    const wanted = Math.max(0.5 * forceTolerance, 0.3 * Math.abs(dot(forces, mode.vector)));
    energy = relaxPerpendicular(landscape, positions, forces, mode.vector, Math.min(3 + step, mostRelaxations), wanted) ?? energy;
    mode = aligned(lowestMode(landscape, positions, forces, mode.vector, { mostVectors: 8 }), mode.vector);
    positive = mode.value < 0 ? 0 : positive + 1;
    if (positive >= patience) return null;
  }
  return null;
}

/** The mode with the sign that its predecessor had. */
function aligned(mode: Mode, before: Float64Array): Mode {
  return dot(mode.vector, before) < 0 ? { ...mode, vector: mode.vector.map((value) => -value) } : mode;
}
