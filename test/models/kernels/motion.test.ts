// Baths and boxes of large runs in the kernel: the deviates of the run's random stream and its end, bit for bit; the loops of every
// thermostat against plain loops; the same run on any number of threads and after a resume.
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import type { Ensemble } from "@adatom/models/dynamics/dynamics.ts";
import { exponential, transformRows } from "@adatom/models/dynamics/matrix3.ts";
import { resumeMolecularDynamics, startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { createRandom, type RandomState } from "@adatom/models/dynamics/random.ts";
import { kineticEnergyOf, momentumFlow } from "@adatom/models/dynamics/velocities.ts";
import { withPlainLoops } from "@adatom/models/kernels/atoms/engine.ts";
import { scaleInKernel, speedSumsInKernel, workArray } from "@adatom/models/kernels/atoms/motion.ts";
import { exchangeInKernel } from "@adatom/models/kernels/atoms/noise.ts";
import { soloTeam, useTeam } from "@adatom/models/kernels/team/team.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced } from "../../conformance/structures.ts";

const three = createTeam(3);
useTeam(three);

/** Speeds and masses of so many atoms, where the kernel works on them. */
function moving(atoms: number): { speed: Float64Array; mass: Float64Array } {
  const random = createRandom(9);
  const speed = Float64Array.from({ length: 3 * atoms }, () => 0.01 * random.normal());
  return {
    speed: workArray(speed, atoms),
    mass: workArray(
      Float64Array.from({ length: atoms }, (_, i) => 1 + (i % 90)),
      atoms,
    ),
  };
}

const [keep, noise] = [0.97, 3e-5];

for (const [atoms, seed] of [
  [1000, 1],
  [4097, 2],
  [20_001, 3],
  [64_000, 4],
] as const) {
  test(`${atoms} atoms: the bath's deviates are those of the stream, and it ends where it would have ended`, () => {
    for (const before of [0, 1, 2]) {
      const { speed, mass } = moving(atoms);
      const expected = speed.slice();
      const random = createRandom(seed);
      // After an odd number one deviate is kept from the last pair.
      for (let k = 0; k < before; k++) random.normal();
      const plainly = createRandom(random.state());
      // Twice: the second time from where the first has ended.
      for (let turn = 0; turn < 2; turn++) {
        assert.ok(exchangeInKernel(speed, mass, keep, noise, random), "the kernel does it");
        for (let p = 0; p < expected.length; p++)
          expected[p] = keep * expected[p]! + Math.sqrt(noise / mass[Math.floor(p / 3)]!) * plainly.normal();
        assert.ok(Buffer.from(speed.slice().buffer).equals(Buffer.from(expected.buffer)), "another velocity");
        assert.equal(random.state(), plainly.state());
      }
    }
  });
}

test("a stream goes on from a state it is given", () => {
  const random = createRandom(5);
  random.normal();
  const state: RandomState = structuredClone(random.state());
  const first = [random.normal(), random.uniform(), random.normal()];
  random.restore(state);
  assert.equal([random.normal(), random.uniform(), random.normal()], first);
});

test("sums, scaling and deformation have the bits of plain loops", () => {
  const { speed, mass } = moving(9000);
  const plain = speed.slice();
  assert.ok(speedSumsInKernel("squared_speed", speed, mass));
  assert.is(
    kineticEnergyOf(mass, speed),
    withPlainLoops(() => kineticEnergyOf(mass, speed)),
  );
  assert.equal(
    momentumFlow(mass, speed),
    withPlainLoops(() => momentumFlow(mass, speed)),
  );
  assert.ok(scaleInKernel(speed, 1.01));
  const turn = exponential(Float64Array.of(0.1, 0.02, 0, -0.03, 0.2, 0.01, 0.05, 0, -0.1));
  transformRows(speed, turn);
  const expected = plain.map((value) => value * 1.01);
  transformRows(expected, turn);
  assert.equal(speed.slice(), expected);
});

const settings = { timestepFs: 1, temperatureKelvin: 900, seed: 1, skinAngstrom: 0.4, frictionPerFs: 0.02, thermostatTimeFs: 50 };
const structure = displaced(diamond(9), 0.1, 1);

for (const ensemble of [
  "nvt-langevin",
  "nvt-nose-hoover",
  "nvt-bussi",
  "nvt-berendsen",
  "npt",
  "npt-isotropic",
] as const satisfies Ensemble[]) {
  test(`${ensemble}, 5832 atoms: the same bits on one thread as on three, and after a resume`, () => {
    const begin = () => startMolecularDynamics(structure, stillingerWeberSilicon1985, { ...settings, ensemble });
    const run = begin();
    run.advance(7);
    const snapshot = structuredClone(run.snapshot());
    const sample = run.advance(8);
    const resumed = resumeMolecularDynamics(stillingerWeberSilicon1985, snapshot);
    assert.equal(resumed.advance(8), sample);
    assert.equal(resumed.velocities(), run.velocities());
    useTeam(soloTeam);
    try {
      const alone = begin();
      assert.equal(alone.advance(15), sample);
      assert.equal(alone.velocities(), run.velocities());
      assert.equal(alone.snapshot().json.random, run.snapshot().json.random);
    } finally {
      useTeam(three);
    }
  });
}

test.run();
