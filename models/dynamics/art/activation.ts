// Activation: leaves the basin of a minimum along a random local displacement, until the landscape curves down along some mode.
// G. T. Barkema and N. Mousseau, Phys. Rev. Lett. 77, 4358 (1996); R. Malek and N. Mousseau, Phys. Rev. E 62, 7723 (2000).

import { addScaled } from "../../linear-algebra/vectors.ts";
import { buildNeighbourList } from "../../structure/neighbour-list.ts";
import type { Structure } from "../../structure/structure.ts";
import type { Random } from "../random.ts";
import { lowestMode, type Mode } from "./lanczos.ts";
import { type Landscape, normalise, removeTranslation } from "./landscape.ts";
import { relaxPerpendicular } from "./perpendicular.ts";

export interface ActivationOptions {
  /** Atoms within this of the chosen one are displaced as well, angstrom; default 3. */
  readonly localRadiusAngstrom?: number;
  /** Length of one push, all atoms together, angstrom; default 0.3. */
  readonly pushAngstrom?: number;
  /** Relaxation steps across the direction after every push; default 3. */
  readonly relaxations?: number;
  /** Out of the basin once the lowest eigenvalue is below this, eV/angstrom^2; default -0.3. */
  readonly eigenvalueThreshold?: number;
  /** Pushes before the first look at the eigenvalue; default 2. */
  readonly firstLook?: number;
  /** Default 25. */
  readonly mostPushes?: number;
}

export interface Activated {
  readonly positions: Float64Array;
  readonly forces: Float64Array;
  readonly mode: Mode;
}

/** A random direction (length 1) that moves an atom and those around it. */
export function localDirection(structure: Structure, atom: number, radiusAngstrom: number, random: Random): Float64Array {
  const direction = new Float64Array(structure.positions.length);
  const { first, neighbour } = buildNeighbourList(structure, radiusAngstrom);
  const near = new Set([atom, ...neighbour.subarray(first[atom]!, first[atom + 1]!)]);
  for (const i of [...near].sort((a, b) => a - b)) for (let x = 0; x < 3; x++) direction[3 * i + x] = random.normal();
  removeTranslation(direction);
  normalise(direction);
  return direction;
}

/** From a minimum along a direction until its basin is left; null where the pushes do not lead out. */
export function activate(
  landscape: Landscape,
  minimum: Float64Array,
  direction: Float64Array,
  options: ActivationOptions = {},
): Activated | null {
  const { pushAngstrom = 0.3, relaxations = 3, eigenvalueThreshold = -0.3, firstLook = 2, mostPushes = 25 } = options;
  const positions = minimum.slice();
  const forces = new Float64Array(minimum.length);
  let start = direction;
  for (let push = 1; push <= mostPushes; push++) {
    addScaled(positions, direction, pushAngstrom);
    landscape.at(positions, forces);
    relaxPerpendicular(landscape, positions, forces, direction, relaxations, 0);
    if (push < firstLook) continue;
    const mode = lowestMode(landscape, positions, forces, start);
    if (mode.value < eigenvalueThreshold) return { positions, forces, mode };
    start = mode.vector;
  }
  return null;
}
