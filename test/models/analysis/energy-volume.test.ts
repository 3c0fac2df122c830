// Energies over volumes: the right cells, the right curve; and calculations in pieces that say how far they are.
import { elasticConstantsSteps } from "@adatom/models/analysis/elastic.ts";
import { energyVolume } from "@adatom/models/analysis/energy-volume.ts";
import { gammaPhononsSteps } from "@adatom/models/analysis/phonons-gamma.ts";
import { lennardJonesArgon } from "@adatom/models/potentials/lennard-jones.ts";
import { stillingerWeberSilicon1985 as silicon } from "@adatom/models/potentials/stillinger-weber.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon, diamond, displaced, primitiveDiamond } from "../../conformance/structures.ts";

test("silicon: lattice constant, energy and bulk modulus; the cell does not matter, nor atoms that were off their sites", () => {
  const found = [energyVolume(primitiveDiamond(), silicon), energyVolume(displaced(diamond(1), 0.05, 3), silicon)];
  for (const [k, { birchMurnaghan, volumes, energies }] of found.entries()) {
    const atoms = [2, 8][k]!;
    assert.is(volumes.length, 9);
    assert.is(energies.length, 9);
    assert.ok(Math.abs(Math.cbrt((8 * birchMurnaghan.volume) / atoms) - 5.43095) < 1e-4);
    assert.ok(Math.abs(birchMurnaghan.energy / atoms + 4.3366) < 1e-4);
    // A third-order curve over 12 % of volume.
    assert.ok(Math.abs(birchMurnaghan.bulkModulus - 101.42) < 0.15);
  }
  assert.ok(Math.abs(found[0]!.vinet.bulkModulus - found[1]!.vinet.bulkModulus) < 0.01);
});

test("volumes far from the minimum, or no cell, are refused", () => {
  assert.throws(() => energyVolume(argon(1, 8), lennardJonesArgon), /no minimum/);
  assert.throws(() => energyVolume({ ...argon(1), periodic: [true, true, false] }, lennardJonesArgon), /periodic/);
  assert.throws(() => energyVolume(argon(1), lennardJonesArgon, { points: 4 }), /five volumes/);
});

test("pieces tell a share that only grows", () => {
  for (const steps of [elasticConstantsSteps(primitiveDiamond(), silicon), gammaPhononsSteps(diamond(1), silicon)]) {
    let before = 0;
    let pieces = 0;
    for (let next = steps.next(); !next.done; next = steps.next()) {
      assert.ok(next.value >= before && next.value <= 1);
      before = next.value;
      pieces++;
    }
    assert.ok(pieces >= 6 && before > 0.9);
  }
});

test.run();
