// The thesis's studies: who learns from what, what reports say.
import { runThrough } from "@adatom/models/analysis/stepwise.ts";
import { augment, deform } from "@adatom/models/data/augment.ts";
import { expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { studies, studyNamed } from "@adatom/models/studies/index.ts";
import { shareOut } from "@adatom/models/studies/parts.ts";
import { correlation, predict } from "@adatom/models/studies/predictions.ts";
import type { CaseOutcome, StudyMaterial, StudyOptions } from "@adatom/models/studies/study.ts";
import { thesisDescriptors } from "@adatom/models/studies/thesis-descriptors.ts";
import { studyNames } from "@adatom/protocol/study.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { rattledSilicon } from "../../daemon/compute/silicon.ts";

const reference = potentialByName("sw-si-1985")!;
const options: StudyOptions = { seed: 1, epochs: 5, hidden: [10, 10], forceWeight: 0 };

function labelled(structure: Structure): Structure {
  const { energy, forces } = reference.evaluate(structure, buildNeighbourList(structure, reference.cutoffAngstrom));
  return { ...structure, reference: { energy, forces } };
}
const frames = Array.from({ length: 40 }, (_, k) => labelled(rattledSilicon(k + 1)));
const scaled = frames.map((frame, k) => {
  const factor = 0.9 + (0.2 * k) / 39;
  return labelled(deform(frame, [factor, 0, 0, 0, factor, 0, 0, 0, factor]));
});
const material: StudyMaterial = { sets: [{ name: "silicon", structures: frames }], scaled, curves: [], reference };

test("there are the thesis's eleven, under the names of the protocol and in its order", () => {
  assert.equal(
    studies.map(({ name }) => name),
    [...studyNames],
  );
  assert.is(studyNamed("cutoff-radius")?.name, "cutoff-radius");
  assert.is(studyNamed("no-such"), undefined);
});

test("no structure is in two parts of a case, and the test part is never learned from", () => {
  for (const study of studies) {
    for (const { data, label } of study.cases(material, options)) {
      const all = [...data.train, ...data.validation, ...data.test];
      assert.is(new Set(all).size, all.length, `${study.name}, ${label}`);
      assert.ok(data.train.length > 0 && data.validation.length > 0 && data.test.length > 0, `${study.name}, ${label}`);
    }
  }
});

test("cases have labels of their own, and those that vary one thing learn from as many structures", () => {
  for (const study of studies) {
    const cases = study.cases(material, options);
    assert.is(new Set(cases.map(({ label }) => label)).size, cases.length, study.name);
    if (["training-set-size", "pair-curve"].includes(study.name)) continue;
    const sizes = new Set(cases.map(({ data }) => data.train.length + data.validation.length));
    // Mixtures of 80 and 20 % may be one structure off by rounding.
    assert.ok(Math.max(...sizes, 0) - Math.min(...sizes, Infinity) <= 1 || cases.length === 0, `${study.name}: ${[...sizes]}`);
  }
});

test("a seed says which structures are where", () => {
  const places = (seed: number) => shareOut(frames, seed).test.map((one) => frames.indexOf(one));
  assert.equal(places(1), places(1));
  assert.not.equal(places(1), places(2));
});

test("the thesis's functions are 26 for one species and 70 for two", () => {
  const perCentre = (species: number[]) => expandDescriptors(thesisDescriptors(), species).length / species.length;
  assert.is(perCentre([6]), 26);
  assert.is(perCentre([8, 14]), 70);
});

test("frames that stand apart are as many as those that follow each other, over the whole file", () => {
  const [close, apart] = studyNamed("frame-interval")!.cases(material, options);
  const places = (one: typeof close) =>
    [...one!.data.train, ...one!.data.validation, ...one!.data.test].map((frame) => frames.indexOf(frame)).sort((a, b) => a - b);
  assert.equal(places(close).slice(0, 4), [0, 1, 4, 5]);
  assert.equal(places(apart).slice(0, 4), [0, 2, 4, 6]);
  assert.ok(places(close).at(-1)! > 35 && places(apart).at(-1)! > 35);
});

test("Pearson's r: 1 on a rising line, -1 on a falling one, by hand in between", () => {
  assert.ok(Math.abs(correlation([1, 2, 3], [10, 20, 30]) - 1) < 1e-14);
  assert.ok(Math.abs(correlation([1, 2, 3], [3, 2, 1]) + 1) < 1e-14);
  // Deviations (-1, 0, 1) and (-1, 1, 0): products sum to 1, squares to 2 each.
  assert.ok(Math.abs(correlation([1, 2, 3], [1, 3, 2]) - 0.5) < 1e-14);
});

test("a study with the potential that labelled the data finds no error, and draws its curves", () => {
  const perfect = (name: string): readonly CaseOutcome[] =>
    studyNamed(name)!
      .cases(material, options)
      .map(({ label, series, x, data, measure }) => {
        const metrics = {
          structures: 1,
          atoms: 8,
          energyMaeMeVPerAtom: 1,
          energyRmseMeVPerAtom: 1,
          forceMaeEvPerA: 0.1,
          forceRmseEvPerA: 0.1,
        };
        return {
          label,
          series,
          x,
          structures: { train: data.train.length, validation: data.validation.length, test: data.test.length },
          curve: { epoch: [1, 2], train: [2, 1], validation: [2, 1] },
          seconds: 1,
          stopped: "maximum-epochs",
          train: metrics,
          validation: metrics,
          test: metrics,
          measured: measure && name !== "pair-curve" ? runThrough(measure(reference)) : {},
        };
      });
  const scale = studyNamed("scale-curve")!.report(material, perfect("scale-curve"), options);
  const deviations = scale.tables[1]!.rows[0]!.slice(1) as number[];
  assert.ok(
    deviations.every((value) => value < 1e-9),
    `${deviations}`,
  );
  const predicted = studyNamed("predicted-true")!.report(material, perfect("predicted-true"), options);
  for (const r of predicted.tables[1]!.rows[0]!.slice(1) as number[]) assert.ok(Math.abs(r - 1) < 1e-12, `${r}`);
  for (const figure of [...scale.figures, ...predicted.figures]) assert.ok(figure.series.length > 0, figure.name);
});

test("a scale curve labelled elsewhere is taken as it is, in the order of its factors; one that does not say them is refused", () => {
  const options5 = { kinds: ["scale-series"] as const, copies: 5, deformation: 0.1, displacementAngstrom: 0, vacancies: 0, seed: 1 };
  const curve = [...augment(frames.slice(0, 1), options5)].map((one) => ({ ...labelled(one), info: one.info! }));
  const own: StudyMaterial = { ...material, reference: null, curves: [[...curve].reverse()] };
  const study = studyNamed("scale-curve")!;
  const [first] = study.cases(own, options);
  const { energies } = runThrough(first!.measure!(reference));
  const expected = curve.map(({ reference: label, atomicNumbers }) => label!.energy! / atomicNumbers.length);
  for (const [k, energy] of energies!.entries()) assert.ok(Math.abs(energy - expected[k]!) < 1e-12);
  const outcome = { label: "one", measured: { energies }, structures: {}, train: {}, validation: {}, test: {}, curve: { epoch: [] } };
  const { figures, tables } = study.report(own, [outcome as unknown as CaseOutcome], options);
  const { x, y } = figures[0]!.series[0]!;
  assert.ok(
    x.every((value, k) => Math.abs(value - (-0.1 + 0.05 * k)) < 1e-12),
    `${x}`,
  );
  assert.equal([...y], expected);
  assert.ok((tables[1]!.rows[0]!.slice(1) as number[]).every((value) => value < 1e-9));
  assert.throws(() => study.cases({ ...own, curves: [frames] }, options), /scale-series/);
});

test("energies of data sets: mean, extremes and counts", () => {
  const { tables, figures } = studyNamed("energy-distribution")!.report(material, [], options);
  const [name, count, atoms, mean, , low, high] = tables[0]!.rows[0]!;
  const energies = frames.map(({ reference: known, atomicNumbers }) => known!.energy! / atomicNumbers.length);
  assert.equal([name, count, atoms], ["silicon", 40, 320]);
  assert.ok(Math.abs((mean as number) - energies.reduce((sum, energy) => sum + energy, 0) / 40) < 1e-12);
  assert.equal([low, high], [Math.min(...energies), Math.max(...energies)]);
  assert.is(
    figures[0]!.series[0]!.y.reduce((sum, value) => sum + value, 0),
    40,
  );
});

test("predictions stand beside labels atom by atom", () => {
  const { energies, trueEnergies, forces, trueForces } = runThrough(predict(reference, frames.slice(0, 3)));
  assert.equal(energies, trueEnergies);
  assert.is(forces.length, 3 * 24);
  assert.equal(forces, trueForces);
});

test.run();
