// Scattering: silicon's powder pattern, structure factors by another program, S(q) both ways, form factors.
import { formFactor } from "@adatom/models/analysis/form-factors.ts";
import { radialDistribution } from "@adatom/models/analysis/radial-distribution.ts";
import { planeWaveSums, reciprocalVectors } from "@adatom/models/analysis/reciprocal.ts";
import { structureFactor, structureFactorFromRadialDistribution } from "@adatom/models/analysis/structure-factor.ts";
import { copperKAlpha1Angstrom, powderPattern } from "@adatom/models/analysis/x-ray.ts";
import { cartesianToFractional, cellVolume } from "@adatom/models/structure/cell.ts";
import { supercell } from "@adatom/models/structure/supercell.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced, primitiveDiamond } from "../../conformance/structures.ts";
import { disordered, reference, worst } from "./reference.ts";

// 2 theta of silicon under copper K alpha 1, degrees (powder diffraction file 27-1402, a = 5.43088 angstrom).
const siliconPeaks: [string, number, number][] = [
  ["1 1 1", 8, 28.442],
  ["2 2 0", 12, 47.303],
  ["3 1 1", 24, 56.121],
  ["4 0 0", 6, 69.13],
  ["3 3 1", 24, 76.377],
  ["4 2 2", 24, 88.026],
];

test("silicon: angles, indices and multiplicities of the powder diffraction file; the forbidden 200 and 222 are absent", () => {
  for (const structure of [diamond(1, 5.43088), diamond(2, 5.43088)]) {
    const peaks = powderPattern(structure, { toDegrees: 90 });
    assert.is(peaks.length, siliconPeaks.length);
    for (const [k, [name, multiplicity, angle]] of siliconPeaks.entries()) {
      const scale = structure.atomicNumbers.length === 8 ? 1 : 2;
      assert.is(peaks[k]!.indices[0]!.map((index) => index / scale).join(" "), name);
      assert.is(peaks[k]!.multiplicity, multiplicity);
      // The file's angles are measured ones: they scatter by some thousandths of a degree.
      assert.ok(Math.abs(peaks[k]!.twoThetaDegrees - angle) < 1e-2, `${name}: ${peaks[k]!.twoThetaDegrees}`);
    }
  }
  // Bragg's law by hand for 311: sin theta = lambda sqrt(11) / 2a.
  const bragg = (360 / Math.PI) * Math.asin((copperKAlpha1Angstrom * Math.sqrt(11)) / (2 * 5.43088));
  assert.ok(Math.abs(powderPattern(diamond(1, 5.43088))[2]!.twoThetaDegrees - bragg) < 1e-9);
  // Measured intensities of the same file, within texture and the round thermal factor: 100, 55, 30, 6, 11, 12.
  const damped = powderPattern(diamond(1, 5.43088), { toDegrees: 90, debyeWallerAngstrom2: 0.46 }).map((peak) => peak.relativeIntensity);
  assert.ok(worst(damped, [100, 55, 30, 6, 11, 12]) < 12, damped.join(" "));
});

test("the pattern is the crystal's, not the cell's", () => {
  const [a, b] = [powderPattern(diamond(1)), powderPattern(primitiveDiamond())];
  assert.ok(
    worst(
      a.map((peak) => peak.relativeIntensity),
      b.map((peak) => peak.relativeIntensity),
    ) < 1e-6,
  );
  assert.ok(
    worst(
      a.map((peak) => peak.spacingAngstrom),
      b.map((peak) => peak.spacingAngstrom),
    ) < 1e-12,
  );
  // |F|^2 of a cell goes with the square of its atoms.
  assert.ok(Math.abs(a[0]!.structureFactorSquared / b[0]!.structureFactorSquared - 16) < 1e-9);
});

