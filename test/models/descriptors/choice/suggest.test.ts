// Proposed functions: measures against their definitions, pruning by each reason, and the proposal as a configuration that
// stands for exactly what was kept and can be trained on.
import { runThrough } from "@adatom/models/analysis/stepwise.ts";
import { gridsOf } from "@adatom/models/descriptors/choice/grids.ts";
import { measureFunctions } from "@adatom/models/descriptors/choice/measure.ts";
import { pruneFunctions, usualPruning } from "@adatom/models/descriptors/choice/prune.ts";
import { families, judgeDescriptors, suggestDescriptors } from "@adatom/models/descriptors/choice/suggest.ts";
import { representative, surveyStructures } from "@adatom/models/descriptors/choice/survey.ts";
import { createDescriptor } from "@adatom/models/descriptors/create-descriptor.ts";
import { defaultDescriptors, expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { createEnvironment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import { productFunctionName } from "@adatom/models/descriptors/product-function.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced } from "../../../conformance/structures.ts";

const silicon = Array.from({ length: 12 }, (_, k) => displaced(diamond(1, 5.3 + 0.03 * k), 0.2, k));
/** Alternating, so that silicon's nearest neighbours are oxygen. */
const mixed = silicon.map(
  (structure): Structure => ({ ...structure, atomicNumbers: structure.atomicNumbers.map((z, i) => (i < 4 ? z : 8)) }),
);

test("the survey finds bonds and reach", () => {
  const { species, pairs, cutoff, angularCutoff } = surveyStructures(mixed);
  assert.equal(species, [8, 14]);
  assert.is(pairs.length, 4);
  const bond = pairs.find(({ centre, neighbour }) => centre === 14 && neighbour === 8)!;
  // sqrt(3)/4 of the lattice constant, less what displacements take off the nearest of four.
  assert.ok(bond.bond > 1.9 && bond.bond < 2.35, String(bond.bond));
  assert.ok(bond.shortest <= bond.bond);
  assert.ok(cutoff >= 4.5 && cutoff <= 8 && angularCutoff < cutoff);
});

test("a sample takes structures from all over the set, and every element", () => {
  const rare = [...silicon.slice(0, 11), mixed[11]!];
  const sample = representative(rare, 16);
  assert.ok(sample.length < 12);
  assert.ok(sample.includes(mixed[11]!));
  assert.is(representative(rare, 1e6).length, 12);
});

test("measures are what they say", () => {
  const config = { radial: { cutoff: 5, eta: [1], shift: [2, 3] }, angular: { cutoff: 4, eta: [0.1], zeta: [1], lambda: [1] } };
  const functions = expandDescriptors(config, [8, 14]).filter((f) => f.centre === 14);
  const descriptor = createDescriptor(functions);
  const measures = runThrough(measureFunctions({ atomicNumber: 14, functions }, mixed));
  const rows: Float64Array[] = [];
  const squares = new Float64Array(descriptor.size);
  const environment = createEnvironment();
  for (const structure of mixed) {
    const list = buildNeighbourList(structure, descriptor.cutoff);
    for (let i = 0; i < 4; i++) {
      gatherEnvironment(environment, descriptor, structure, list, i);
      const values = new Float64Array(descriptor.size);
      descriptor.values(environment, values);
      rows.push(values);
      for (let f = 0; f < descriptor.size; f++) {
        const weights = new Float64Array(descriptor.size);
        weights[f] = 1;
        const gradients = new Float64Array(3 * environment.count);
        descriptor.contract(environment, weights, gradients);
        squares[f]! += gradients.reduce((sum, g) => sum + g * g, 0);
      }
    }
  }
  assert.is(measures.atoms, rows.length);
  for (let f = 0; f < descriptor.size; f++) {
    const values = rows.map((row) => row[f]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    assert.is(measures.minimum[f], Math.min(...values));
    assert.is(measures.maximum[f], Math.max(...values));
    // The same sums in another order.
    assert.ok(Math.abs(measures.mean[f]! - mean) < 1e-12 * Math.max(1, mean));
    assert.ok(Math.abs(measures.deviation[f]! - deviation) < 1e-12 * Math.max(1, mean));
    assert.ok(Math.abs(measures.sensitivity[f]! - Math.sqrt(squares[f]! / rows.length)) < 1e-12 * Math.max(1, measures.sensitivity[f]!));
    const other = (f + 1) % descriptor.size;
    const others = rows.map((row) => row[other]!);
    const otherMean = others.reduce((sum, value) => sum + value, 0) / others.length;
    const product = values.reduce((sum, value, k) => sum + (value - mean) * (others[k]! - otherMean), 0) / values.length;
    const expected = product / (deviation * measures.deviation[other]!);
    assert.ok(Math.abs(measures.correlation[f * descriptor.size + other]! - expected) < 1e-10);
  }
});

test("pruning names its reasons, and keeps what spans the rest", () => {
  // Functions 0, 1 independent; 2 their sum; 3 a copy of 1 that answers less; 4 constant; 5 nearly deaf.
  const columns = [0, 1].map((k) => Float64Array.from({ length: 200 }, (_, i) => Math.sin(i * (k + 1.3) + k)));
  const rows = [
    columns[0]!,
    columns[1]!,
    columns[0]!.map((x, i) => x + columns[1]![i]!),
    columns[1]!.map((x) => 0.5 * x),
    new Float64Array(200).fill(2),
    Float64Array.from({ length: 200 }, (_, i) => Math.cos(7.7 * i)),
  ];
  const size = rows.length;
  const mean = Float64Array.from(rows, (row) => row.reduce((sum, x) => sum + x, 0) / 200);
  const covariance = (p: number, q: number): number =>
    rows[p]!.reduce((sum, x, i) => sum + (x - mean[p]!) * (rows[q]![i]! - mean[q]!), 0) / 200;
  const deviation = Float64Array.from(rows, (_, p) => Math.sqrt(covariance(p, p)));
  const correlation = Float64Array.from({ length: size * size }, (_, k) => {
    const [p, q] = [Math.floor(k / size), k % size];
    return deviation[p]! * deviation[q]! < 1e-9 ? 0 : covariance(p, q) / (deviation[p]! * deviation[q]!);
  });
  const measures = {
    atoms: 200,
    minimum: Float64Array.from(rows, (row) => Math.min(...row)),
    maximum: Float64Array.from(rows, (row) => Math.max(...row)),
    mean,
    deviation,
    sensitivity: Float64Array.of(2, 2, 2, 1, 1, 1e-4),
    correlation,
  };
  const verdicts = pruneFunctions(measures, usualPruning);
  assert.is(verdicts[3]!.dropped, "correlation");
  assert.is(verdicts[3]!.like, 1);
  assert.is(verdicts[4]!.dropped, "range");
  assert.is(verdicts[5]!.dropped, "sensitivity");
  // Two of the three that lie in one plane are enough.
  assert.is(verdicts.slice(0, 3).filter(({ dropped }) => dropped === null).length, 2);
  assert.is(verdicts.slice(0, 3).filter(({ dropped }) => dropped === "spanned").length, 1);
  assert.is(pruneFunctions(measures, { ...usualPruning, count: 1 }).filter(({ dropped }) => dropped === null).length, 1);
});

for (const family of families) {
  test(`${family}: the proposal stands for exactly what was kept, around every element`, () => {
    const { descriptors, elements } = runThrough(suggestDescriptors(mixed, { family, count: 20 }));
    const kept = elements.flatMap(({ functions }) => functions.filter(({ dropped }) => dropped === null).map(({ name }) => name));
    const proposed = expandDescriptors(JSON.parse(JSON.stringify(descriptors)) as typeof descriptors, [8, 14]).map(productFunctionName);
    assert.equal([...proposed].sort(), [...kept].sort());
    assert.is(elements.length, 2);
    if (family !== "chebyshev")
      for (const { functions } of elements) assert.ok(functions.filter(({ dropped }) => dropped === null).length <= 20);
  });
}

test("what is kept explains what is dropped", () => {
  const { elements } = runThrough(suggestDescriptors(silicon, { residual: 1e-2 }));
  const [{ functions }] = elements as [(typeof elements)[0]];
  const kept = functions.filter(({ dropped }) => dropped === null).length;
  assert.ok(kept >= 5 && kept < functions.length / 2, `${kept} of ${functions.length}`);
});

test("grids of a list stand for the list", () => {
  const functions = expandDescriptors(defaultDescriptors, [8, 14]);
  const again = expandDescriptors({ functions: gridsOf(functions) }, [8, 14]);
  assert.equal(again.map(productFunctionName).sort(), functions.map(productFunctionName).sort());
});

test("judging drops nothing and names the most alike", () => {
  const [element] = runThrough(judgeDescriptors({ radial: { cutoff: 5, eta: [1, 1.01], shift: [2.4] } }, silicon));
  assert.is(element!.functions.length, 2);
  assert.ok(element!.functions.every(({ dropped }) => dropped === null));
  assert.is(element!.functions[0]!.closest!.name, element!.functions[1]!.name);
  assert.ok(element!.functions[0]!.closest!.correlation > 0.99);
});

test("atoms far apart have nothing to describe", () => {
  const alone: Structure = {
    positions: Float64Array.of(0, 0, 0),
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.of(14),
    periodic: [false, false, false],
  };
  assert.throws(() => runThrough(suggestDescriptors([alone])), /no atom has a neighbour/);
});

test.run();
