// Thermostats and barostats on Stillinger-Weber silicon: conserved quantities, means and fluctuations, resuming bit for bit.

import type { Ensemble, MolecularDynamicsOptions } from "@adatom/models/dynamics/dynamics.ts";
import { resumeMolecularDynamics, startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { bussiFactor, chiSquared } from "@adatom/models/dynamics/rescaling.ts";
import { stillingerWeberSilicon1985 as silicon } from "@adatom/models/potentials/stillinger-weber.ts";
import { boltzmannElectronvoltPerKelvin } from "@adatom/models/structure/units.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced, resheared } from "../../conformance/structures.ts";
import { assertResumes } from "./resuming.ts";

const bathed: readonly Ensemble[] = ["nvt-nose-hoover", "nvt-bussi", "nvt-berendsen", "npt-isotropic", "npt"];

function options(ensemble: Ensemble, change: Partial<MolecularDynamicsOptions> = {}): MolecularDynamicsOptions {
  return { ensemble, timestepFs: 1, temperatureKelvin: 600, thermostatTimeFs: 50, barostatTimeFs: 300, seed: 5, ...change };
}
const npt = (ensemble: Ensemble): boolean => ensemble.startsWith("npt");

test("the conserved quantity of every ensemble: its error falls by four with half the step, across ramps of both kinds", () => {
  for (const ensemble of bathed) {
    const errorAt = (timestepFs: number): number => {
      const steps = 400 / timestepFs;
      const ramps = { temperatureEndKelvin: 900, rampSteps: steps, ...(npt(ensemble) && { pressureGPa: 1, pressureEndGPa: 4 }) };
      // A skewed cell: the strains mix all components.
      const run = startMolecularDynamics(resheared(displaced(diamond(2), 0.03, 1)), silicon, options(ensemble, { timestepFs, ...ramps }));
      const start = run.sample().conservedEnergy;
      let square = 0;
      for (let step = 0; step < steps; step++) square += (run.advance(1).conservedEnergy - start) ** 2 / steps;
      return Math.sqrt(square);
    };
    const [coarse, fine] = [errorAt(2), errorAt(1)];
    // At 1 fs Verlet's ripple alone is 1e-4 eV an atom; a wrong account would be off by the bath's work, 0.05 eV an atom.
    assert.ok(fine / 64 < 3e-4, `${ensemble}: ${fine / 64} eV/atom`);
    // 4 up to the next order where the trajectory is the same; noise (Bussi) and chaos make two that differ a little.
    assert.ok(coarse / fine > 2.5 && coarse / fine < 6, `${ensemble}: ratio ${coarse / fine}`);
  }
});

test("canonical thermostats: mean and fluctuation of the kinetic energy; Berendsen holds the mean only", () => {
  for (const ensemble of ["nvt-nose-hoover", "nvt-bussi", "nvt-berendsen"] as const) {
    const run = startMolecularDynamics(displaced(diamond(2), 0.05, 2), silicon, options(ensemble));
    run.advance(2000);
    const samples = 1500;
    let mean = 0;
    let square = 0;
    for (let k = 0; k < samples; k++) {
      const { temperatureKelvin } = run.advance(10);
      mean += temperatureKelvin / samples;
      square += temperatureKelvin ** 2 / samples;
    }
    const freedom = 3 * 64 - 3;
    // Correlation times of about the thermostat's 50 fs leave some 15 ps / 0.1 ps = 150 independent samples:
    // the mean is good to T sqrt(2 / freedom) / sqrt(150) = 5 K, and five of those must do.
    assert.ok(Math.abs(mean - 600) < 25, `${ensemble}: mean ${mean} K`);
    const spread = (square - mean * mean) / ((2 * 600 ** 2) / freedom);
    // Variance from 150 samples: standard error sqrt(2 / 150) = 0.12, five of them.
    if (ensemble === "nvt-berendsen") assert.ok(spread < 0.5, `Berendsen damps fluctuations: ${spread}`);
    else assert.ok(spread > 0.4 && spread < 1.6, `${ensemble}: variance over the canonical ${spread}`);
  }
});

test("Bussi's factor alone draws the kinetic energy from its gamma distribution, for few freedoms and many", () => {
  for (const freedom of [1, 2, 3, 30]) {
    const random = createRandom(freedom);
    const thermal = boltzmannElectronvoltPerKelvin * 300;
    let kinetic = 0.5 * freedom * thermal;
    const count = 40_000;
    let mean = 0;
    let square = 0;
    for (let k = 0; k < count; k++) {
      kinetic *= bussiFactor(kinetic, freedom, 300, 2, random) ** 2;
      mean += kinetic / count;
      square += kinetic ** 2 / count;
    }
    // Mean f kT / 2, variance f (kT)^2 / 2. Correlation exp(-2) a draw: errors of 1.2 sqrt(2 / (f count)); five of them.
    const error = 1.2 * Math.sqrt(2 / (freedom * count));
    assert.ok(Math.abs(mean / (0.5 * freedom * thermal) - 1) < 5 * error, `freedom ${freedom}: mean`);
    // The variance of a gamma deviate's square has relative error sqrt((2 + 12 / f) / count).
    const ratio = (square - mean * mean) / (0.5 * freedom * thermal ** 2);
    assert.ok(Math.abs(ratio - 1) < 5 * 1.2 * Math.sqrt((2 + 12 / freedom) / count), `freedom ${freedom}: variance ${ratio}`);
  }
  const random = createRandom(3);
  let sum = 0;
  for (let k = 0; k < 20_000; k++) sum += chiSquared(7, random) / 20_000;
  assert.ok(Math.abs(sum - 7) < 5 * Math.sqrt(14 / 20_000));
});

test("constant pressure: the mean pressure is the one asked for, isotropic cells keep their shape", () => {
  for (const ensemble of ["npt-isotropic", "npt"] as const) {
    const run = startMolecularDynamics(displaced(diamond(2), 0.05, 2), silicon, options(ensemble, { pressureGPa: 3 }));
    run.advance(2000);
    let pressure = 0;
    const samples = 800;
    for (let k = 0; k < samples; k++) pressure += run.advance(10).pressureGPa! / samples;
    // Pressure of 64 atoms fluctuates by sqrt(kT B / V) = 0.8 GPa with the cell's 300 fs: about 27 periods, 0.15 GPa; three of them.
    assert.ok(Math.abs(pressure - 3) < 0.45, `${ensemble}: ${pressure} GPa`);
    const { cell } = run.structure();
    const cubic = cell.every((value, p) => (p % 4 === 0 ? Math.abs(value - cell[0]!) < 1e-12 : value === 0));
    assert.is(cubic, ensemble === "npt-isotropic");
    const volume = run.sample().volume!;
    // 3 GPa on a bulk modulus of 101 GPa take away 3 percent; heat and fluctuations leave 2 percent of doubt.
    assert.ok(volume / 1281.5 > 0.95 && volume / 1281.5 < 0.995, `${ensemble}: ${volume}`);
  }
});

test("every ensemble, ramps and stages resume with the bits of an unbroken run", () => {
  const resume = (snapshot: Parameters<typeof resumeMolecularDynamics>[1]) => resumeMolecularDynamics(silicon, snapshot);
  for (const ensemble of [...bathed, "nve", "nvt-langevin"] as const) {
    const change = { frictionPerFs: 0.02, temperatureEndKelvin: 1500, rampSteps: 150, skinAngstrom: 0.3 };
    const start = () => startMolecularDynamics(resheared(diamond(2)), silicon, options(ensemble, change));
    assertResumes(start, resume, 77, 83, ensemble);
  }
  const stages = [
    { steps: 60, timestepFs: 0.5, temperatureKelvin: 300, temperatureEndKelvin: 2000 },
    { steps: 100, timestepFs: 2, temperatureKelvin: 2000 },
  ];
  assertResumes(() => startMolecularDynamics(diamond(2), silicon, options("npt", { stages })), resume, 50, 70, "stages");
});

test("time reversal through a Nose-Hoover chain and a barostat: back at the start", () => {
  for (const ensemble of ["nvt-nose-hoover", "npt"] as const) {
    const run = startMolecularDynamics(displaced(diamond(2), 0.05, 3), silicon, options(ensemble));
    const before = run.structure();
    run.advance(150);
    const there = run.snapshot();
    const bath = structuredClone(there.json.bath) as {
      chain: { rates: number[] };
      barostat?: { strainRate: number[]; chain: { rates: number[] } };
    };
    const turn = (values: number[]): void => {
      for (let k = 0; k < values.length; k++) values[k]! *= -1;
    };
    turn(bath.chain.rates);
    if (bath.barostat) [bath.barostat.strainRate, bath.barostat.chain.rates].forEach(turn);
    const velocities = run.velocities().map((v) => -v);
    const back = resumeMolecularDynamics(silicon, { arrays: { ...there.arrays, velocities }, json: { ...there.json, bath } });
    back.advance(150);
    const after = back.structure();
    // Rounding grown over 0.3 ps of weak chaos.
    assert.ok(Math.max(...after.positions.map((x, p) => Math.abs(x - before.positions[p]!))) < 1e-9, ensemble);
    assert.ok(Math.max(...after.cell.map((x, p) => Math.abs(x - before.cell[p]!))) < 1e-9, ensemble);
  }
});

test("stages: time, time step and temperature follow them", () => {
  const stages = [
    { steps: 40, timestepFs: 0.5, temperatureKelvin: 100, temperatureEndKelvin: 1000 },
    { steps: 300, timestepFs: 2, temperatureKelvin: 1000 },
  ];
  const run = startMolecularDynamics(diamond(2), silicon, options("nvt-bussi", { stages, thermostatTimeFs: 20 }));
  assert.ok(Math.abs(run.sample().temperatureKelvin - 100) < 1e-9, "starts at the first stage's temperature");
  assert.is(run.advance(40).timeFs, 20);
  assert.is(run.advance(1).timeFs, 22);
  assert.is(run.advance(299).timeFs, 620);
  // 1000 K with the canonical spread of 103 K for 189 freedoms.
  assert.ok(Math.abs(run.sample().temperatureKelvin - 1000) < 500);
  assert.throws(() => startMolecularDynamics(diamond(1), silicon, options("nve", { stages: [{ steps: 0 }] })), /Stage 1: steps/);
  assert.throws(() => startMolecularDynamics(diamond(1), silicon, options("nvt-bussi", { temperatureEndKelvin: 5 })), /rampSteps/);
});

test("fixed atoms stay where they are, and the others have the temperature", () => {
  const fixedAtoms = [0, 5, 9, 63];
  for (const ensemble of ["nve", "nvt-langevin", "nvt-nose-hoover", "nvt-bussi"] as const) {
    const start = displaced(diamond(2), 0.02, 4);
    const run = startMolecularDynamics(start, silicon, options(ensemble, { fixedAtoms, frictionPerFs: 0.05 }));
    // 180 freedoms, exact at the start.
    assert.ok(Math.abs(run.sample().temperatureKelvin - 600) < 1e-9, ensemble);
    const account = run.sample().conservedEnergy;
    run.advance(300);
    const { positions } = run.structure();
    for (const atom of fixedAtoms) {
      for (let p = 3 * atom; p < 3 * atom + 3; p++) assert.is(positions[p], start.positions[p], `${ensemble}: atom ${atom}`);
    }
    assert.ok(positions.filter((x, p) => x !== start.positions[p]).length === 180, ensemble);
    assert.ok(Math.abs(run.sample().conservedEnergy - account) / 64 < 1e-3, ensemble);
  }
});

test("drift is taken out: momentum under Langevin, momentum and rotation of a cluster", () => {
  const momentumOf = (velocities: Float64Array): number =>
    Math.hypot(...[0, 1, 2].map((a) => velocities.reduce((sum, v, p) => sum + (p % 3 === a ? v : 0), 0)));
  const free = startMolecularDynamics(diamond(1), silicon, options("nvt-langevin", { frictionPerFs: 0.05 }));
  const held = startMolecularDynamics(diamond(1), silicon, options("nvt-langevin", { frictionPerFs: 0.05, removeDrift: "momentum" }));
  for (const run of [free, held]) run.advance(100);
  assert.ok(momentumOf(free.velocities()) > 1e-4);
  assert.ok(momentumOf(held.velocities()) < 1e-15);
  assert.ok(Math.abs(held.sample().conservedEnergy - free.sample().conservedEnergy) / 8 < 1e-3, "the account stays closed");
  const cluster = { ...displaced(diamond(1), 0.05, 1), periodic: [false, false, false] as const, cell: new Float64Array(9) };
  const run = startMolecularDynamics(
    cluster,
    silicon,
    options("nvt-langevin", { frictionPerFs: 0.02, removeDrift: "rotation", temperatureKelvin: 100 }),
  );
  assert.ok(Math.abs(run.sample().temperatureKelvin - 100) < 1e-9, "18 freedoms");
  run.advance(50);
  const { positions } = run.structure();
  const v = run.velocities();
  const angular = [0, 0, 0];
  for (let p = 0; p < v.length; p += 3) {
    for (let a = 0; a < 3; a++) {
      const [b, c] = [(a + 1) % 3, (a + 2) % 3];
      angular[a]! += positions[p + b]! * v[p + c]! - positions[p + c]! * v[p + b]!;
    }
  }
  assert.ok(Math.hypot(...angular) < 1e-13, `${angular}`);
});

test("what cannot be run is said plainly", () => {
  const start =
    (change: Partial<MolecularDynamicsOptions>, structure = diamond(1)) =>
    () =>
      startMolecularDynamics(structure, silicon, options("npt", change));
  assert.throws(start({ fixedAtoms: [0] }), /fixed/);
  assert.throws(start({ ensemble: "nvt-bussi", fixedAtoms: [8] }), /0 to 7/);
  assert.throws(start({ temperatureKelvin: 0 }), /above 0/);
  assert.throws(start({ thermostatTimeFs: -1 }), /thermostatTimeFs/);
  assert.throws(start({}, { ...diamond(1), periodic: [true, true, false] }), /three cell vectors/);
  assert.throws(start({ ensemble: "nve", removeDrift: "rotation" }), /repeat nowhere/);
});

test.run();
