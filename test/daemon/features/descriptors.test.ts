// adatom/descriptors through a session and the real compute process: a proposal that the project file takes, its file, the
// default functions on data, errors.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { feature } from "@adatom/daemon/features/descriptors.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import type { Input, RequestDefinition, Result } from "@adatom/protocol/define.ts";
import { importDescriptors, showDescriptors, suggestDescriptors } from "@adatom/protocol/descriptors.ts";
import { projectFile } from "@adatom/protocol/project-file.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon } from "../../models/training/silicon.ts";
import { repositoryRoot } from "../../runner/files.ts";
import { type FeatureHarness, startFeatures } from "./harness.ts";

let harness: FeatureHarness;
const at = (name: string): string => join(harness.folder, name);
test.before(() => {
  harness = startFeatures([feature]);
  writeFileSync(at("train.xyz"), extxyz.write!(labelledSilicon(20, 1)));
});
test.after(() => harness.stop());

async function ask<D extends RequestDefinition>(definition: D, params: Input<D>): Promise<Result<D>> {
  return definition.result.parse(await harness.client.sendRequest(definition.method, params as object)) as Result<D>;
}
const refusal = (promise: Promise<unknown>): Promise<{ message: string }> =>
  promise.then(
    () => assert.unreachable(),
    (error) => error,
  );

test("a proposal is what adatom.json takes, and is written where asked", async () => {
  const output = at("proposal.json");
  const found = await ask(suggestDescriptors, { files: [at("train.xyz")], count: 16, output });
  assert.is(found.structures, 20);
  assert.is(found.elements[0]!.functions.filter(({ dropped }) => dropped === null).length, 16);
  assert.ok(found.elements[0]!.functions.length > 40);
  assert.ok(found.bonds[0]!.bond > 2.1 && found.bonds[0]!.bond < 2.5);
  assert.equal(JSON.parse(readFileSync(output, "utf8")), { descriptors: found.descriptors });
  const model = { type: "behler-parrinello", data: "silicon", descriptors: found.descriptors };
  assert.ok(projectFile.safeParse({ dataSets: { silicon: { files: ["train.xyz"] } }, models: { silicon: model } }).success);
  const again = await refusal(ask(suggestDescriptors, { files: [at("train.xyz")], output }));
  assert.match(again.message, /is there already/);
});

test("without a model the default functions are shown", async () => {
  const defaults = await ask(showDescriptors, { files: [at("train.xyz")] });
  assert.is(defaults.elements[0]!.functions.length, 42);
});

test("n2p2's and aenet's files are read as a model of adatom.json", async () => {
  const inputNn = join(repositoryRoot, "test/fixtures/mlearn-nnp/Si/input.nn");
  const output = at("theirs.json");
  const { model, functions } = await ask(importDescriptors, { files: [inputNn], units: "bohr-hartree", output });
  assert.equal(functions, { Si: 27 });
  assert.equal(JSON.parse(readFileSync(output, "utf8")), model);
  const whole = { type: "behler-parrinello", data: "silicon", ...model };
  assert.ok(projectFile.safeParse({ dataSets: { silicon: { files: ["train.xyz"] } }, models: { silicon: whole } }).success);
  assert.match((await refusal(ask(importDescriptors, { files: [inputNn] }))).message, /does not say its units/);

  const setup = "ATOM Si\nENV 1\nSi\nRMIN 0.5\nBASIS type=Chebyshev\nradial_Rc = 6 radial_N = 4 angular_Rc = 4 angular_N = 2\n";
  writeFileSync(at("Si.stp"), setup);
  writeFileSync(at("generate.in"), "OUTPUT a.train\nTYPES\n1\nSi -10\nSETUPS\nSi Si.stp\nFILES\n0\n");
  writeFileSync(at("train.in"), "TRAININGSET a.train\nITERATIONS 5\nMETHOD\nbfgs\nNETWORKS\nSi Si.nn 1 5:tanh\n");
  const theirs = await ask(importDescriptors, { files: [at("generate.in"), at("train.in")] });
  assert.equal(theirs.functions, { Si: 8 });
  assert.equal([theirs.model.hidden, theirs.model.training?.atomicEnergies], [[5], { Si: -10 }]);
  assert.match((await refusal(ask(importDescriptors, { files: [at("train.in")] }))).message, /no set-up of functions/);
  writeFileSync(at("bad.stp"), setup.replace("ENV 1", "ENV x"));
  assert.match((await refusal(ask(importDescriptors, { files: [at("bad.stp")] }))).message, /bad\.stp:2:1: ENV needs/);
});

test("what is missing or makes no sense is said", async () => {
  assert.match((await refusal(ask(suggestDescriptors, {}))).message, /Name files, or a model/);
  assert.match((await refusal(ask(suggestDescriptors, { model: "x" }))).message, /of which project/);
  assert.match((await refusal(ask(suggestDescriptors, { files: [at("none.xyz")] }))).message, /none\.xyz cannot be read/);
  writeFileSync(at("alone.xyz"), "1\nalone\nSi 0 0 0\n");
  assert.match((await refusal(ask(suggestDescriptors, { files: [at("alone.xyz")] }))).message, /no atom has a neighbour/);
  assert.not(existsSync(at("none.json")));
});

test.run();
