// Takes out what no bath should heat: the motion of the whole, its momentum and, for an isolated molecule, its rotation.
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.ts";

/** Subtracts the velocity of the centre of mass. */
export function removeMomentum(masses: Float64Array, speed: Float64Array): void {
  const momentum = [0, 0, 0];
  let total = 0;
  for (let i = 0; i < masses.length; i++) {
    total += masses[i]!;
    for (let a = 0; a < 3; a++) momentum[a]! += masses[i]! * speed[3 * i + a]!;
  }
  for (let p = 0; p < speed.length; p++) speed[p]! -= momentum[p % 3]! / total;
}

/** Subtracts the rigid rotation about the centre of mass; the momentum stays what it was. */
export function removeRotation(masses: Float64Array, positions: Float64Array, speed: Float64Array): void {
  const { centre, values, vectors } = principalAxes(masses, positions);
  const angular = [0, 0, 0];
  for (let i = 0; i < masses.length; i++) {
    const [x, y, z] = [0, 1, 2].map((a) => positions[3 * i + a]! - centre[a]!) as [number, number, number];
    const [u, v, w] = [speed[3 * i]!, speed[3 * i + 1]!, speed[3 * i + 2]!];
    angular[0]! += masses[i]! * (y * w - z * v);
    angular[1]! += masses[i]! * (z * u - x * w);
    angular[2]! += masses[i]! * (x * v - y * u);
  }
  // Angular velocity along each axis that has an inertia: a linear molecule has none about itself.
  const turn = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    if (!isAxis(values, k)) continue;
    let along = 0;
    for (let a = 0; a < 3; a++) along += vectors[3 * a + k]! * angular[a]!;
    for (let a = 0; a < 3; a++) turn[a]! += (along / values[k]!) * vectors[3 * a + k]!;
  }
  for (let i = 0; i < masses.length; i++) {
    const [x, y, z] = [0, 1, 2].map((a) => positions[3 * i + a]! - centre[a]!) as [number, number, number];
    speed[3 * i]! -= turn[1]! * z - turn[2]! * y;
    speed[3 * i + 1]! -= turn[2]! * x - turn[0]! * z;
    speed[3 * i + 2]! -= turn[0]! * y - turn[1]! * x;
  }
}

/** How many rotations a structure has: 3, for a linear one 2, for an atom 0. */
export function rotations(masses: Float64Array, positions: Float64Array): number {
  const { values } = principalAxes(masses, positions);
  return [0, 1, 2].filter((k) => isAxis(values, k)).length;
}

function isAxis(values: Float64Array, k: number): boolean {
  return values[k]! > 1e-6 * Math.max(...values);
}

function principalAxes(masses: Float64Array, positions: Float64Array) {
  const centre = [0, 0, 0];
  let total = 0;
  for (let i = 0; i < masses.length; i++) {
    total += masses[i]!;
    for (let a = 0; a < 3; a++) centre[a]! += masses[i]! * positions[3 * i + a]!;
  }
  for (let a = 0; a < 3; a++) centre[a]! /= total;
  const inertia = new Float64Array(9);
  for (let i = 0; i < masses.length; i++) {
    const d = [0, 1, 2].map((a) => positions[3 * i + a]! - centre[a]!);
    const square = d[0]! ** 2 + d[1]! ** 2 + d[2]! ** 2;
    for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) inertia[3 * a + b]! += masses[i]! * ((a === b ? square : 0) - d[a]! * d[b]!);
  }
  return { centre, ...symmetricEigen(inertia, 3) };
}
