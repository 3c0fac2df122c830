// Relaxation in the hyperplane perpendicular to a direction: a few steps of steepest descent with the step lengths of
// J. Barzilai and J. M. Borwein, IMA J. Numer. Anal. 8, 141 (1988). The position along the direction stays.
import { addScaled, dot } from "../../linear-algebra/vectors.ts";
import type { Landscape } from "./landscape.ts";

/** First step over force, angstrom^2/eV: short of the inverse of the stiffest modes of solids, which are near 50 eV/angstrom^2. */
const firstStep = 0.02;
const longestStep = 0.3;
/** No atom moves farther in a step, angstrom. */
const longestMove = 0.1;

/**
 * Moves `positions` and updates `forces` to match, for at most so many steps or until the perpendicular force (norm, eV/angstrom) is
 * below the tolerance. @returns the energy, or null where no step was needed
 */
export function relaxPerpendicular(
  landscape: Landscape,
  positions: Float64Array,
  forces: Float64Array,
  direction: Float64Array,
  steps: number,
  tolerance: number,
): number | null {
  let energy: number | null = null;
  let across = perpendicularPart(forces, direction);
  let step = firstStep;
  for (let s = 0; s < steps; s++) {
    const square = dot(across, across);
    if (square < tolerance * tolerance) break;
    let largest = 0;
    for (let p = 0; p < across.length; p += 3) largest = Math.max(largest, across[p]! ** 2 + across[p + 1]! ** 2 + across[p + 2]! ** 2);
    const length = Math.min(step, longestMove / Math.sqrt(largest));
    addScaled(positions, across, length);
    energy = landscape.at(positions, forces);
    const next = perpendicularPart(forces, direction);
    // s.s / s.y with s = length across and y = across - next.
    const curved = square - dot(across, next);
    step = curved > 0 ? Math.min((length * square) / curved, longestStep) : firstStep;
    across = next;
  }
  return energy;
}

function perpendicularPart(forces: Float64Array, direction: Float64Array): Float64Array {
  const across = forces.slice();
  addScaled(across, direction, -dot(forces, direction));
  return across;
}
