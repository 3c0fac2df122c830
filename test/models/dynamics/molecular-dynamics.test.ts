// Molecular dynamics of Stillinger-Weber silicon: conservation, reversal, the Langevin ensemble, and resuming bit for bit.

import type { MolecularDynamicsOptions, MolecularDynamicsRun, Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { resumeMolecularDynamics, startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { kineticEnergyOf, maxwellBoltzmannVelocities } from "@adatom/models/dynamics/velocities.ts";
import { lennardJonesArgon } from "@adatom/models/potentials/lennard-jones.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { stillingerWeberSilicon1985 as silicon } from "@adatom/models/potentials/stillinger-weber.ts";
import { boltzmannElectronvoltPerKelvin } from "@adatom/models/structure/units.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon, diamond, displaced } from "../../conformance/structures.ts";

const nve: MolecularDynamicsOptions = { ensemble: "nve", timestepFs: 1, temperatureKelvin: 600, seed: 1 };

/** As a checkpoint does: JSON through text, arrays through copies of their bytes. */
function throughStorage(snapshot: Snapshot): Snapshot {
  return { arrays: structuredClone(snapshot.arrays), json: JSON.parse(JSON.stringify(snapshot.json)) };
}

test("initial velocities: the temperature exactly, no net momentum, and the sample says so", () => {
  const sample = startMolecularDynamics(diamond(2), silicon, nve).sample();
  // Rounding of a sum over 192 numbers.
  assert.ok(Math.abs(sample.temperatureKelvin - 600) < 1e-9);
  assert.ok(Math.abs(sample.kineticEnergy - 1.5 * 63 * boltzmannElectronvoltPerKelvin * 600) < 1e-12);
  const masses = Float64Array.from({ length: 50 }, (_, i) => 1 + i);
  const velocities = maxwellBoltzmannVelocities(masses, 300, createRandom(1));
  for (let a = 0; a < 3; a++) {
    assert.ok(Math.abs(masses.reduce((sum, mass, i) => sum + mass * velocities[3 * i + a]!, 0)) < 1e-13);
  }
  assert.is(sample.step, 0);
  assert.is(sample.extrapolatingAtoms, 0);
});

test("one amu at 1 angstrom/fs carries 51.82 eV: the units by hand", () => {
  // 0.5 x 1.66053907e-27 kg x (1e5 m/s)^2 / 1.602176634e-19 J/eV = 51.8213 eV.
  assert.ok(Math.abs(kineticEnergyOf(Float64Array.of(1), Float64Array.of(1, 0, 0)) - 51.82135) < 1e-4);
});

test("NVE: 216 atoms near 300 K, 2 ps at 1 fs: no drift", () => {
  // 600 K of kinetic energy in a perfect crystal settles near 300 K, half of it going into the bonds.
  const run = startMolecularDynamics(diamond(3), silicon, nve);
  const means = [0, 0];
  let temperature = 0;
  const start = run.sample().conservedEnergy;
  let widest = 0;
  for (let step = 0; step < 2000; step++) {
    const sample = run.advance(1);
    means[Math.floor(step / 1000)]! += sample.conservedEnergy / 1000;
    temperature += sample.temperatureKelvin / 2000;
    widest = Math.max(widest, Math.abs(sample.conservedEnergy - start));
  }
  assert.ok(temperature > 250 && temperature < 350, `mean temperature ${temperature}`);
  // Velocity Verlet's energy ripples by (omega dt)^2 / 8 of the thermal energy: at 15 THz and 1 fs 1e-3 of 0.04 eV an atom,
  // and much of that cancels between atoms. Drift between the two picoseconds must be far below the ripple.
  assert.ok(widest / 216 < 2e-4, `ripple ${widest / 216} eV/atom`);
  assert.ok(Math.abs(means[1]! - means[0]!) / 216 < 2e-6, `drift ${(means[1]! - means[0]!) / 216} eV/atom in 1 ps`);
});

test("halving the time step divides the energy error by four: second order", () => {
  const errorAt = (timestepFs: number): number => {
    const run = startMolecularDynamics(diamond(2), silicon, { ...nve, timestepFs });
    const start = run.sample().conservedEnergy;
    let square = 0;
    for (let step = 0; step < 200 / timestepFs; step++) square += (run.advance(1).conservedEnergy - start) ** 2 * timestepFs;
    return Math.sqrt(square / 200);
  };
  const ratio = errorAt(2) / errorAt(1);
  // 4 up to the next order, (omega dt)^2, some percent at 2 fs.
  assert.ok(ratio > 3.7 && ratio < 4.3, `ratio ${ratio}`);
});

test("time reversal: 200 steps, turn the velocities, 200 steps, back at the start", () => {
  const run = startMolecularDynamics(displaced(diamond(2), 0.05, 3), silicon, nve);
  const before = run.structure().positions;
  run.advance(200);
  const there = run.snapshot();
  const turned = { ...there, arrays: { ...there.arrays, velocities: run.velocities().map((v) => -v) } };
  const back = resumeMolecularDynamics(silicon, turned);
  back.advance(200);
  // Rounding grows with the crystal's weak chaos over 0.4 ps: 1e-15 to some 1e-12.
  assert.ok(Math.max(...back.structure().positions.map((x, p) => Math.abs(x - before[p]!))) < 1e-10);
});

function assertResumesExactly(potential: Potential, start: () => MolecularDynamicsRun, what: string): void {
  const unbroken = start();
  const broken = start();
  broken.advance(100);
  const resumed = resumeMolecularDynamics(potential, throughStorage(broken.snapshot()));
  assert.equal(resumed.sample(), broken.sample(), what);
  unbroken.advance(200);
  resumed.advance(100);
  assert.equal([...resumed.structure().positions], [...unbroken.structure().positions], `${what}: positions`);
  assert.equal([...resumed.velocities()], [...unbroken.velocities()], `${what}: velocities`);
  assert.equal(resumed.sample(), unbroken.sample(), `${what}: sample`);
  assert.equal(JSON.stringify(resumed.snapshot()), JSON.stringify(unbroken.snapshot()), `${what}: snapshot`);
}

test("100 steps, a checkpoint, 100 more: the bits of 200 unbroken, in NVE and under Langevin, across list rebuilds", () => {
  assertResumesExactly(silicon, () => startMolecularDynamics(diamond(3), silicon, nve), "NVE");
  const bath = { ...nve, ensemble: "nvt-langevin", frictionPerFs: 0.01, temperatureKelvin: 300 } as const;
  assertResumesExactly(silicon, () => startMolecularDynamics(diamond(3), silicon, bath), "Langevin");
  // A thin skin and heat: the list is rebuilt many times on both sides of the checkpoint.
  const hot = { ...bath, temperatureKelvin: 2500, skinAngstrom: 0.2 };
  assertResumesExactly(silicon, () => startMolecularDynamics(diamond(2), silicon, hot), "hot");
  const wide = { ...bath, temperatureKelvin: 90, timestepFs: 5, skinAngstrom: 0.3 };
  assertResumesExactly(lennardJonesArgon, () => startMolecularDynamics(argon(2), lennardJonesArgon, wide), "argon");
});

test("the skin changes nothing but rounding", () => {
  const positionsWith = (skinAngstrom: number): Float64Array => {
    const run = startMolecularDynamics(diamond(2), silicon, { ...nve, temperatureKelvin: 3000, skinAngstrom });
    run.advance(60);
    return run.structure().positions;
  };
  const [thin, thick] = [positionsWith(0.05), positionsWith(1.5)];
  // Sums in another order, grown over 60 hot steps; a missed pair would show at 1e-4 and more.
  assert.ok(Math.max(...thin.map((x, p) => Math.abs(x - thick[p]!))) < 1e-9);
});

test("Langevin: mean temperature, equipartition, Maxwell's distribution, and the conserved quantity", () => {
  const target = 500;
  const run = startMolecularDynamics(diamond(2), silicon, {
    ensemble: "nvt-langevin",
    timestepFs: 1,
    temperatureKelvin: target,
    frictionPerFs: 0.05,
    seed: 11,
  });
  run.advance(1000);
  const start = run.sample().conservedEnergy;
  const atoms = 64;
  const samples = 600;
  const gap = 20;
  let mean = 0;
  const alongAxis = [0, 0, 0];
  let fourth = 0;
  let second = 0;
  for (let k = 0; k < samples; k++) {
    mean += run.advance(gap).temperatureKelvin / samples;
    const velocities = run.velocities();
    for (let p = 0; p < velocities.length; p++) {
      alongAxis[p % 3]! += velocities[p]! ** 2;
      second += velocities[p]! ** 2;
      fourth += velocities[p]! ** 4;
    }
  }
  // Kinetic energies decorrelate in about 1 / (2 friction) = 10 fs, less than the gap: samples count as independent.
  // Standard error of the mean: T sqrt(2 / (3 N samples)) = 500 x 0.0042 = 2.1 K. Five of them, plus BAOAB's
  // kinetic error of order (omega dt)^2 / 12 T: 0.3 K at 10 THz.
  const error = target * Math.sqrt(2 / (3 * atoms * samples));
  assert.ok(Math.abs(mean - target) < 5 * error + 0.5, `mean ${mean} K`);
  const count = atoms * samples;
  for (const sum of alongAxis) assert.ok(Math.abs((3 * sum) / second - 1) < 5 * Math.sqrt(2 / count), "equipartition over axes");
  // A normal distribution has kurtosis 3; its standard error is sqrt(24 / samples).
  const kurtosis = fourth / (3 * count) / (second / (3 * count)) ** 2;
  assert.ok(Math.abs(kurtosis - 3) < 5 * Math.sqrt(24 / (3 * count)), `kurtosis ${kurtosis}`);
  // 12 ps of heat in and out leave the energy account closed: Verlet's ripple and slow drift only, against 8 eV exchanged many times.
  assert.ok(
    Math.abs(run.sample().conservedEnergy - start) / atoms < 1e-3,
    `account off by ${(run.sample().conservedEnergy - start) / atoms}`,
  );
});

test("a single atom, no cell, zero temperature: nothing moves and nothing breaks", () => {
  const alone = {
    positions: Float64Array.of(1, 2, 3),
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.of(14),
    periodic: [false, false, false] as const,
  };
  const run = startMolecularDynamics(alone, silicon, { ...nve, temperatureKelvin: 300 });
  assert.equal([...run.structure().positions], [1, 2, 3]);
  assert.is(run.advance(10).temperatureKelvin, 0);
  assert.is(startMolecularDynamics(diamond(1), silicon, { ...nve, temperatureKelvin: 0 }).advance(5).step, 5);
});

test("extrapolating atoms are counted once each", () => {
  const warning = (atom: number) => ({ atom, functionIndex: 0, functionName: "G2", value: 2, minimum: 0, maximum: 1 });
  const learned: Potential = {
    ...silicon,
    name: "pretend",
    evaluate: (structure, list, into) => ({
      ...silicon.evaluate(structure, list, into),
      extrapolations: [warning(1), warning(1), warning(5)],
    }),
  };
  const run = startMolecularDynamics(diamond(1), learned, nve);
  assert.is(run.sample().extrapolatingAtoms, 2);
  assert.is(resumeMolecularDynamics(learned, throughStorage(run.snapshot())).sample().extrapolatingAtoms, 2);
});

test("bad options, another potential, an explosion and an unknown element are said plainly", () => {
  const start =
    (change: object, structure = diamond(1)): (() => unknown) =>
    () =>
      startMolecularDynamics(structure, silicon, { ...nve, ...change } as MolecularDynamicsOptions);
  assert.throws(start({ timestepFs: 0 }), /timestepFs/);
  assert.throws(start({ temperatureKelvin: -1 }), /temperatureKelvin/);
  assert.throws(start({ ensemble: "nph" }), /ensemble/);
  assert.throws(start({ ensemble: "nvt-langevin" }), /frictionPerFs/);
  assert.throws(start({}, { ...diamond(1), atomicNumbers: new Uint8Array(8) }), /Atom 1|atom 1/);
  const snapshot = startMolecularDynamics(diamond(1), silicon, nve).snapshot();
  assert.throws(() => resumeMolecularDynamics(lennardJonesArgon, snapshot), /sw-si-1985/);
  const { velocities: _, ...arrays } = snapshot.arrays;
  assert.throws(() => resumeMolecularDynamics(silicon, { ...snapshot, arrays }), /velocities/);
  const coincident = diamond(1);
  coincident.positions.set([0, 0, 0], 3);
  assert.throws(() => startMolecularDynamics(coincident, silicon, nve), /not finite/);
});

test.run();
