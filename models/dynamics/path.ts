// A path of images between two structures: straight interpolation, and the forces of a nudged elastic band.
// G. Henkelman and H. Jonsson, J. Chem. Phys. 113, 9978 (2000): tangents from the higher neighbour;
// G. Henkelman, B. P. Uberuaga and H. Jonsson, J. Chem. Phys. 113, 9901 (2000): the highest image climbs.
import { norm } from "../linear-algebra/vectors.ts";
import { nearestImages } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";

/** From every atom of one structure to the nearest periodic image of the same atom in the other, angstrom, 3N. */
export function displacementBetween(from: Structure, to: Structure): Float64Array {
  const { cell, periodic } = from;
  return nearestImages(
    to.positions.map((x, p) => x - from.positions[p]!),
    cell,
    periodic,
  );
}

/** So many images, evenly on the straight line between two structures, ends not among them. */
export function interpolate(from: Structure, to: Structure, images: number): Structure[] {
  const whole = displacementBetween(from, to);
  return Array.from({ length: images }, (_, k) => ({
    ...from,
    positions: from.positions.map((x, p) => x + ((k + 1) / (images + 1)) * whole[p]!),
  }));
}

export interface Neighbourhood {
  readonly energies: readonly [before: number, here: number, after: number];
  /** Displacement to this image from the one before, and from this one to the next, 3N. */
  readonly arriving: Float64Array;
  readonly leaving: Float64Array;
}

/** The improved tangent, of length 1: towards the higher neighbour, at an extremum a mixture of both. */
export function tangentOf({ energies: [before, here, after], arriving, leaving }: Neighbourhood): Float64Array {
  let towardsNext = 0;
  let towardsBefore = 0;
  if (after > here && here > before) towardsNext = 1;
  else if (after < here && here < before) towardsBefore = 1;
  else {
    const [small, large] = [Math.abs(after - here), Math.abs(before - here)].sort((a, b) => a - b) as [number, number];
    towardsNext = after > before ? large : small;
    towardsBefore = after > before ? small : large;
    // All three on one level: the mean direction.
    if (large === 0) towardsNext = towardsBefore = 1;
  }
  const tangent = leaving.map((value, p) => towardsNext * value + towardsBefore * arriving[p]!);
  const length = norm(tangent);
  return length > 0 ? tangent.map((value) => value / length) : tangent;
}

/** Force of the band on an image, into `result`: true force across the path and spring along it, or climbing: the true force mirrored along it. */
export function bandForce(
  forces: Float64Array,
  around: Neighbourhood,
  springConstant: number,
  climbs: boolean,
  result: Float64Array,
): void {
  const tangent = tangentOf(around);
  let along = 0;
  for (let p = 0; p < forces.length; p++) along += forces[p]! * tangent[p]!;
  const spring = springConstant * (norm(around.leaving) - norm(around.arriving));
  const factor = climbs ? -2 * along : spring - along;
  for (let p = 0; p < forces.length; p++) result[p] = forces[p]! + factor * tangent[p]!;
}
