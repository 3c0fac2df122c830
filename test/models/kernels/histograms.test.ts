// Histograms by the kernel against the plain loops: the same counts of distances bit for bit, and angles to rounding.
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { addAngles, finishAngles, startAngles } from "@adatom/models/analysis/angles.ts";
import { findBonds } from "@adatom/models/analysis/bonds.ts";
import { addToRadialDistribution, finishRadialDistribution, startRadialDistribution } from "@adatom/models/analysis/radial-distribution.ts";
import { withPlainLoops } from "@adatom/models/kernels/atoms/engine.ts";
import { countAngles, countDistances } from "@adatom/models/kernels/atoms/histograms.ts";
import { useTeam } from "@adatom/models/kernels/team/team.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced, liquid, primitiveDiamond, resheared } from "../../conformance/structures.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";

useTeam(createTeam(3));

const structures: readonly Structure[] = [
  ofSpecies(displaced(diamond(8), 0.2, 1), [14, 14, 8]),
  resheared(displaced(primitiveDiamond(), 0.1, 2)),
  ofSpecies(liquid(301, 14, 0.05, 1.9, 3), [6, 1, 8]),
  // Perfect: distances and angles on the bounds of bins.
  diamond(3),
];

test("g(r): the same counts, over frames of different sizes and elements", () => {
  const radial = () => {
    const state = startRadialDistribution({ cutoffAngstrom: 6.3, binWidthAngstrom: 0.05 });
    for (const structure of structures) addToRadialDistribution(state, structure);
    return finishRadialDistribution(state);
  };
  assert.ok(countDistances(structures[0]!, 5, 100), "the kernel runs here");
  assert.is(
    withPlainLoops(() => countDistances(structures[0]!, 5, 100)),
    undefined,
  );
  const [fast, plain] = [radial(), withPlainLoops(radial)];
  assert.equal(fast.g, plain.g);
  assert.equal(fast.partials, plain.partials);
});

test("angles: counts, means and deviations, all and by elements", () => {
  const angles = (some: readonly Structure[]) => {
    const state = startAngles(90);
    for (const structure of some) addAngles(state, structure, findBonds(structure, 3.1));
    return finishAngles(state);
  };
  assert.ok(countAngles(structures[0]!, findBonds(structures[0]!, 3), 90), "the kernel runs here");
  // Not the perfect crystal: its angles lie where arc cosines of two libraries may differ by a bin.
  const [fast, plain] = [angles(structures.slice(0, 3)), withPlainLoops(() => angles(structures.slice(0, 3)))];
  assert.is(fast.triplets.length, plain.triplets.length);
  for (const [found, expected] of [[fast, plain] as const, ...fast.triplets.map((one, t) => [one, plain.triplets[t]!] as const)]) {
    assert.is(found.count, expected.count);
    assert.ok(Math.abs(found.meanDegrees - expected.meanDegrees) < 1e-10);
    assert.ok(Math.abs(found.sigmaDegrees - expected.sigmaDegrees) < 1e-9);
    assert.equal(found.density, expected.density);
  }
  assert.equal(
    fast.triplets.map(({ species }) => species),
    plain.triplets.map(({ species }) => species),
  );
});

test("the same bits every time, whoever counts", () => {
  const bonds = findBonds(structures[0]!, 3.1);
  const first = countAngles(structures[0]!, bonds, 180);
  for (let repeat = 0; repeat < 10; repeat++) assert.equal(countAngles(structures[0]!, bonds, 180), first);
});

test("straight and folded angles, and none", () => {
  const line: Structure = {
    positions: Float64Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0, 1, 1, 0),
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.of(6, 6, 6, 6),
    periodic: [false, false, false],
  };
  const { moments, counts } = countAngles(line, findBonds(line, 1.1), 180)!;
  assert.is(moments[0]!.total, 3);
  // 180, 90 and 90 degrees.
  assert.ok(Math.abs(moments[0]!.mean - 120) < 1e-12);
  assert.is(counts[179], 1);
  assert.is(counts[89]! + counts[90]!, 2);
  assert.is(countAngles(line, findBonds(line, 0.5), 180)!.moments[0]!.total, 0);
});

test.run();
