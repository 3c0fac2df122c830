// adatom/data and adatom/select through a session and the real compute process: files in, files out, hovers in between, errors.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { feature } from "@adatom/daemon/features/data.ts";
import { feature as predictFeature } from "@adatom/daemon/features/predict.ts";
import { feature as selectFeature } from "@adatom/daemon/features/select.ts";
import { extxyz, parseXyz } from "@adatom/models/formats/extxyz.ts";
import { poscar } from "@adatom/models/formats/poscar.ts";
import { augmentData, checkData, convertData, dataStatistics, findDuplicateData, splitData } from "@adatom/protocol/data.ts";
import type { Input, RequestDefinition, Result } from "@adatom/protocol/define.ts";
import { errorCodes } from "@adatom/protocol/errors.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { select } from "@adatom/protocol/select.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon } from "../../models/training/silicon.ts";
import { type FeatureHarness, startFeatures } from "./harness.ts";

let harness: FeatureHarness;
const at = (name: string): string => join(harness.folder, name);
test.before(() => {
  harness = startFeatures([feature, selectFeature, predictFeature]);
  writeFileSync(at("train.xyz"), extxyz.write!(labelledSilicon(30, 1)));
  const strange = labelledSilicon(3, 4, 0.6);
  writeFileSync(at("new.xyz"), extxyz.write!([...labelledSilicon(30, 1).slice(4, 9), ...strange, strange[0]!]));
});
test.after(() => harness.stop());

async function ask<D extends RequestDefinition>(definition: D, params: Input<D>): Promise<Result<D>> {
  return definition.result.parse(await harness.client.sendRequest(definition.method, params as object)) as Result<D>;
}

const refusal = (promise: Promise<unknown>): Promise<{ code: number; message: string }> =>
  promise.then(
    () => assert.unreachable(),
    (error) => error,
  );

test("select finds what is new and writes it without labels", async () => {
  const found = await ask(select, { candidates: [at("new.xyz")], training: [at("train.xyz")] });
  assert.is(found.candidates, 9);
  assert.is(found.training, 30);
  assert.is(found.output, at("new-selected.xyz"));
  assert.is(found.novelAfter, 0);
  // The five known ones and the copy are covered.
  assert.equal(found.chosen.map(({ frame }) => frame).sort(), [5, 6, 7]);
  assert.ok(found.chosen.every(({ novelty, extrapolatingAtoms }) => novelty! > found.threshold! && extrapolatingAtoms > 0));
  assert.is(found.elements[0]!.atoms, 72);
  const { frames } = parseXyz(readFileSync(at("new-selected.xyz"), "utf8"));
  assert.is(frames.length, 3);
  for (const [k, { structure }] of frames.entries()) {
    assert.is(structure.reference, undefined);
    assert.equal(structure.info, { selected_from: "new.xyz", selected_frame: found.chosen[k]!.frame, unlabelled: true });
  }
  const known = await ask(select, { candidates: [at("train.xyz")], training: [at("train.xyz")], output: at("nothing.xyz") });
  assert.equal([known.output, known.chosen, known.novelBefore, known.extrapolatingStructures], [null, [], 0, 0]);
  assert.not.ok(existsSync(at("nothing.xyz")));
});

