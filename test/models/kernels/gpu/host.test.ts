// What the host does for kernels on a GPU, without one: fixed-point positions and sums, which runs can be there, conditions
// of steps, tables. The kernels themselves: test/conformance/cases.
import { deviceRunObstacle } from "@adatom/models/dynamics/device-dynamics.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { Schedule } from "@adatom/models/dynamics/schedule.ts";
import { deviceFormOf } from "@adatom/models/kernels/gpu/device-form.ts";
import { layoutFor } from "@adatom/models/kernels/gpu/device-system.ts";
import { fromFixed, sumOf, sumWords, toFixed } from "@adatom/models/kernels/gpu/fixed-point.ts";
import { networkTable } from "@adatom/models/kernels/gpu/network-table.ts";
import { deviceThermostat, stepConditions } from "@adatom/models/kernels/gpu/step-conditions.ts";
import { potentialByName, shippedPotentials } from "@adatom/models/potentials/index.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { networkModel } from "../../../conformance/cases/network-potentials.ts";
import { everyFunction } from "../../../conformance/product-functions.ts";
import { deformed, diamond, displaced, primitiveDiamond } from "../../../conformance/structures.ts";
import { largestDifference } from "../../../conformance/suite/compare.ts";

const silicon = displaced(diamond(3), 2, 1);

test("positions in fixed point come back within 2^-33 of a cell vector, far images and the cell's edge included", () => {
  const skewed = deformed(silicon, [0, 0.2, 0, 0, 0.1, 0, 0.3, 0, 0]);
  const positions = skewed.positions.map((x, p) => (p % 7 === 0 ? x + 1000 : x));
  positions.set([0, 0, 0], 0);
  positions.set([-1e-12, -1e-12, -1e-12], 3);
  const back = fromFixed(toFixed(positions, skewed.cell), skewed.cell);
  // 2^-33 of three cell vectors of some 20 angstrom each.
  assert.ok(largestDifference(back, positions) < 60 * 2 ** -33 + 1e-12);
});

test("sums in fixed point: words and values", () => {
  for (const value of [0, 1, -1, 123456.75, -4.3e6, 2 ** -20]) {
    const words = Int32Array.from(sumWords(value));
    assert.ok(words[0]! >= 0 && words[0]! < 65536);
    assert.ok(Math.abs(sumOf(words, 0) - value) <= 2 ** -21);
  }
});

test("which potentials and runs have a form for devices", () => {
  const forms = shippedPotentials.filter((potential) => deviceFormOf(potential) !== null).map((potential) => potential.name);
  for (const name of ["sw-si-1985", "tersoff-si-1988", "tersoff-sic-1989"]) assert.ok(forms.includes(name), name);
  assert.not(forms.includes("lj-ar"));
  const onDevice = deviceFormOf(potentialByName("sw-si-1985")!)!;
  const options = { ensemble: "nve", timestepFs: 1, temperatureKelvin: 300, seed: 1 } as const;
  assert.is(deviceRunObstacle(silicon, onDevice, options), null);
  assert.match(deviceRunObstacle(silicon, onDevice, { ...options, ensemble: "npt" })!, /cell/);
  assert.match(deviceRunObstacle(silicon, onDevice, { ...options, removeDrift: "momentum" })!, /drift/);
  assert.match(deviceRunObstacle(primitiveDiamond(), onDevice, options)!, /narrower/);
  assert.match(deviceRunObstacle({ ...silicon, periodic: [true, true, false] }, onDevice, options)!, /repeat/);
});

test("bins are no narrower than the reach", () => {
  for (const structure of [silicon, deformed(silicon, [0.3, 0.4, 0, 0, 0, 0.5, 0, 0, 1])]) {
    const { bins, reachAngstrom } = layoutFor(structure, 3.7, 0.5);
    for (const [k, count] of bins.entries()) {
      const side = Math.hypot(...structure.cell.subarray(3 * k, 3 * k + 3));
      // A vector is at least as long as the faces are apart.
      assert.ok(count >= 1 && side / count >= reachAngstrom);
    }
  }
});

test("conditions of steps do not depend on how they are cut into batches", () => {
  for (const ensemble of ["nve", "nvt-langevin", "nvt-bussi", "nvt-berendsen", "nvt-nose-hoover"] as const) {
    assert.ok(deviceThermostat(ensemble));
    const options = {
      ensemble,
      timestepFs: 2,
      temperatureKelvin: 300,
      temperatureEndKelvin: 600,
      rampSteps: 20,
      frictionPerFs: 0.01,
      seed: 1,
    };
    const schedule = new Schedule(options);
    const whole = stepConditions(options, schedule, 645, createRandom(4), 0, 20);
    const random = createRandom(4);
    const parts = [7, 13].map((steps, p) => stepConditions(options, schedule, 645, random, p === 0 ? 0 : 7, steps));
    assert.equal([...parts[0]!, ...parts[1]!], [...whole]);
  }
  assert.is(deviceThermostat("npt"), null);
});

test("a network's table holds functions, profiles once each, and weights", () => {
  const functions = Object.values(everyFunction([6, 14], 4)).flat();
  const { table, shape, cutoffAngstrom } = networkTable(networkModel([6, 14], ["tanh"], functions));
  assert.is(cutoffAngstrom, 4);
  // The last of each element is left out.
  assert.is(shape.functions, functions.length / 2 - 1);
  assert.is(shape.neurons, 8);
  assert.ok(shape.profiles < shape.functions);
  assert.ok(table.every(Number.isFinite));
});

test.run();
