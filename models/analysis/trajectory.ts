// Frames of a trajectory as the analyses of motion need them: positions without the jumps at cell walls, and velocities from them.
import { cartesianToFractional } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";

/**
 * Positions of every frame (3N each, angstrom) as paths without jumps: where an atom moved by more than half the cell between
 * two frames it went through a wall. Frames that were never wrapped come back as they are.
 * @throws RangeError where frames differ in their atoms
 */
export function unwrappedPositions(frames: readonly Structure[]): Float64Array[] {
  const result: Float64Array[] = [];
  for (const [t, frame] of frames.entries()) {
    const before = frames[t - 1];
    if (
      before &&
      (before.atomicNumbers.length !== frame.atomicNumbers.length || before.atomicNumbers.some((z, i) => z !== frame.atomicNumbers[i]))
    ) {
      throw new RangeError(
        `Frame ${t} has other atoms than frame ${t - 1}: motion can be followed only where all frames have the same atoms in one order.`,
      );
    }
    const path = before ? result[t - 1]! : undefined;
    const moved = path && frame.positions.map((x, p) => x - path[p]!);
    const fractional = moved && cartesianToFractional(moved, frame.cell);
    if (!fractional) {
      result.push(path && moved ? path.map((x, p) => x + moved[p]!) : frame.positions.slice());
      continue;
    }
    const { cell, periodic } = frame;
    const next = frame.positions.slice();
    for (let p = 0; p < next.length; p += 3) {
      for (let k = 0; k < 3; k++) {
        const wraps = periodic[k] ? Math.round(fractional[p + k]!) : 0;
        if (wraps !== 0) for (let a = 0; a < 3; a++) next[p + a]! -= wraps * cell[3 * k + a]!;
      }
    }
    result.push(next);
  }
  return result;
}

/**
 * Mean velocities between frames, angstrom/fs, one fewer than there are frames (positions without jumps, 3N each). A motion of
 * frequency f comes out smaller by sin(x)/x, x = pi f timestep: see `vibrationalDensityOfStates`.
 */
export function velocitiesBetweenFrames(positions: readonly Float64Array[], timestepFs: number): Float64Array[] {
  if (!(timestepFs > 0)) throw new RangeError(`The time between frames must be positive, fs, not ${timestepFs}.`);
  return positions.slice(1).map((frame, t) => frame.map((x, p) => (x - positions[t]![p]!) / timestepFs));
}
