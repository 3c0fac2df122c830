// Velocity autocorrelation and vibrational density of states: harmonic motion of known frequencies, and silicon's modes under SW.
import { gammaPhonons } from "@adatom/models/analysis/phonons-gamma.ts";
import { velocitiesBetweenFrames } from "@adatom/models/analysis/trajectory.ts";
import { velocityAutocorrelation } from "@adatom/models/analysis/velocity-autocorrelation.ts";
import { millielectronvoltPerTerahertz, vibrationalDensityOfStates } from "@adatom/models/analysis/vibrational-density-of-states.ts";
import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { stillingerWeberSilicon1985 as silicon } from "@adatom/models/potentials/stillinger-weber.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond } from "../../conformance/structures.ts";

/** Frames of atoms that swing at given frequencies, THz, with given amplitudes. */
const swings = (frequencies: number[], amplitudes: number[], frames: number, timestepFs: number) =>
  Array.from({ length: frames }, (_, t) =>
    Float64Array.from({ length: 3 * frequencies.length }, (_, p) => {
      const atom = Math.floor(p / 3);
      return amplitudes[atom]! * Math.cos(2 * Math.PI * frequencies[atom]! * 1e-3 * timestepFs * t + p);
    }),
  );

test("the autocorrelation of harmonic motion is a cosine; weights count", () => {
  const velocities = swings([10], [0.02], 4001, 1);
  const { values } = velocityAutocorrelation(velocities, { timestepFs: 1, longestLag: 300 });
  // Averages over some 40 periods: what the ends leave over is 1/(2 pi 40) at most.
  for (const [lag, value] of values.entries())
    assert.ok(Math.abs(value / values[0]! - Math.cos(2 * Math.PI * 0.01 * lag)) < 0.01, `${lag}`);
  const two = swings([10, 20], [0.02, 0.01], 100, 1);
  const light = velocityAutocorrelation(two, { timestepFs: 1, longestLag: 0, weights: [1, 3] }).values[0]!;
  let sum = 0;
  for (const frame of two) for (let p = 0; p < 6; p++) sum += (p < 3 ? 1 : 3) * frame[p]! ** 2;
  assert.ok(Math.abs(light - sum / 100 / 4) < 1e-15);
});

test("the density of states peaks at the frequencies, weighs them by kinetic energy and has area 1", () => {
  const autocorrelation = velocityAutocorrelation(swings([5, 15], [0.02, 0.01], 8000, 2), {
    timestepFs: 2,
    longestLag: 1000,
    weights: [28, 28],
  });
  const { frequenciesTerahertz, energiesMillielectronvolt, density } = vibrationalDensityOfStates(autocorrelation);
  const step = frequenciesTerahertz[1]!;
  const area = (from: number, to: number) =>
    density.reduce((sum, d, k) => sum + (frequenciesTerahertz[k]! >= from && frequenciesTerahertz[k]! < to ? d * step : 0), 0);
  // The Hann window's side lobes and the averaging over finitely many periods.
  assert.ok(Math.abs(area(0, 10) - 0.8) < 0.01, `${area(0, 10)}`);
  assert.ok(Math.abs(area(10, 20) - 0.2) < 0.01, `${area(10, 20)}`);
  const peak = (from: number, to: number) => {
    let best = 0;
    for (const [k, f] of frequenciesTerahertz.entries()) if (f >= from && f < to && density[k]! > density[best]!) best = k;
    return frequenciesTerahertz[best]!;
  };
  assert.ok(Math.abs(peak(0, 10) - 5) < 2 * step);
  // Of the lower peak's maximum the search for the upper one starts anew.
  assert.ok(density.some((d, k) => Math.abs(frequenciesTerahertz[k]! - 15) < 2 * step && d > 0.1 * Math.max(...density)));
  assert.ok(Math.abs(energiesMillielectronvolt[100]! - frequenciesTerahertz[100]! * millielectronvoltPerTerahertz) < 1e-12);
  assert.ok(Math.abs(frequenciesTerahertz.at(-1)! - 250) < 1e-9, "half of the sampling rate");
});

test("velocities from positions give the same density once what differences lose is given back", () => {
  // Two frequencies of equal kinetic energy, sampled coarsely: the higher loses sinc(0.75)^2, a sixth, to the differences.
  const timestepFs = 10;
  const [low, high] = [5, 24];
  const positions = Array.from({ length: 6000 }, (_, t) =>
    Float64Array.of(Math.sin(0.002 * Math.PI * low * timestepFs * t) / low, Math.sin(0.002 * Math.PI * high * timestepFs * t) / high, 0),
  );
  const velocities = velocitiesBetweenFrames(positions, timestepFs);
  assert.is(velocities.length, 5999);
  const autocorrelation = velocityAutocorrelation(velocities, { timestepFs, longestLag: 800 });
  const share = (betweenFrames: boolean) => {
    const { frequenciesTerahertz: f, density } = vibrationalDensityOfStates(autocorrelation, betweenFrames);
    return density.reduce((sum, d, k) => sum + (f[k]! > 15 ? d * f[1]! : 0), 0);
  };
  // Side lobes of the window.
  assert.ok(Math.abs(share(true) - 0.5) < 0.01, `${share(true)}`);
  assert.ok(share(false) < 0.47);
});

test("cold silicon swings where its dynamical matrix says", () => {
  // Eight atoms at 20 K in NVE: the spectrum is that of the cell's Gamma modes, the highest the triple optical one.
  const structure = diamond(1);
  const run = startMolecularDynamics(structure, silicon, { ensemble: "nve", timestepFs: 1, temperatureKelvin: 20, seed: 3 });
  const velocities: Float64Array[] = [];
  for (let frame = 0; frame < 2048; frame++) {
    run.advance(2);
    velocities.push(run.velocities());
  }
  const { frequenciesTerahertz, density } = vibrationalDensityOfStates(
    velocityAutocorrelation(velocities, { timestepFs: 2, longestLag: 1000 }),
  );
  const modes = gammaPhonons(structure, silicon).frequenciesTerahertz;
  const step = frequenciesTerahertz[1]!;
  // Within 0.7 THz of a mode: the window's resolution is 1 THz at full width, anharmonic shifts at 20 K are below 0.1 THz.
  let near = 0;
  for (const [k, f] of frequenciesTerahertz.entries()) if (modes.some((mode) => Math.abs(mode - f) < 0.7)) near += density[k]! * step;
  assert.ok(near > 0.95, `${near} of the density lies at the modes`);
  assert.throws(() => vibrationalDensityOfStates({ timestepFs: 1, values: new Float64Array(4) }), /no motion/);
});

test.run();
