// Table II of the amorphous-silicon paper on structures whose row is known.
import { findBonds } from "@adatom/models/analysis/bonds.ts";
import { tableTwo } from "@adatom/models/analysis/table-two.ts";
import { stillingerWeberSiliconVink2001 as vink } from "@adatom/models/potentials/stillinger-weber.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon, diamond, displaced } from "../../conformance/structures.ts";
import { worst } from "./reference.ts";

test("crystalline silicon: its density, shells, angles, energy and rings", () => {
  const row = tableTwo([diamond(1), diamond(2)], { potential: vink, ringSize: 7 });
  assert.is(row.structures, 2);
  assert.is(row.atoms, 72);
  // 8 x 28.085 u in 5.431^3 angstrom^3.
  assert.ok(Math.abs(row.densityGramPerCm3 - (8 * 28.085 * 1.6605390666) / 5.431 ** 3) < 1e-9);
  assert.is(row.c1, 4);
  assert.is(row.c2, 12);
  assert.ok(worst([row.r1Angstrom, row.r2Angstrom], [2.3517, 3.8403]) < 1e-4);
  assert.ok(row.sigma1Angstrom < 1e-6 && row.bondLengthDeviation < 1e-6);
  assert.ok(Math.abs(row.angleMeanDegrees - 109.4712) < 1e-4 && row.angleSigmaDegrees < 1e-6);
  // Two epsilon an atom at the potential's own minimum.
  assert.ok(Math.abs(row.energy!.meanPerAtom + 2 * 1.64833) < 1e-4);
  assert.ok(Math.abs(row.energy!.mean - row.energy!.meanPerAtom * 36) < 1e-9);
  assert.ok(Math.abs(row.energy!.sigma - Math.abs(row.energy!.meanPerAtom) * 28) < 1e-9);
  assert.equal(row.coordinationShares, [{ neighbours: 4, share: 1 }]);
  assert.equal(row.ringsPerAtom, [
    { size: 3, rings: 0 },
    { size: 4, rings: 0 },
    { size: 5, rings: 0 },
    { size: 6, rings: 12 },
    { size: 7, rings: 0 },
  ]);
  assert.ok(Math.abs(row.firstPeakAngstrom! - 2.3517) < 0.02);
});

test("warm silicon: moments as counted by hand, energies from the file where no potential is named", () => {
  const frames = [1, 2, 3].map((seed) => ({ ...displaced(diamond(2), 0.12, seed), reference: { energy: -200 - seed } }));
  const row = tableTwo(frames, { firstShellAngstrom: 3.0 });
  let [count, sum, squares] = [0, 0, 0];
  for (const { positions, cell } of frames) {
    for (let i = 0; i < 64; i++) {
      for (let j = 0; j < i; j++) {
        const d = Math.hypot(
          ...[0, 1, 2].map((a) => {
            const x = positions[3 * i + a]! - positions[3 * j + a]!;
            return x - cell[0]! * Math.round(x / cell[0]!);
          }),
        );
        if (d > 3) continue;
        count += 2;
        sum += 2 * d;
        squares += 2 * d * d;
      }
    }
  }
  assert.ok(Math.abs(row.c1 - count / 192) < 1e-12);
  assert.ok(Math.abs(row.r1Angstrom - sum / count) < 1e-12);
  assert.ok(Math.abs(row.sigma1Angstrom - Math.sqrt(squares / count - (sum / count) ** 2)) < 1e-9);
  assert.is(row.energy!.mean, -202);
  assert.ok(Math.abs(row.energy!.sigma - Math.sqrt(2 / 3)) < 1e-12);
  assert.is(row.ringsPerAtom, null);
  assert.ok(row.shortestDistanceAngstrom > 1.9 && row.shortestDistanceAngstrom < 2.3);
});

test("spreads between structures and over atoms, and the second shell of g(r), as counted by hand", () => {
  const frames = [1, 2, 3].map((seed) => displaced(diamond(2), 0.04 * seed, seed));
  const row = tableTwo(frames, { firstShellAngstrom: 2.75, spread: true });
  const { betweenStructures, overAtoms, secondShellByDistance } = row.spread!;
  const alone = frames.map((frame) => tableTwo([frame], { firstShellAngstrom: 2.75 }));
  const deviation = (values: readonly number[]): number => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  };
  for (const [name, values] of [
    ["c1", alone.map((one) => one.c1)],
    ["r1", alone.map((one) => one.r1Angstrom)],
    ["sigma1", alone.map((one) => one.sigma1Angstrom)],
    ["c2", alone.map((one) => one.c2)],
    ["r2", alone.map((one) => one.r2Angstrom)],
    ["sigma2", alone.map((one) => one.sigma2Angstrom)],
    ["angleMean", alone.map((one) => one.angleMeanDegrees)],
    ["angleSigma", alone.map((one) => one.angleSigmaDegrees)],
  ] as const)
    assert.ok(Math.abs(betweenStructures[name] - deviation(values)) < 1e-9, `${name}: ${betweenStructures[name]}`);
  assert.ok(betweenStructures.density < 1e-12);
  const neighbours = row.coordinationShares.flatMap(({ neighbours: n, share }) => new Array<number>(Math.round(share * 192)).fill(n));
  assert.ok(Math.abs(overAtoms.c1 - deviation(neighbours)) < 1e-9);
  // The crystal's second and third shells, 12 and 12 atoms, lie at 3.84 and 4.50: the minimum is between, and all pairs up to it count.
  const { endAngstrom, c2, r2Angstrom, sigma2Angstrom } = secondShellByDistance!;
  assert.ok(endAngstrom > 3.95 && endAngstrom < 4.4, `${endAngstrom}`);
  const far = frames.flatMap((frame) => [...findBonds(frame, endAngstrom).distances]).filter((distance) => distance > 2.75);
  assert.ok(Math.abs(c2 - far.length / 192) < 1e-12);
  assert.ok(Math.abs(r2Angstrom - far.reduce((a, b) => a + b, 0) / far.length) < 1e-12);
  assert.ok(Math.abs(sigma2Angstrom - deviation(far)) < 1e-12);
  // Where g(r) ends before a third peak there is no second minimum.
  assert.is(tableTwo(frames, { cutoffAngstrom: 3.9, spread: true }).spread!.secondShellByDistance, null);
  assert.is(row.ringsPerAtom, null);
});

test("what has no row", () => {
  assert.throws(() => tableTwo([]), /one structure/);
  assert.throws(() => tableTwo([{ ...argon(1), periodic: [false, false, false] }]), /periodic in all three/);
  assert.throws(() => tableTwo([argon(1)], { cutoffAngstrom: 3 }), /longest bond/);
  assert.is(tableTwo([argon(1)], { firstShellAngstrom: 4 }).energy, null);
});

test.run();