test("structure factors of a disordered cell equal NumPy's with periodictable's form factors", () => {
  const fractional = cartesianToFractional(disordered.positions, disordered.cell)!;
  for (const { hkl, q, squared, plain } of reference.scattering) {
    const indices = Int32Array.from(hkl);
    const [re, im] = planeWaveSums(indices, fractional, (atom) => formFactor(disordered.atomicNumbers[atom]!, q / (4 * Math.PI))!);
    // periodictable's coefficients are the same printed ones.
    assert.ok(Math.abs((re! ** 2 + im! ** 2) / squared - 1) < 1e-6, `${hkl}`);
    const [re1, im1] = planeWaveSums(indices, fractional, () => 1);
    assert.ok(Math.abs(re1! ** 2 + im1! ** 2 - plain) < 1e-9);
  }
});

test("reciprocal vectors: half of all inside the sphere, each with its length", () => {
  const { indices, lengths } = reciprocalVectors(disordered, 6);
  const sphere = ((4 / 3) * Math.PI * 6 ** 3 * cellVolume(disordered.cell)) / (2 * Math.PI) ** 3;
  // The surface term of some 300 vectors a side.
  assert.ok(Math.abs((2 * lengths.length) / sphere - 1) < 0.05, `${2 * lengths.length} ${sphere}`);
  const known = reference.scattering.find(({ hkl }) => hkl.join() === "0,1,2")!;
  const at = Array.from(lengths, (_, v) => v).find((v) => indices.subarray(3 * v, 3 * v + 3).join() === "0,1,2")!;
  assert.ok(Math.abs(lengths[at]! - known.q) < 1e-12);
  assert.throws(() => reciprocalVectors(diamond(20), 60), /lower the limit/);
  assert.throws(() => powderPattern({ ...diamond(1), periodic: [true, false, true] }), /periodic in all three/);
});

test("S(q): Bragg peaks as high as N, and the same curve from g(r) for a disordered structure", () => {
  const crystal = diamond(1);
  const { q, s } = structureFactor(crystal, 2.1, 0.1);
  // 111 at 2.004: of the 8 atoms' 8, |1 + i|^2 / 4, which is half.
  const bin = q.findIndex((length) => Math.abs(length - (2 * Math.PI * Math.sqrt(3)) / 5.431) <= 0.05);
  assert.ok(Math.abs(s[bin]! - 4) < 1e-9, `${s[bin]}`);
  const melt = displaced(supercell(diamond(1), [3, 3, 3]), 1.1, 9);
  const direct = structureFactor(melt, 9, 1);
  const radial = radialDistribution(melt, { cutoffAngstrom: 14, binWidthAngstrom: 0.02 });
  // The same bins' mean of the transform, without a window: its cut at 14 angstrom leaves ripples narrower than the bin.
  const fine = structureFactorFromRadialDistribution(
    radial,
    Float64Array.from({ length: 900 }, (_, k) => (k + 0.5) * 0.01),
    false,
  );
  for (let k = 4; k < 9; k++) {
    let mean = 0;
    let weight = 0;
    for (let m = 100 * k; m < 100 * (k + 1); m++) {
      // As many reciprocal vectors as q^2.
      mean += fine.s[m]! * fine.q[m]! ** 2;
      weight += fine.q[m]! ** 2;
    }
    // The few hundred vectors of a bin are not the whole sphere.
    assert.ok(Math.abs(mean / weight - direct.s[k]!) < 0.08, `q ${direct.q[k]}: ${mean / weight} ${direct.s[k]}`);
  }
});

test("form factors: the atomic number forward, falling with the angle; elements beyond the table have none", () => {
  for (let z = 1; z <= 98; z++) {
    // The table's own misfit at 0 is below 0.02 electrons.
    assert.ok(Math.abs(formFactor(z, 0)! - z) < 0.05, `element ${z}`);
    assert.ok(formFactor(z, 0.5)! < formFactor(z, 0.2)!, `element ${z}`);
  }
  // International Tables C, 6.1.1.1: silicon at 0.2 and 0.5 1/angstrom.
  assert.ok(Math.abs(formFactor(14, 0.2)! - 9.67) < 0.02);
  assert.ok(Math.abs(formFactor(14, 0.5)! - 6.24) < 0.02);
  assert.is(formFactor(99, 0), undefined);
  assert.is(formFactor(0, 0), undefined);
});

test.run();
