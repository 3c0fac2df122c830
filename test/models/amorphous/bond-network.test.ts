// Keating's energy of a bond table: the same numbers as the potential that finds its bonds itself, forces by differences.
import { bondAngles, bondVector, diamondNetwork, NetworkEnergy, networkStructure } from "@adatom/models/amorphous/bond-network.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { bondsCountedOnce, keatingSilicon, keatingSiliconParameters } from "@adatom/models/potentials/keating.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

function rattled() {
  const network = diamondNetwork(2, 10.9);
  const random = createRandom(5);
  for (let p = 0; p < network.positions.length; p++) network.positions[p]! += 0.1 * random.normal();
  const everyAtom = Int32Array.from({ length: network.positions.length / 3 }, (_, i) => i);
  return { network, everyAtom, forces: new Float64Array(network.positions.length) };
}

test("diamond at Keating's bond length has no energy and ideal angles", () => {
  const network = diamondNetwork(2, (2 * 4 * 2.35) / Math.sqrt(3));
  const everyAtom = Int32Array.from({ length: 64 }, (_, i) => i);
  assert.ok(network.bonds.every((atom) => atom >= 0));
  assert.ok(new NetworkEnergy().evaluate(network, everyAtom, 64, new Float64Array(192)) < 1e-20);
  const { mean, sigma } = bondAngles(network);
  assert.ok(Math.abs(mean - 109.4712206) < 1e-6);
  assert.ok(sigma < 1e-5);
});

test("the table's energy and forces are those of the Keating potential", () => {
  const { network, everyAtom, forces } = rattled();
  const energy = new NetworkEnergy(keatingSiliconParameters).evaluate(network, everyAtom, 64, forces);
  const structure = networkStructure(network);
  const theirs = keatingSilicon.evaluate(structure, buildNeighbourList(structure, keatingSilicon.cutoffAngstrom));
  // The same sums in another order.
  assert.ok(Math.abs(energy - theirs.energy) < 1e-10 * energy);
  for (const [p, force] of forces.entries()) assert.ok(Math.abs(force - theirs.forces[p]!) < 1e-10);
});

test("where bonds count once, energies are those of a sum over bonds with the whole alpha", () => {
  const { network, everyAtom, forces } = rattled();
  const { alpha, bondLength } = keatingSiliconParameters;
  const whole = new NetworkEnergy(keatingSiliconParameters).evaluate(network, everyAtom, 64, forces);
  const once = new NetworkEnergy(bondsCountedOnce(keatingSiliconParameters)).evaluate(network, everyAtom, 64, forces);
  const d = new Float64Array(3);
  let stretching = 0;
  for (const [k, j] of network.bonds.entries()) {
    const i = Math.floor(k / 4);
    bondVector(network.box, network.positions, i, j, d);
    const excess = d[0]! ** 2 + d[1]! ** 2 + d[2]! ** 2 - bondLength ** 2;
    if (i < j) stretching += ((3 / 16) * alpha * excess ** 2) / bondLength ** 2;
  }
  assert.ok(Math.abs(whole - once - stretching) < 1e-10 * whole);
});

test("forces of some apexes are the gradient of their energy", () => {
  const { network, everyAtom, forces } = rattled();
  const keating = new NetworkEnergy();
  keating.evaluate(network, everyAtom, 20, forces);
  const other = new Float64Array(forces.length);
  for (const p of [0, 7, 40, 100]) {
    const at = network.positions[p]!;
    const h = 1e-5;
    network.positions[p] = at + h;
    const above = keating.evaluate(network, everyAtom, 20, other);
    network.positions[p] = at - h;
    const below = keating.evaluate(network, everyAtom, 20, other);
    network.positions[p] = at;
    // Central differences: h^2 times third derivatives of some 10 eV/angstrom^3.
    assert.ok(Math.abs((below - above) / (2 * h) - forces[p]!) < 1e-7);
  }
});

test.run();
