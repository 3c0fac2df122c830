// Selection by a committee: half of the candidates are far outside of the training set, and their spread says so; spreads
// against a plain calculation; as few as cover the others.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { runThrough } from "@adatom/models/analysis/stepwise.ts";
import { committeeMembers } from "@adatom/models/networks/committee.ts";
import { createLearnedPotential } from "@adatom/models/networks/learned-potential.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { excess, measureCommittee, usualSpread } from "@adatom/models/selection/committee-spread.ts";
import { type CommitteeChoice, type StructureSelection, selectStructures } from "@adatom/models/selection/select-structures.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { startCommittee } from "@adatom/models/training/committee-run.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon, smallConfig } from "../training/silicon.ts";

await selectBackend("wasm");
const training = labelledSilicon(24, 1, 0.1);
const { descriptors } = smallConfig;
const run = startCommittee({ ...smallConfig, epochs: 6, optimiser: { type: "kalman", forceShare: 1 } }, 3, {
  train: training,
  validation: labelledSilicon(4, 2, 0.1),
});
while (!(await run.advance()).reason);
const snapshot = run.bestModel();
const potential = createLearnedPotential(snapshot, "several");

/** Eight like the training set, then eight displaced five times as far. */
const alike = labelledSilicon(8, 5, 0.08);
const strange = labelledSilicon(8, 7, 0.5);
const candidates = [...alike, ...strange];
const choose = (committee: Partial<CommitteeChoice>, more: { count?: number; threshold?: number } = {}): StructureSelection =>
  runThrough(selectStructures(training, candidates, { descriptors, committee: { potential, by: "spread", ...committee }, ...more }));
const chosenBy = ({ chosen }: StructureSelection): number[] => chosen.map(({ index }) => index);

test("spreads are the standard deviations of members' forces and energies", () => {
  const members = committeeMembers(snapshot).map((member) => createLearnedPotential(member, "one"));
  for (const structure of [alike[0]!, strange[0]!]) {
    const [found] = runThrough(measureCommittee(potential, [structure]));
    const all = members.map((member) => member.evaluate(structure, buildNeighbourList(structure, member.cutoffAngstrom)));
    const spread = (values: number[]): number => {
      const mean = values.reduce((sum, value) => sum + value / values.length, 0);
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / (values.length - 1), 0));
    };
    const ofForces = [...structure.atomicNumbers.keys()].map((i) =>
      Math.hypot(...[0, 1, 2].map((c) => spread(all.map(({ forces }) => forces[3 * i + c]!)))),
    );
    // Sums of three numbers in another order.
    assert.ok(Math.abs(found!.force / Math.max(...ofForces) - 1) < 1e-9);
    assert.ok(Math.abs((found!.energyPerAtom * 8) / spread(all.map(({ energy }) => energy)) - 1) < 1e-9);
  }
});

test("by spread, those far outside are chosen, the largest first", () => {
  const found = choose({}, { count: 8 });
  assert.equal([found.by, found.threshold], ["spread", null]);
  assert.equal(
    chosenBy(found).toSorted((a, b) => a - b),
    [8, 9, 10, 11, 12, 13, 14, 15],
  );
  const limits = usualSpread(runThrough(measureCommittee(potential, training)), 0.9);
  assert.equal(found.spreadLimits, limits);
  const excesses = found.chosen.map(({ spread }) => excess(spread!, limits));
  assert.equal(
    excesses,
    excesses.toSorted((a, b) => b - a),
  );
  // Members disagree about them dozens of times more than usually: no matter of luck with a seed.
  assert.ok(excesses.every((times) => times > 10));
  assert.ok(found.chosen.every(({ novelty, spread }) => novelty > 0 && spread!.force > 0 && spread!.energyPerAtom > 0));
  const all = choose({});
  assert.equal(chosenBy(all).slice(0, 8), chosenBy(found));
  // One training structure in ten is unusual as well, by its forces or its energy, and those that were not trained on are a little more
  // often. Of forty half is far beyond chance (a quarter expected: ten, and three standard deviations of 2.7); of eight it would not be.
  const others = runThrough(measureCommittee(potential, labelledSilicon(40, 9, 0.08))).map((spread) => excess(spread!, limits));
  const unusual = others.filter((times) => times > 1).length;
  assert.ok(unusual < 20, `${unusual} of 40`);
  assert.ok(Math.max(...others) < 0.5 * Math.min(...excesses), `${Math.max(...others)}`);
  assert.equal([all.novelBefore, all.novelAfter], [all.chosen.length, 0]);
  const few = choose({}, { count: 3 });
  assert.equal(chosenBy(few), chosenBy(found).slice(0, 3));
  assert.is(few.novelAfter, few.novelBefore - 3);
});

test("by both, as few as cover the others whose spread is large", () => {
  // Between what is usual, 0.03 eV/A, and what the strange ones have, 0.9 and more.
  const loose = choose({ by: "both", spreadThreshold: 0.3 }, { threshold: 5 });
  assert.is(loose.by, "both");
  assert.ok(chosenBy(loose).every((index) => index >= 8) && loose.chosen.length < 8, `${chosenBy(loose)}`);
  assert.ok(loose.chosen.length > 0 && loose.chosen.length <= loose.novelBefore);
  assert.is(loose.novelAfter, 0);
  // The same choice as among these alone, by distance.
  const alone = runThrough(selectStructures(training, strange, { descriptors, threshold: 5 }));
  assert.equal(
    loose.chosen.map(({ index, novelty }) => [index - 8, novelty]),
    alone.chosen.map(({ index, novelty }) => [index, novelty]),
  );
  // A threshold that none exceeds leaves nothing, one of zero leaves the choice to distance.
  assert.equal(chosenBy(choose({ by: "both", spreadThreshold: 1e9 })), []);
  const all = runThrough(selectStructures(training, candidates, { descriptors }));
  assert.equal(chosenBy(choose({ by: "both", spreadThreshold: 0 })), chosenBy(all));
  assert.equal(choose({ spreadThreshold: 0.01 }).spreadLimits, { force: 0.01 });
});

test("an element that the committee does not know comes first; what is no committee is refused", () => {
  const other = { ...alike[0]!, atomicNumbers: alike[0]!.atomicNumbers.map((z, i) => (i === 0 ? 32 : z)) };
  const found = runThrough(selectStructures(training, [...strange, other], { descriptors, committee: { potential, by: "spread" } }));
  assert.equal(found.chosen[0], {
    index: 8,
    novelty: Number.POSITIVE_INFINITY,
    spread: { force: Number.POSITIVE_INFINITY, energyPerAtom: Number.POSITIVE_INFINITY },
  });
  assert.throws(() => choose({ potential: stillingerWeberSilicon1985 }), /sw-si-1985 is not a committee/);
});

test("usual is what nine in ten keep to; an energy counts as a force does", () => {
  const spreads = Array.from({ length: 10 }, (_, k) => ({ force: k + 1, energyPerAtom: 0.1 * (10 - k) }));
  assert.equal(usualSpread(spreads, 0.9), { force: 10, energyPerAtom: 1 });
  assert.equal(usualSpread([], 0.9), { force: 0, energyPerAtom: 0 });
  assert.is(excess({ force: 1, energyPerAtom: 3 }, { force: 2, energyPerAtom: 1 }), 3);
  assert.is(excess({ force: 1, energyPerAtom: 3 }, { force: 2 }), 0.5);
  assert.is(excess({ force: 0, energyPerAtom: 0 }, { force: 0 }), 0);
});

test.run();
