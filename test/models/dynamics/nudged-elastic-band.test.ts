// The nudged elastic band: the saddle of a plane with a known one, a vacancy in silicon, resuming bit for bit.

import { MovingStructure } from "@adatom/models/dynamics/moving-structure.ts";
import { resumeNudgedElasticBand, startNudgedElasticBand } from "@adatom/models/dynamics/nudged-elastic-band.ts";
import { displacementBetween, interpolate } from "@adatom/models/dynamics/path.ts";
import { symmetricEigen } from "@adatom/models/linear-algebra/symmetric-eigen.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { stillingerWeberSilicon1985 as silicon } from "@adatom/models/potentials/stillinger-weber.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond } from "../../conformance/structures.ts";
import { assertResumes } from "./resuming.ts";

/** One atom in E = (x^2 - 1)^2 + 3 (y - 0.5 x^2)^2 + 2 z^2 + 0.3 x: two minima and one saddle, the path between them bent. */
const valley: Potential = {
  name: "valley",
  description: "A bent double well for one atom",
  species: [1],
  cutoffAngstrom: 1,
  evaluate({ positions }) {
    const [x, y, z] = positions as unknown as [number, number, number];
    const bend = y - 0.5 * x * x;
    const energy = (x * x - 1) ** 2 + 3 * bend ** 2 + 2 * z * z + 0.3 * x;
    const forces = Float64Array.of(-(4 * x * (x * x - 1) - 6 * bend * x + 0.3), -6 * bend, -4 * z);
    return { energy, energies: Float64Array.of(energy), forces, stress: new Float64Array(6) };
  },
};

function atomAt(...position: number[]): Structure {
  return {
    positions: Float64Array.from(position),
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.of(1),
    periodic: [false, false, false],
  };
}

/** A root of 4 x (x^2 - 1) + 0.3 = 0 by bisection: along the valley's floor y = x^2 / 2 only x matters. */
function root(low: number, high: number): number {
  const slope = (x: number): number => 4 * x * (x * x - 1) + 0.3;
  let [a, b] = [low, high];
  for (let k = 0; k < 60; k++)
    if (slope((a + b) / 2) > 0 === slope(b) > 0) b = (a + b) / 2;
    else a = (a + b) / 2;
  return (a + b) / 2;
}

test("the climbing image finds the saddle of a bent double well", () => {
  const run = startNudgedElasticBand(atomAt(-0.9, 0.7, 0.1), atomAt(1.1, 0.4, -0.1), valley, {
    images: 5,
    forceTolerance: 1e-4,
    maximumSteps: 2000,
  });
  const sample = run.advance(2000);
  assert.ok(sample.converged, `${sample.maximumForce} after ${sample.step}`);
  assert.is(sample.phase, "climbing");
  const floor = (x: number): number => (x * x - 1) ** 2 + 0.3 * x;
  const [left, top, right] = [root(-1.5, -0.7), root(-0.5, 0.5), root(0.7, 1.5)];
  // Energies at stationary points are off by force squared over stiffness.
  assert.ok(Math.abs(sample.barrier - (floor(top) - floor(left))) < 1e-6, `${sample.barrier}`);
  assert.ok(Math.abs(sample.reverseBarrier - (floor(top) - floor(right))) < 1e-6);
  const highest = run.structures()[sample.energies.indexOf(Math.max(...sample.energies))]!.positions;
  assert.ok(Math.hypot(highest[0]! - top, highest[1]! - 0.5 * top * top, highest[2]!) < 1e-3);
});

test("without climbing the images lie on the path, evenly spaced", () => {
  const run = startNudgedElasticBand(atomAt(-0.9, 0.7, 0), atomAt(1.1, 0.4, 0), valley, {
    images: 7,
    forceTolerance: 1e-3,
    maximumSteps: 3000,
    climb: false,
  });
  const sample = run.advance(3000);
  assert.ok(sample.converged);
  const points = run.structures().map(({ positions }) => positions);
  const gaps = points.slice(1).map((point, k) => Math.hypot(...point.map((x, a) => x - points[k]![a]!)));
  // Springs leave forces of 1e-3 along the path, 2e-4 angstrom of 5 eV/angstrom^2.
  assert.ok(Math.max(...gaps) - Math.min(...gaps) < 1e-3, `${gaps}`);
  // Steepest descent from the saddle to both sides is the path of least energy.
  const top = root(-0.5, 0.5);
  const path: Float64Array[] = [];
  for (const side of [-1, 1]) {
    let at = Float64Array.of(top + 1e-3 * side, 0.5 * top * top, 0);
    for (let k = 0; k < 4000; k++) {
      const { forces } = valley.evaluate({ ...atomAt(), positions: at }, null as never);
      at = at.map((x, a) => x + 2e-3 * forces[a]!);
      path.push(at);
    }
  }
  // Tangents from one side are off by half the gap times the curvature, 0.15: times the force along, 1, over the stiffness across, 6.
  for (const point of points) {
    const nearest = Math.min(...path.map((one) => Math.hypot(...one.map((x, a) => x - point[a]!))));
    assert.ok(nearest < 0.03, `${point} lies ${nearest} off the path`);
  }
});

