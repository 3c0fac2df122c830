// Bond switching: the table stays a four-fold network, energies stay those of the network, a resumed run is the same run.
// Whole networks of 216 and 1000 atoms are made by the trial amorphous-silicon.
import { type BondNetwork, bondAngles, diamondNetwork, NetworkEnergy } from "@adatom/models/amorphous/bond-network.ts";
import { BondSwitching } from "@adatom/models/amorphous/bond-switching.ts";
import { RandomNetworkRun } from "@adatom/models/amorphous/continuous-random-network.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const edge = (2 * 16.282) / 3;

function checkTable({ bonds }: BondNetwork): void {
  for (let i = 0; i < bonds.length / 4; i++) {
    const own = [...bonds.subarray(4 * i, 4 * i + 4)];
    assert.is(new Set(own).size, 4, `atom ${i} has four different neighbours`);
    for (const j of own) {
      assert.is.not(j, i);
      assert.ok(bonds.subarray(4 * j, 4 * j + 4).includes(i), `bond ${i}-${j} stands at both ends`);
    }
  }
}

test("switches keep every atom four-fold and the energy that of the network", () => {
  const run = new BondSwitching(diamondNetwork(2, edge), 3);
  assert.ok(run.advance(40, Number.POSITIVE_INFINITY) > 10);
  assert.ok(run.advance(400, 0.5) > 0);
  checkTable(run.network);
  const everyAtom = Int32Array.from({ length: 64 }, (_, i) => i);
  const energy = new NetworkEnergy().evaluate(run.network, everyAtom, 64, new Float64Array(192));
  assert.is(run.energy, energy);
});

test("without temperature the energy only falls", () => {
  const run = new BondSwitching(diamondNetwork(2, edge), 4);
  run.advance(40, Number.POSITIVE_INFINITY);
  let last = run.energy;
  for (let n = 0; n < 20; n++) {
    run.advance(20, 0);
    // A switch is judged by its neighbourhood, settled to 1e-3 eV; the rest then relaxes further down.
    assert.ok(run.energy <= last + 1e-3);
    last = run.energy;
  }
});

test("a rejected switch leaves positions and bonds as they were", () => {
  const run = new BondSwitching(diamondNetwork(2, edge), 5);
  const before = run.snapshot().arrays;
  run.advance(50, 1e-9);
  assert.equal(run.snapshot().arrays, before);
});

test("a resumed run is the run that went on", () => {
  const short = { cellsPerEdge: 2, edgeAngstrom: edge, seed: 6, attemptsPerAtom: 3, mostAnneals: 2 };
  const whole = RandomNetworkRun.start(short);
  whole.advance(100);
  for (let n = 0; n < 3; n++) whole.advance(150);
  const resumed = RandomNetworkRun.resume(structuredClone(whole.snapshot()));
  for (;;) {
    const [a, b] = [whole.advance(200), resumed.advance(200)];
    assert.equal(a, b);
    if (a.finished) break;
  }
  assert.equal(resumed.snapshot(), whole.snapshot());
});

test("annealing turns a molten network of 216 atoms into one with narrow angles", () => {
  const run = RandomNetworkRun.start({ cellsPerEdge: 3, edgeAngstrom: 16.282, seed: 1, attemptsPerAtom: 6, mostAnneals: 1 });
  let progress = run.advance(1000);
  assert.ok(progress.angleSigmaDegrees > 20, "nothing of the crystal is left");
  while (!progress.finished) progress = run.advance(2000);
  checkTable(run.network());
  // A twentieth of the work of the real thing, which reaches 11 degrees in one or two anneals.
  assert.ok(bondAngles(run.network()).sigma < 19, `${bondAngles(run.network()).sigma}`);
});

test.run();
