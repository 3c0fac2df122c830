// Metropolis Monte Carlo: exact averages of a harmonic well and of an argon pair, adaptation, resuming bit for bit.

import { resumeMonteCarlo, startMonteCarlo } from "@adatom/models/dynamics/monte-carlo.ts";
import { lennardJonesArgon } from "@adatom/models/potentials/lennard-jones.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { boltzmannElectronvoltPerKelvin } from "@adatom/models/structure/units.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon, displaced } from "../../conformance/structures.ts";
import { assertResumes } from "./resuming.ts";

/** Every atom tied to the origin by 2 eV/angstrom^2. */
const well: Potential = {
  name: "well",
  description: "Springs to the origin",
  species: [18],
  cutoffAngstrom: 1e-3,
  evaluate({ positions }) {
    const energies = new Float64Array(positions.length / 3);
    for (let p = 0; p < positions.length; p++) energies[Math.floor(p / 3)]! += positions[p]! ** 2;
    return { energy: energies.reduce((a, b) => a + b, 0), energies, forces: positions.map((x) => -2 * x), stress: new Float64Array(6) };
  },
};

function gas(...positions: number[]): Structure {
  return {
    positions: Float64Array.from(positions),
    cell: new Float64Array(9),
    atomicNumbers: new Uint8Array(positions.length / 3).fill(18),
    periodic: [false, false, false],
  };
}

test("a harmonic well: energy 3/2 kT an atom, and its variance 3/2 (kT)^2", () => {
  const run = startMonteCarlo(gas(0.1, 0, 0, 0, 0.2, 0, 0, 0, 0.3), well, {
    temperatureKelvin: 300,
    displacementAngstrom: 0.3,
    seed: 1,
    adaptTrials: 2000,
  });
  run.advance(3000);
  const thermal = boltzmannElectronvoltPerKelvin * 300;
  const samples = 20_000;
  let mean = 0;
  let square = 0;
  for (let k = 0; k < samples; k++) {
    const { energy } = run.advance(5);
    mean += energy / samples;
    square += energy ** 2 / samples;
  }
  // Gamma distribution of shape 4.5: relative error sqrt(1 / 4.5) over the root of independent samples, some ten trials an
  // atom each, 3000; five of them. The variance has about three times the relative error.
  assert.ok(Math.abs(mean / (4.5 * thermal) - 1) < 0.045, `${mean / (4.5 * thermal)}`);
  assert.ok(Math.abs((square - mean * mean) / (4.5 * thermal ** 2) - 1) < 0.15, `${(square - mean * mean) / (4.5 * thermal ** 2)}`);
  assert.ok(run.sample().acceptance > 0.2 && run.sample().acceptance < 0.6, `${run.sample().acceptance}`);
});

/** Argon held near the origin by weak springs, so that a pair cannot fly apart. */
const trapped: Potential = {
  ...lennardJonesArgon,
  name: "trapped",
  evaluate(structure, list, into) {
    const found = lennardJonesArgon.evaluate(structure, list, into);
    const energies = found.energies.map(
      (energy, i) => energy + [0, 1, 2].reduce((sum, a) => sum + 0.0005 * structure.positions[3 * i + a]! ** 2, 0),
    );
    return { ...found, energies, energy: energies.reduce((a, b) => a + b, 0) };
  },
};

test("a trapped argon pair: mean energy as by quadrature, so detailed balance holds", () => {
  const temperatureKelvin = 60;
  const thermal = boltzmannElectronvoltPerKelvin * temperatureKelvin;
  // Centre of mass: 3/2 kT. Distance r: exp(-(u(r) + 0.00025 r^2) / kT) r^2 dr.
  const pair = (r: number): number => {
    const six = (3.4 / r) ** 6;
    const shift = 4 * 0.0103 * (2.5 ** -12 - 2.5 ** -6);
    return (r < 8.5 ? 4 * 0.0103 * (six * six - six) - shift : 0) + 0.00025 * r * r;
  };
  let weight = 0;
  let energy = 0;
  for (let r = 2; r < 60; r += 0.001) {
    const share = r * r * Math.exp(-pair(r) / thermal);
    weight += share;
    energy += share * pair(r);
  }
  const expected = 1.5 * thermal + energy / weight;
  const run = startMonteCarlo(gas(0, 0, 0, 4, 0, 0), trapped, { temperatureKelvin, displacementAngstrom: 3, seed: 3 });
  run.advance(2000);
  const blocks: number[] = [];
  for (let block = 0; block < 20; block++) {
    let mean = 0;
    for (let k = 0; k < 5000; k++) mean += run.advance(1).energy / 5000;
    blocks.push(mean);
  }
  const mean = blocks.reduce((a, b) => a + b, 0) / blocks.length;
  // The error as the blocks themselves show it; five of them.
  const error = Math.sqrt(blocks.reduce((sum, b) => sum + (b - mean) ** 2, 0) / blocks.length / (blocks.length - 1));
  assert.ok(Math.abs(mean - expected) < 5 * error, `${mean} against ${expected}, error ${error}`);
  assert.ok(error < 0.1 * thermal, `too few samples to tell: ${error}`);
});

test("the displacement is adapted towards the acceptance asked for, then kept", () => {
  const start = (displacementAngstrom: number) =>
    startMonteCarlo(argon(1), lennardJonesArgon, {
      temperatureKelvin: 40,
      displacementAngstrom,
      seed: 2,
      adaptTrials: 3000,
      targetAcceptance: 0.5,
    });
  for (const first of [0.001, 2]) {
    const run = start(first);
    const adapted = run.advance(3000).displacementAngstrom;
    const before = run.sample();
    const after = run.advance(2000);
    assert.is(after.displacementAngstrom, adapted);
    const late = (after.acceptance * after.trial - before.acceptance * before.trial) / 2000;
    assert.ok(Math.abs(late - 0.5) < 0.15, `from ${first}: ${late}`);
  }
});

test("it resumes with the bits of an unbroken run, and fixed atoms stay", () => {
  const options = { temperatureKelvin: 60, displacementAngstrom: 0.3, seed: 4, adaptTrials: 400, fixedAtoms: [0, 7] };
  const structure = displaced(argon(2), 0.1, 2);
  assertResumes(
    () => startMonteCarlo(structure, lennardJonesArgon, options),
    (snapshot) => resumeMonteCarlo(lennardJonesArgon, snapshot),
    333,
    500,
    "argon",
  );
  const run = startMonteCarlo(structure, lennardJonesArgon, options);
  run.advance(500);
  for (const atom of options.fixedAtoms)
    for (let p = 3 * atom; p < 3 * atom + 3; p++) assert.is(run.structure().positions[p], structure.positions[p]);
});

test("bad options are said plainly", () => {
  const base = { temperatureKelvin: 60, displacementAngstrom: 0.3, seed: 4 };
  const start = (change: object) => () => startMonteCarlo(argon(1), lennardJonesArgon, { ...base, ...change });
  assert.throws(start({ temperatureKelvin: 0 }), /temperatureKelvin/);
  assert.throws(start({ displacementAngstrom: -1 }), /displacementAngstrom/);
  assert.throws(start({ fixedAtoms: [0, 1, 2, 3] }), /no atom to move/);
});

test.run();