test("hovers are answered while structures are selected", async () => {
  const many = at("many.xyz");
  writeFileSync(many, extxyz.write!(labelledSilicon(600, 8)));
  const order: string[] = [];
  // Threshold 0 chooses every structure one after the other: a second or so of work.
  const long = ask(select, { candidates: [many], training: [at("train.xyz")], output: at("long.xyz"), threshold: 0 }).then(() =>
    order.push("select"),
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  await ask(predict, { source: { path: at("train.xyz") }, frames: [0], potential: "sw-si-1985" }).then(() => order.push("energy"));
  await long;
  assert.equal(order, ["energy", "select"]);
});

test("check asks about labels that do not fit, and convert with its units mends them", async () => {
  const sound = await ask(checkData, { files: [at("train.xyz")] });
  assert.equal(
    sound.findings.map(({ question }) => question).filter((question) => question !== null),
    [],
  );
  await ask(convertData, { files: [at("train.xyz")], output: at("gradients.xyz"), units: { gradients: true } });
  const { findings } = await ask(checkData, { files: [at("gradients.xyz")] });
  const finding = findings.find(({ question }) => question !== null)!;
  assert.match(finding.question!, /derivatives/);
  await ask(convertData, { files: [at("gradients.xyz")], output: at("mended.xyz"), units: finding.units! });
  assert.equal(
    (await ask(checkData, { files: [at("mended.xyz")] })).findings.filter(({ question }) => question !== null),
    [],
  );
});

test("convert writes what reads back, and says what is lost", async () => {
  const whole = await ask(convertData, { files: [at("train.xyz")], output: at("train.data"), format: "n2p2" });
  assert.equal([whole.format, whole.structures, whole.warnings], ["n2p2", 30, []]);
  await ask(convertData, { files: [at("train.data")], output: at("back.xyz") });
  const [before, after] = ["train.xyz", "back.xyz"].map((name) => parseXyz(readFileSync(at(name), "utf8")).frames);
  assert.is(after!.length, 30);
  for (const [k, { structure }] of after!.entries()) {
    // Text of full double precision, or in other units: rounding alone.
    assert.ok(Math.abs(structure.reference!.energy! - before![k]!.structure.reference!.energy!) < 1e-9);
    assert.ok(structure.reference!.forces!.every((f, c) => Math.abs(f - before![k]!.structure.reference!.forces![c]!) < 1e-9));
  }
  const folder = await ask(convertData, { files: [at("train.xyz")], output: at("deepmd"), format: "deepmd" });
  assert.is(folder.format, "deepmd");
  const fromFolder = await ask(convertData, { files: [at("deepmd")], output: at("from-deepmd.xyz") });
  assert.is(fromFolder.structures, whole.structures);
  const single = await ask(convertData, { files: [at("train.xyz")], output: at("POSCAR"), frame: 2 });
  assert.is(single.structures, 1);
  assert.match(single.warnings.join(), /energies.*forces/s);
  assert.is(poscar.parse(readFileSync(at("POSCAR"), "utf8")).frames[0]!.structure.atomicNumbers.length, 8);
  const many = await refusal(ask(convertData, { files: [at("train.xyz")], output: at("all.poscar"), format: "poscar" }));
  assert.is(many.code, errorCodes.BadStructure);
  assert.not.ok(existsSync(at("all.poscar")));
});

test("augment, split, duplicates and statistics go through files", async () => {
  const made = await ask(augmentData, { files: [at("train.xyz")], output: at("more.xyz"), copies: 3 });
  assert.is(made.made, 90);
  const counts = await ask(dataStatistics, { files: [at("train.xyz"), at("more.xyz")], by: "augmented" });
  assert.equal([counts.structures, counts.withEnergy, counts.elements], [120, 30, [{ element: "Si", atoms: 960, structures: 120 }]]);
  assert.equal(counts.groups, [
    { name: "scale", structures: 30 },
    { name: "shear", structures: 30 },
    { name: "strain", structures: 30 },
  ]);
  const { parts, groups } = await ask(splitData, { files: [at("more.xyz")], output: at("parts.xyz"), by: "augmented", stratify: true });
  assert.is(groups, 3);
  assert.equal(
    parts.map(({ part, structures }) => [part, structures]),
    [
      ["train", 72],
      ["validation", 9],
      ["test", 9],
    ],
  );
  assert.is(parseXyz(readFileSync(at("parts-test.xyz"), "utf8")).frames.length, 9);
  // Copies never stand on both sides.
  const apart = await ask(splitData, { files: [at("new.xyz"), at("train.xyz")], output: at("apart.xyz"), validation: 0.3, test: 0.3 });
  assert.is(apart.groups, 33);
  const texts = apart.parts.map(({ output }) =>
    parseXyz(readFileSync(output, "utf8")).frames.map(({ structure }) => structure.positions.join()),
  );
  assert.is(
    new Set(texts.flat()).size,
    texts.reduce((sum, part) => sum + new Set(part).size, 0),
  );
  const repeated = await ask(findDuplicateData, { files: [at("new.xyz"), at("train.xyz")], output: at("once.xyz") });
  assert.equal([repeated.structures, repeated.distinct, repeated.groups.length], [39, 33, 6]);
  assert.ok(repeated.groups.every(({ exact }) => exact));
  assert.is(parseXyz(readFileSync(at("once.xyz"), "utf8")).frames.length, 33);
});

test("files that are there, read from or unreadable are refused by name", async () => {
  const convert = (params: Partial<Input<typeof convertData>>) =>
    refusal(ask(convertData, { files: [at("train.xyz")], output: at("new.xyz"), ...params }));
  assert.match((await convert({})).message, /new\.xyz is there already/);
  assert.match((await convert({ output: at("train.xyz"), overwrite: true })).message, /train\.xyz is read from/);
  assert.match((await convert({ output: at("a.pdb") })).message, /No format that is written here is called a\.pdb\. There are extxyz/);
  assert.is((await convert({ files: [at("missing.xyz")], output: at("b.xyz") })).code, errorCodes.FileUnreadable);
  writeFileSync(at("bad.xyz"), "2\nno atoms\nSi 0 0 x\n");
  const bad = await convert({ files: [at("bad.xyz")], output: at("c.xyz") });
  assert.is(bad.code, errorCodes.BadStructure);
  assert.match(bad.message, /bad\.xyz:3:\d+: /);
  assert.not.ok(existsSync(at("c.xyz")));
});

test.run();
