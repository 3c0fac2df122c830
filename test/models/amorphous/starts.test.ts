// Starts without a bond table: random packing, melt and quench.
import { diamondNetwork, networkStructure } from "@adatom/models/amorphous/bond-network.ts";
import { MeltQuenchRun } from "@adatom/models/amorphous/melt-quench.ts";
import { randomPacking } from "@adatom/models/amorphous/random-packing.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { startRelaxation } from "@adatom/models/dynamics/relaxation.ts";
import { stillingerWeberSiliconVink2001 as potential } from "@adatom/models/potentials/stillinger-weber.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a random packing keeps its distance, images included, and can be quenched", () => {
  const structure = randomPacking(64, 10.86, 2, createRandom(1));
  assert.is(structure.atomicNumbers.length, 64);
  assert.is(buildNeighbourList(structure, 2).neighbour.length, 0);
  const run = startRelaxation(structure, potential, { forceTolerance: 0.05, maximumSteps: 2000 });
  const { converged, energy } = run.advance(2000);
  assert.ok(converged);
  // Between the crystal, -3.2967 eV/atom, and atoms that do not bind.
  assert.ok(energy / 64 > -3.25 && energy / 64 < -2.4, `${energy / 64}`);
  assert.throws(() => randomPacking(64, 8, 2.4, createRandom(1)), /No room for 64 atoms/);
});

test("melt and quench ends cold, disordered, and where a resumed run ends", () => {
  const crystal = networkStructure(diamondNetwork(2, 10.86));
  const run = MeltQuenchRun.start(crystal, potential, { seed: 2, meltKelvin: 5000, meltSteps: 600, quenchSteps: 900, stages: 3 });
  run.advance(400);
  run.advance(400);
  const resumed = MeltQuenchRun.resume(potential, structuredClone(run.snapshot()));
  let share = 0;
  while (share < 1) {
    share = run.advance(128);
    assert.is(resumed.advance(128), share);
  }
  assert.equal(resumed.structure(), run.structure());
  const relaxed = startRelaxation(run.structure(), potential, { forceTolerance: 0.05, maximumSteps: 3000 }).advance(3000);
  assert.ok(relaxed.energy / 64 > -3.25, "it is no crystal any more");
});

test.run();
