// Farthest-point selection: against a plain search on points, and on structures whose novelty is plain to see.
import { runThrough } from "@adatom/models/analysis/stepwise.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { modelToSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import { type PointSet, selectFarthest } from "@adatom/models/selection/farthest-point.ts";
import { selectStructures } from "@adatom/models/selection/select-structures.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { resolveTraining } from "@adatom/models/training/config.ts";
import {
  createProblem,
  describeStructure,
  firstParameters,
  fitBasis,
  modelOf,
  planTraining,
} from "@adatom/models/training/training-setup.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon, smallConfig } from "../training/silicon.ts";

const random = createRandom(1);
const cloud = (atoms: number): PointSet => ({ points: new Map([[14, Float64Array.from({ length: 3 * atoms }, () => random.normal())]]) });
const sizes = new Map([[14, 3]]);

/** Distance of the farthest atom of `one` from all of `known`. */
function noveltyOf(one: PointSet, known: readonly PointSet[]): number {
  const atomsOf = ({ points }: PointSet): number[][] => {
    const all = points.get(14)!;
    return Array.from({ length: all.length / 3 }, (_, p) => [...all.subarray(3 * p, 3 * p + 3)]);
  };
  const others = known.flatMap(atomsOf);
  return Math.max(...atomsOf(one).map((a) => Math.min(...others.map((b) => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!)))));
}

test("chooses the farthest again and again, as a plain search does, and covers the rest", () => {
  const known = [cloud(5), cloud(5)];
  const candidates = Array.from({ length: 30 }, () => cloud(4));
  const threshold = 0.9;
  const { chosen, noveltyBefore, noveltyAfter } = runThrough(selectFarthest(known, candidates, sizes, threshold, 100));
  for (const [k, one] of candidates.entries()) assert.ok(Math.abs(noveltyBefore[k]! - noveltyOf(one, known)) < 1e-12);
  const all = [...known];
  for (const { index, novelty } of chosen) {
    const farthest = Math.max(...candidates.map((one) => noveltyOf(one, all)));
    assert.ok(Math.abs(novelty - farthest) < 1e-12 && Math.abs(noveltyOf(candidates[index]!, all) - farthest) < 1e-12);
    all.push(candidates[index]!);
  }
  assert.ok(chosen.length > 3 && chosen.length < 30, `${chosen.length}`);
  assert.ok(noveltyAfter.every((value) => value <= threshold));
  assert.is(runThrough(selectFarthest(known, candidates, sizes, threshold, 2)).chosen.length, 2);
});

const training = labelledSilicon(20, 1);
const { descriptors } = smallConfig;

test("structures like the training set are left, the strange ones are found once each", () => {
  const alike = labelledSilicon(10, 5, 0.1);
  const strange = labelledSilicon(2, 7, 0.6);
  const copies = [strange[0]!, strange[0]!];
  const { chosen, novelBefore, novelAfter, extrapolatingAtoms } = runThrough(
    selectStructures(training, [...alike, ...strange, ...copies, ...training.slice(0, 3)], { descriptors }),
  );
  const indices = chosen.map(({ index }) => index);
  // Copies are covered by the first of them, training structures by themselves.
  for (const index of indices) assert.ok(index < 12, `${index}`);
  assert.ok(indices.includes(10) && indices.includes(11));
  assert.ok(chosen[0]!.index >= 10);
  assert.ok(novelBefore >= 4);
  assert.is(novelAfter, 0);
  assert.is(extrapolatingAtoms[14], 0);
  assert.ok(extrapolatingAtoms[10]! > 0);
});

test("extrapolating atoms are those that a model of the same functions reports", () => {
  const config = resolveTraining({ ...smallConfig }, false);
  const plan = planTraining(config, { train: training, validation: [] });
  const basis = fitBasis(
    plan,
    training,
    training.map((structure) => describeStructure(plan, structure)),
  );
  const problem = createProblem(plan, basis);
  const potential = createBehlerParrinelloPotential(
    modelToSnapshot(modelOf(plan, problem, basis, firstParameters(plan, problem, basis))),
    "m",
  );
  const candidates = labelledSilicon(8, 9, 0.25);
  const { extrapolatingAtoms, elements } = runThrough(selectStructures(training, candidates, { descriptors }));
  for (const [k, structure] of candidates.entries()) {
    const { extrapolations } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    assert.is(extrapolatingAtoms[k], new Set(extrapolations!.map(({ atom }) => atom)).size);
  }
  assert.equal(elements, [{ atomicNumber: 14, atoms: 64, extrapolating: extrapolatingAtoms.reduce((sum, count) => sum + count, 0) }]);
});

test("an element that the training set lacks is infinitely new, until one is chosen", () => {
  const [structure] = labelledSilicon(1, 3);
  const other = { ...structure!, atomicNumbers: structure!.atomicNumbers.map((z, i) => (i === 0 ? 32 : z)) };
  const { chosen } = runThrough(selectStructures(training, [structure!, other, other], { descriptors, count: 1 }));
  assert.equal(chosen, [{ index: 1, novelty: Number.POSITIVE_INFINITY }]);
});

test("without a training set the candidates cover each other", () => {
  const { chosen, novelAfter } = runThrough(selectStructures([], labelledSilicon(10, 2), { descriptors, threshold: 0.5 }));
  assert.ok(chosen.length >= 1 && chosen.length <= 10);
  assert.is(novelAfter, 0);
  assert.throws(() => runThrough(selectStructures(training, [])), /no structure to choose from/);
});

test.run();