/** Silicon without one of two neighbouring atoms, their shell pulled in by half an angstrom towards the hole, where the minimum is. */
function vacancy(repeats: number, hole: "first" | "second"): Structure {
  const whole = diamond(repeats);
  const side = whole.cell[0]!;
  const positions = whole.positions.slice();
  const empty = hole === "first" ? [0, 0, 0] : [...positions.slice(12, 15)];
  if (hole === "second") positions.set([0, 0, 0], 12);
  for (let i = 1; i < positions.length / 3; i++) {
    const d = [0, 1, 2].map((a) => empty[a]! - positions[3 * i + a]!).map((x) => x - side * Math.round(x / side));
    const length = Math.hypot(...d);
    if (length < 2.6) for (let a = 0; a < 3; a++) positions[3 * i + a]! += (0.5 * d[a]!) / length;
  }
  return { ...whole, positions: positions.slice(3), atomicNumbers: whole.atomicNumbers.slice(1) };
}

test("a vacancy in silicon moves by one site: a symmetric path over a saddle with exactly one way down", () => {
  const options = { images: 3, forceTolerance: 0.002, maximumSteps: 500 };
  const run = startNudgedElasticBand(vacancy(2, "first"), vacancy(2, "second"), silicon, options);
  const sample = run.advance(500);
  assert.ok(sample.converged, `${sample.maximumForce} after ${sample.step}`);
  // Both ends are the same defect: the barriers are equal to the accuracy of the ends, force^2 / stiffness.
  assert.ok(Math.abs(sample.barrier - sample.reverseBarrier) < 1e-5);
  assert.ok(Math.abs(sample.barrier - 0.517) < 0.002, `barrier ${sample.barrier} eV in 63 atoms`);
  const moving = MovingStructure.start(run.structures()[2]!, silicon, 0.5);
  const size = moving.positions.length;
  const hessian = new Float64Array(size * size);
  const h = 1e-4;
  for (let p = 0; p < size; p++) {
    const forcesAt = (x: number): Float64Array => {
      moving.positions[p] = x;
      moving.evaluate();
      return moving.evaluation.forces.slice();
    };
    const x = moving.positions[p]!;
    const [ahead, behind] = [forcesAt(x + h), forcesAt(x - h)];
    moving.positions[p] = x;
    for (let q = 0; q < size; q++) {
      hessian[p * size + q]! -= (ahead[q]! - behind[q]!) / (4 * h);
      hessian[q * size + p]! -= (ahead[q]! - behind[q]!) / (4 * h);
    }
  }
  const values = [...symmetricEigen(hessian, size).values].sort((a, b) => a - b);
  // Three translations lie at zero, the vibrations above 0.5 eV/angstrom^2.
  assert.ok(values[0]! < -1 && values[1]! > -1e-3, `${values.slice(0, 5)}`);
});

test("between periodic images the nearest way is taken", () => {
  const from = diamond(1);
  const to = { ...from, positions: from.positions.map((x, p) => x + (p === 0 ? from.cell[0]! - 0.4 : 0)) };
  const way = displacementBetween(from, to);
  assert.ok(Math.abs(way[0]! + 0.4) < 1e-12);
  assert.ok(Math.abs(interpolate(from, to, 1)[0]!.positions[0]! + 0.2) < 1e-12);
});

test("a band resumes with the bits of an unbroken run, from the ends, the band and the climb", () => {
  const start = () =>
    startNudgedElasticBand(vacancy(2, "first"), vacancy(2, "second"), silicon, { images: 3, forceTolerance: 1e-3, maximumSteps: 500 });
  for (const first of [3, 18, 30])
    assertResumes(start, (snapshot) => resumeNudgedElasticBand(silicon, snapshot), first, 20, `from step ${first}`);
});

test("ends that make no band are refused", () => {
  const options = { images: 3, forceTolerance: 0.01, maximumSteps: 10 };
  assert.throws(() => startNudgedElasticBand(diamond(1), diamond(2), silicon, options), /8 and 64 atoms/);
  assert.throws(() => startNudgedElasticBand(diamond(1), diamond(1, 5.5), silicon, options), /different cells/);
  assert.throws(() => startNudgedElasticBand(diamond(1), diamond(1), silicon, options), /same structure/);
});

test.run();
