// Fingerprints: blind to numbering, translation, rotation and images; not blind to motion.
import { diamondNetwork, networkStructure } from "@adatom/models/amorphous/bond-network.ts";
import { BondSwitching } from "@adatom/models/amorphous/bond-switching.ts";
import { FingerprintSet, fingerprint, fingerprintLength, isEquivalent } from "@adatom/models/amorphous/fingerprint.ts";
import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { stillingerWeberSiliconVink2001 as potential } from "@adatom/models/potentials/stillinger-weber.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

function of(structure: Structure): Float32Array {
  const neighbours = buildNeighbourList(structure, potential.cutoffAngstrom);
  return fingerprint(structure, potential.evaluate(structure, neighbours), neighbours);
}

function rattled(seed: number, width: number): Structure {
  const structure = networkStructure(diamondNetwork(2, 10.86));
  const random = createRandom(seed);
  for (let p = 0; p < structure.positions.length; p++) structure.positions[p]! += width * random.normal();
  return structure;
}

/** The largest difference of two fingerprints. */
function difference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, k) => Math.max(largest, Math.abs(value - b[k]!)), 0);
}

test("the same configuration numbered, moved and turned otherwise", () => {
  const structure = rattled(1, 0.15);
  const atoms = structure.atomicNumbers.length;
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const turned = (row: Float64Array): Float64Array => {
    const result = new Float64Array(row.length);
    for (let p = 0; p < row.length; p += 3) {
      result[p] = c * row[p]! - s * row[p + 1]!;
      result[p + 1] = s * row[p]! + c * row[p + 1]!;
      result[p + 2] = row[p + 2]!;
    }
    return result;
  };
  const renumbered = new Float64Array(3 * atoms);
  for (let i = 0; i < atoms; i++) renumbered.set(structure.positions.subarray(3 * i, 3 * i + 3), 3 * ((i * 5) % atoms));
  const moved = renumbered.map((value, p) => value + [0.3, -20, 7][p % 3]!);
  const other = { ...structure, cell: turned(structure.cell), positions: turned(moved) };
  // Rounding of float32 at values of a few eV.
  assert.ok(difference(of(structure), of(other)) < 1e-5);
});

test("frames of dynamics are different even when cold and near in time", () => {
  const disordered = new BondSwitching(diamondNetwork(2, 10.86), 2);
  disordered.advance(32, Number.POSITIVE_INFINITY);
  disordered.advance(1000, 0.4);
  const run = startMolecularDynamics(networkStructure(disordered.network), potential, {
    ensemble: "nvt-langevin",
    timestepFs: 1,
    temperatureKelvin: 50,
    frictionPerFs: 0.01,
    seed: 1,
  });
  const set = new FingerprintSet();
  let added = 0;
  for (let n = 0; n < 60; n++) {
    run.advance(15);
    added += Number(set.add(of(run.structure())));
  }
  assert.is(added, 60);
});

test("a set finds again what it has, also from a list", () => {
  const set = new FingerprintSet();
  const all = Array.from({ length: 100 }, (_, n) => of(rattled(n, 0.1)));
  assert.ok(all.every((one) => set.add(one)));
  assert.not(all.some((one) => set.add(one)));
  const again = new FingerprintSet(set.list());
  assert.is(again.size, 100);
  assert.is(set.list().length, 100 * fingerprintLength);
  assert.not(all.some((one) => again.add(one)));
  const near = all[7]!.slice();
  near[0]! += 5e-5;
  assert.ok(isEquivalent(near, all[7]!));
  assert.not(again.add(near));
  near[0]! += 1e-3;
  assert.ok(again.add(near));
});

test.run();
