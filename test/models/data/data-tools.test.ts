// Augmentation, splits, duplicates and statistics of structures whose answers are plain.
import { runThrough } from "@adatom/models/analysis/stepwise.ts";
import { type AugmentOptions, augment, augmentations, deform } from "@adatom/models/data/augment.ts";
import { findDuplicates } from "@adatom/models/data/duplicates.ts";
import { splitGroups } from "@adatom/models/data/split.ts";
import { dataStatistics, distributionOf } from "@adatom/models/data/statistics.ts";
import { extxyz, parseXyz } from "@adatom/models/formats/extxyz.ts";
import { cellVolume } from "@adatom/models/structure/cell.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced } from "../../conformance/structures.ts";
import { labelledSilicon } from "../training/silicon.ts";

const structures = labelledSilicon(6, 1);
const usual: AugmentOptions = { kinds: augmentations, copies: 5, deformation: 0.1, displacementAngstrom: 0.2, vacancies: 1, seed: 3 };

test("augmented structures are what their kind says, have no labels, and say so after a round trip through a file", () => {
  const made = [...augment(structures, usual)];
  assert.is(made.length, 30);
  for (const [k, one] of made.entries()) {
    const from = structures[Math.floor(k / 5)]!;
    const kind = augmentations[k % 5]!;
    assert.is(one.reference, undefined);
    assert.equal(one.info, { augmented: kind, augmented_from: Math.floor(k / 5), unlabelled: true });
    const volume = cellVolume(one.cell) / cellVolume(from.cell);
    if (kind === "scale")
      assert.ok(Math.abs(volume - (one.cell[0]! / from.cell[0]!) ** 3) < 1e-12 && Math.abs(volume - 1) <= 0.331 + 1e-12);
    // A strain along one axis scales the volume by itself, a shear by nothing.
    if (kind === "strain") assert.ok(Math.abs(volume - 1) <= 0.1 + 1e-12);
    if (kind === "shear") assert.ok(Math.abs(volume - 1) < 1e-12 && one.cell.some((x, c) => c % 4 !== 0 && x !== 0));
    if (kind === "displacement")
      assert.ok(one.positions.every((x, c) => Math.abs(x - from.positions[c]!) <= 0.2) && one.cell === from.cell);
    assert.is(one.atomicNumbers.length, kind === "vacancies" ? 7 : 8);
    assert.is(one.positions.length, 3 * one.atomicNumbers.length);
  }
  const read = parseXyz(extxyz.write!(made));
  assert.is(read.problems.length, 0);
  assert.ok(read.frames.every(({ structure }) => structure.info?.unlabelled === true && structure.reference === undefined));
});

test("the same seed makes the same structures, another seed others", () => {
  assert.equal([...augment(structures, usual)], [...augment(structures, usual)]);
  assert.not.equal([...augment(structures, usual)], [...augment(structures, { ...usual, seed: 4 })]);
  assert.throws(() => [...augment(structures, { ...usual, kinds: ["vacancies"], vacancies: 8 })], /leave nothing/);
});

test("a scale-series runs evenly over its range, says each factor, and draws nothing", () => {
  const series = (copies: number, seed: number) => [
    ...augment(structures.slice(0, 1), { ...usual, kinds: ["scale-series"], copies, seed }),
  ];
  const made = series(5, 1);
  assert.equal(
    made.map(({ info }) => Number((info!.scale as number).toFixed(12))),
    [0.9, 0.95, 1, 1.05, 1.1],
  );
  for (const { cell, info } of made) assert.ok(Math.abs(cell[0]! / structures[0]!.cell[0]! - (info!.scale as number)) < 1e-14);
  assert.equal(series(5, 2), made);
  assert.is(series(1, 1)[0]!.info!.scale, 1);
});

test("a molecule is deformed about its middle", () => {
  const molecule: Structure = {
    positions: Float64Array.of(10, 0, 0, 12, 0, 0),
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.of(1, 1),
    periodic: [false, false, false],
  };
  assert.equal(
    [...deform(molecule, [1.1, 0, 0, 0, 1.1, 0, 0, 0, 1.1]).positions].map((x) => +x.toFixed(12)),
    [9.9, 0, 0, 12.1, 0, 0],
  );
});

test("whole groups stay together; others are shared out alike; nothing is lost", () => {
  const groups = Array.from({ length: 200 }, (_, k) => `g${k % 20}`);
  for (const whole of [true, false]) {
    const { train, validation, test: held } = splitGroups(groups, { validation: 0.1, test: 0.2 }, whole, 1);
    assert.equal(
      [...train, ...validation, ...held].sort((a, b) => a - b),
      groups.map((_, k) => k),
    );
    assert.is(held.length, 40);
    assert.is(validation.length, 20);
    const parts = [train, validation, held].map((part) => new Set(part.map((k) => groups[k])));
    const spread = parts.reduce((sum, part) => sum + part.size, 0);
    assert.is(spread, whole ? 20 : 60);
  }
  assert.not.equal(
    splitGroups(groups, { validation: 0.1, test: 0.2 }, true, 1),
    splitGroups(groups, { validation: 0.1, test: 0.2 }, true, 2),
  );
  assert.throws(() => splitGroups(groups, { validation: 0.5, test: 0.5 }, true, 1), /leave some to train on/);
});

test("copies are found: to the bit, and moved, reordered or rotated", () => {
  const base = displaced(diamond(1), 0.1, 1);
  const moved = { ...base, positions: base.positions.map((x) => x + 0.3) };
  const order = [3, 1, 2, 0, 7, 6, 5, 4];
  const reordered = { ...base, positions: base.positions.map((_, k) => base.positions[3 * order[Math.floor(k / 3)]! + (k % 3)]!) };
  // A quarter turn about z.
  const rotated = deform(base, [0, 1, 0, -1, 0, 0, 0, 0, 1]);
  const all = [...structures, base, moved, reordered, rotated, structures[2]!, displaced(diamond(1), 0.1, 2)];
  const groups = runThrough(findDuplicates(all, 1e-3));
  assert.equal(groups, [
    { members: [2, 10], exact: true },
    { members: [6, 7, 8, 9], exact: false },
  ]);
});

test("statistics add up", () => {
  const found = dataStatistics([...structures, { ...diamond(1), info: { group: "bulk" } }], "group");
  assert.is(found.structures, 7);
  assert.is(found.atoms, 56);
  assert.equal(found.elements, [{ atomicNumber: 14, atoms: 56, structures: 7 }]);
  assert.equal([found.withEnergy, found.withForces, found.withStress, found.periodic], [6, 6, 0, 7]);
  assert.equal(found.groups, [{ name: "bulk", structures: 1 }]);
  const energies = structures.map(({ reference }) => reference!.energy! / 8);
  assert.ok(Math.abs(found.energyPerAtom!.mean - energies.reduce((sum, e) => sum + e, 0) / 6) < 1e-12);
  assert.is(found.forceComponent!.count, 144);
  assert.is(
    found.force!.histogram.reduce((sum, count) => sum + count, 0),
    48,
  );
  assert.is(distributionOf(new Float64Array(0)), null);
  assert.is(distributionOf(Float64Array.of(2, 2))!.histogram[0], 2);
});

test.run();
