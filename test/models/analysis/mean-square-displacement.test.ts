// Mean-square displacement: equal to the double loop, exact for known motion, and the diffusion of a random walk within its error.
import { diffusionCoefficient, meanSquareDisplacement } from "@adatom/models/analysis/mean-square-displacement.ts";
import { unwrappedPositions } from "@adatom/models/analysis/trajectory.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { wrapPositions } from "@adatom/models/structure/cell.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { disordered, worst } from "./reference.ts";

function walk(atoms: number, frames: number, step: number, seed: number): Float64Array[] {
  const random = createRandom(seed);
  const path = [Float64Array.from({ length: 3 * atoms }, () => 20 * random.uniform())];
  for (let t = 1; t < frames; t++) path.push(path[t - 1]!.map((x) => x + step * random.normal()));
  return path;
}

test("equal to the average over all origins one by one", () => {
  const path = walk(5, 41, 0.3, 1);
  const { values, timesFs } = meanSquareDisplacement(path, { timestepFs: 2, longestLag: 40 });
  const slow = values.map((_, lag) => {
    let sum = 0;
    for (let t = 0; t + lag < 41; t++) for (let p = 0; p < 15; p++) sum += (path[t + lag]![p]! - path[t]![p]!) ** 2;
    return sum / (41 - lag) / 5;
  });
  // Differences of sums of some 1e3 angstrom^2.
  assert.ok(worst(values, slow) < 1e-11);
  assert.is(timesFs[40], 80);
  const some = meanSquareDisplacement(path, { timestepFs: 2, atoms: [3], longestLag: 1 }).values[1]!;
  let own = 0;
  for (let t = 0; t < 40; t++) for (let p = 9; p < 12; p++) own += (path[t + 1]![p]! - path[t]![p]!) ** 2;
  assert.ok(Math.abs(some - own / 40) < 1e-12);
});

test("steady flight: v^2 t^2, far from the origin too", () => {
  const path = Array.from({ length: 50 }, (_, t) => Float64Array.of(1e5 + 0.01 * t, 0.02 * t, -0.02 * t));
  const { values, timesFs } = meanSquareDisplacement(path, { timestepFs: 1 });
  // Positions near 1e5 are rounded to 1e-11, displacements squared with twice that.
  assert.ok(
    worst(
      values,
      timesFs.map((t) => 9e-4 * t * t),
    ) < 1e-10,
  );
});

test("a random walk diffuses with step^2 / 2 dt within five standard errors, which are of the right size", () => {
  const [step, timestepFs] = [0.1, 5];
  const expected = step ** 2 / (2 * timestepFs);
  const errors: number[] = [];
  for (let seed = 1; seed <= 6; seed++) {
    const { coefficient, standardError } = diffusionCoefficient(meanSquareDisplacement(walk(64, 400, step, seed), { timestepFs }), 50, 300);
    assert.ok(Math.abs(coefficient - expected) < 5 * standardError, `${coefficient} +- ${standardError}, expected ${expected}`);
    errors.push((coefficient - expected) / standardError);
  }
  // Six normal deviates: their root mean square is 0.2 to 2.2 but for one time in a thousand (chi squared), t of eight groups a little wider.
  const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  assert.ok(spread > 0.2 && spread < 2.6, `${spread}`);
});

test("wrapped trajectories are unwrapped, in a skewed cell too", () => {
  const random = createRandom(5);
  let positions = disordered.positions.slice();
  const path = [positions];
  for (let t = 1; t < 60; t++) {
    positions = positions.map((x) => x + 0.5 * random.normal());
    path.push(positions);
  }
  const wrapped: Structure[] = path.map((frame) => ({
    ...disordered,
    positions: wrapPositions(frame, disordered.cell, disordered.periodic),
  }));
  const found = unwrappedPositions(wrapped);
  const start = found[0]!;
  for (const [t, frame] of found.entries()) {
    const moved = frame.map((x, p) => x - start[p]!);
    // Sixty sums of positions near 30 angstrom.
    assert.ok(
      worst(
        moved,
        path[t]!.map((x, p) => x - path[0]![p]!),
      ) < 1e-11,
      `frame ${t}`,
    );
  }
  assert.throws(
    () => unwrappedPositions([disordered, { ...disordered, atomicNumbers: disordered.atomicNumbers.toReversed() }]),
    /other atoms/,
  );
});

test("what cannot be averaged is refused", () => {
  assert.throws(() => meanSquareDisplacement([new Float64Array(3)], { timestepFs: 1 }), /two frames/);
  assert.throws(() => meanSquareDisplacement([new Float64Array(3), new Float64Array(6)], { timestepFs: 1 }), /same number/);
  assert.throws(() => meanSquareDisplacement(walk(1, 4, 1, 1), { timestepFs: 1, longestLag: 4 }), /longest lag/);
});

test.run();
