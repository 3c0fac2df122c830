// Training sets of aenet made here: the values in them are those that its networks take, and the structures come back.
import { readFileSync } from "node:fs";
import { runThrough } from "@adatom/models/analysis/stepwise.ts";
import { aenetTrainingSetOf, structuresOfTrainingSet } from "@adatom/models/formats/potentials/aenet-features.ts";
import { readAenetModel } from "@adatom/models/formats/potentials/aenet-model.ts";
import { readAenetTrainingSet, writeAenetTrainingSet } from "@adatom/models/formats/potentials/aenet-training-set.ts";
import { parseXsf } from "@adatom/models/formats/xsf-reader.ts";
import { createNetworkEvaluator } from "@adatom/models/networks/behler-parrinello/network.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const text = (name: string): string => readFileSync(new URL(`../../../fixtures/aenet-pytorch/${name}`, import.meta.url), "utf8");
const model = readAenetModel({ "Ti.nn.ascii": text("Ti.nn.ascii"), "O.nn.ascii": text("O.nn.ascii") }, {});
const predictions = JSON.parse(text("predictions.json")) as { file: string; energy: number }[];
const files = predictions.map(({ file }) => file);
const structures = files.map((file): Structure => parseXsf(text(file)).frames[0]!.structure);
const set = runThrough(aenetTrainingSetOf(model, structures, files));

test("networks take the values as they are: energies are those that aenet's predict.x printed", () => {
  const evaluate = new Map(model.elements.map((element) => [element.atomicNumber, createNetworkEvaluator(element)]));
  for (const [k, { values }] of set.structures.entries()) {
    const energy = values.reduce((sum, own, i) => sum + evaluate.get(structures[k]!.atomicNumbers[i]!)!(own), 0);
    // Printed to 8 decimals.
    assert.ok(Math.abs(energy - predictions[k]!.energy) <= 6e-8, `${files[k]}: ${energy} against ${predictions[k]!.energy}`);
  }
});

test("statistics are those of the values", () => {
  for (const [type, { statistics }] of set.setups!.entries()) {
    const rows = set.structures.flatMap(({ types, values }) => values.filter((_, i) => types[i] === type));
    assert.is(statistics.evaluations, rows.length);
    const first = rows.map((row) => row[0]!);
    assert.is(statistics.minimum[0], Math.min(...first));
    assert.is(statistics.maximum[0], Math.max(...first));
    assert.ok(Math.abs(statistics.average[0]! - first.reduce((sum, x) => sum + x, 0) / rows.length) < 1e-12);
    assert.ok(Math.abs(statistics.covariance[0]! - first.reduce((sum, x) => sum + x * x, 0) / rows.length) < 1e-12);
  }
});

test("written and read, the structures are the same but for the cells, which a set has none of", () => {
  const { value } = readAenetTrainingSet(writeAenetTrainingSet(set));
  assert.equal(value, set);
  for (const [k, { positions, atomicNumbers, reference, info, periodic }] of structuresOfTrainingSet(value!).entries()) {
    assert.equal([positions, atomicNumbers, info], [structures[k]!.positions, structures[k]!.atomicNumbers, { file: files[k] }]);
    // Energies of free atoms of some 1e4 eV are taken off and added again.
    assert.ok(Math.abs(reference!.energy! - structures[k]!.reference!.energy!) < 1e-9);
    assert.equal(reference!.forces, structures[k]!.reference!.forces);
    assert.equal(periodic, [false, false, false]);
  }
});

test("normalised sets come back in eV", () => {
  const half = set.structures.map((one) => ({
    ...one,
    energy: 2 * one.energy - 2 * 0.5 * one.types.length,
    forces: one.forces.map((f) => 2 * f),
  }));
  const back = structuresOfTrainingSet({ ...set, normalized: true, scale: 2, shift: 0.5, structures: half });
  for (const [k, { reference }] of back.entries()) {
    assert.ok(Math.abs(reference!.energy! - structures[k]!.reference!.energy!) < 1e-9);
    assert.equal(reference!.forces, structures[k]!.reference!.forces);
  }
});

test("what is missing is named", () => {
  const making = (given: Structure[]) => () => runThrough(aenetTrainingSetOf(model, given, ["one.xsf"]));
  assert.throws(making([{ ...structures[0]!, reference: {} }]), /one\.xsf has no energy/);
  assert.throws(making([{ ...structures[0]!, atomicNumbers: structures[0]!.atomicNumbers.map(() => 6) }]), /one\.xsf has C, which/);
});

test.run();
