// The kernel of classical potentials: the same bits on any number of threads and after a resume, old lists, lone atoms, and what it
// leaves to the plain loops. (Its numbers against theirs: test/conformance/cases/potentials.ts and motion.ts.)
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { resumeMolecularDynamics, startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { atomsKernel, withPlainLoops } from "@adatom/models/kernels/atoms/engine.ts";
import { buildFastList, type KernelNeighbourList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import { HeapFull } from "@adatom/models/kernels/team/heap.ts";
import { useTeam } from "@adatom/models/kernels/team/team.ts";
import { effectiveMediumMetals } from "@adatom/models/potentials/effective-medium.ts";
import { eamFromSetfl } from "@adatom/models/potentials/files/setfl.ts";
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced, liquid } from "../../conformance/structures.ts";
import { inventedSetfl } from "../../fixtures/lammps/eam-files.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";

// Before anything asks for the kernel: three threads for this whole file.
useTeam(createTeam(3));

const eamAlloy = eamFromSetfl(inventedSetfl("alloy"), { name: "eam-alloy" }).value!;

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const difference = (a: Float64Array, b: Float64Array): number => largest(a.map((value, p) => value - b[p]!));

test("the kernel runs here, on three threads", () => assert.is(atomsKernel()?.members, 3));

for (const [potential, atoms] of [
  [stillingerWeberSilicon1985, displaced(diamond(9), 0.2, 1)],
  [eamAlloy, ofSpecies(displaced(diamond(8, 5.6), 0.2, 1), [28, 13])],
  [effectiveMediumMetals, ofSpecies(displaced(diamond(8, 6), 0.2, 1), [29, 79])],
] as const)
  test(`${potential.name}: the same bits whoever does which part, and on one thread`, () => sameBits(potential, atoms));

function sameBits(potential: Potential, structure: Structure): void {
  const reach = potential.cutoffAngstrom + 0.9;
  const evaluate = (): Evaluation => potential.evaluate(structure, buildFastList(structure, reach));
  const { energy, forces } = evaluate();
  for (let repeat = 0; repeat < 20; repeat++) {
    const again = evaluate();
    assert.is(again.energy, energy);
    assert.equal(again.forces, forces);
  }
  const list = buildFastList(structure, reach) as KernelNeighbourList;
  const { kernel, count } = list.parts;
  // Every part done by the calling thread, last first: what a task computes does not depend on what was done before.
  const run = kernel.run;
  Object.assign(kernel, {
    run: (name: string, tasks: number, ...args: number[]) => {
      const work = (kernel.functions as unknown as Record<string, (...values: number[]) => void>)[name]!;
      for (let task = tasks - 1; task >= 0; task--) work(task, ...args);
    },
  });
  try {
    assert.ok(count > 8);
    const alone = evaluate();
    assert.is(alone.energy, energy);
    assert.equal(alone.forces, forces);
  } finally {
    Object.assign(kernel, { run });
  }
}

for (const [potential, atoms] of [
  [stillingerWeberSilicon1985, displaced(diamond(6), 0.1, 1)],
  [eamAlloy, ofSpecies(displaced(diamond(6, 5.6), 0.1, 1), [28, 13])],
] as const)
  test(`${potential.name}: a run in the kernel's memory goes on from a snapshot with the same bits, through rebuilt lists`, () =>
    goesOn(potential, atoms));

function goesOn(potential: Potential, structure: Structure): void {
  // Hot enough, and the skin thin enough, for several builds.
  const settings = { ensemble: "nve", timestepFs: 2, temperatureKelvin: 1500, seed: 1, skinAngstrom: 0.4 } as const;
  const run = startMolecularDynamics(structure, potential, settings);
  run.advance(37);
  const { arrays, json } = structuredClone(run.snapshot());
  assert.not(arrays.positions!.buffer instanceof SharedArrayBuffer, "snapshots are the caller's own");
  const resumed = resumeMolecularDynamics(potential, { arrays, json });
  const [straight, again] = [run.advance(60), resumed.advance(60)];
  assert.equal(again, straight);
  assert.equal(resumed.structure().positions, run.structure().positions);
  assert.equal(resumed.velocities(), run.velocities());
}

test("an atom without neighbours has the energy of a free one, and no force", () => {
  const { positions } = displaced(diamond(2, 6), 0.1, 1);
  const cluster: Structure = {
    positions: Float64Array.of(...positions, 60, 60, 60),
    atomicNumbers: new Uint8Array(65).fill(29),
    cell: new Float64Array(9),
    periodic: [false, false, false],
  };
  const { energies, forces } = effectiveMediumMetals.evaluate(cluster, buildFastList(cluster, 6.5));
  assert.is(energies[64], withPlainLoops(() => effectiveMediumMetals.evaluate(cluster, buildNeighbourList(cluster, 6.5))).energies[64]);
  assert.equal([...forces.subarray(192)], [0, 0, 0]);
});

test("a strained cell and unwrapped atoms under an old list", () => {
  const structure = displaced(diamond(4), 0.1, 1);
  const list = buildFastList(structure, 5.2);
  const scale = 1.004;
  const grown = { ...structure, cell: structure.cell.map((x) => scale * x), positions: structure.positions.map((x) => scale * x) };
  const found = stillingerWeberSilicon1985.evaluate(grown, list);
  const expected = withPlainLoops(() => stillingerWeberSilicon1985.evaluate(grown, buildNeighbourList(grown, 4)));
  assert.ok(difference(found.forces, expected.forces) < 1e-11);
  assert.ok(difference(found.stress, expected.stress) < 1e-12);
});

test("crowds with more bonds than there is room for are left to the plain loops, and are finite there", () => {
  const crowd = liquid(150, 14, 0.9, 0.6, 3);
  const found = stillingerWeberSilicon1985.evaluate(crowd, buildFastList(crowd, 4));
  const expected = withPlainLoops(() => stillingerWeberSilicon1985.evaluate(crowd, buildNeighbourList(crowd, 4)));
  assert.ok(Math.abs(found.energy / expected.energy - 1) < 1e-12);
});

test("atoms on top of each other give no finite energy, as in the plain loops", () => {
  const two = displaced(diamond(1), 0, 1);
  const positions = two.positions.slice();
  positions.copyWithin(3, 0, 3);
  const { energy } = stillingerWeberSilicon1985.evaluate({ ...two, positions }, buildFastList({ ...two, positions }, 4));
  assert.not(Number.isFinite(energy));
});

test("where the kernel's memory is full the plain loops take over", () => {
  const { heap } = atomsKernel()!;
  const structure = displaced(diamond(12), 0.1, 1);
  const expected = withPlainLoops(() => stillingerWeberSilicon1985.evaluate(structure, buildNeighbourList(structure, 4)));
  // A heap that gives nothing more.
  const { allocate } = heap;
  Object.assign(heap, {
    allocate: () => {
      throw new HeapFull("full");
    },
  });
  try {
    const found = stillingerWeberSilicon1985.evaluate(structure, buildFastList(structure, 4));
    assert.equal(found, expected);
  } finally {
    Object.assign(heap, { allocate });
  }
});

test("an old list is not disturbed by a new one of another structure", () => {
  const [one, two] = [displaced(diamond(3), 0.1, 1), displaced(diamond(4), 0.1, 2)];
  const first = buildFastList(one, 4.5);
  const before = stillingerWeberSilicon1985.evaluate(one, first);
  stillingerWeberSilicon1985.evaluate(two, buildFastList(two, 4.5));
  assert.equal(stillingerWeberSilicon1985.evaluate(one, first).forces, before.forces);
});

test.run();
