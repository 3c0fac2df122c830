// adatom/descriptors through a session and the real compute process: a proposal that the project file takes, its file, the
// default functions on data, errors.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { feature } from "@adatom/daemon/features/descriptors.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import type { Input, RequestDefinition, Result } from "@adatom/protocol/define.ts";
import { showDescriptors, suggestDescriptors } from "@adatom/protocol/descriptors.ts";
import { projectFile } from "@adatom/protocol/project-file.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon } from "../../models/training/silicon.ts";
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

test("what is missing or makes no sense is said", async () => {
  assert.match((await refusal(ask(suggestDescriptors, {}))).message, /Name files, or a model/);
  assert.match((await refusal(ask(suggestDescriptors, { model: "x" }))).message, /of which project/);
  assert.match((await refusal(ask(suggestDescriptors, { files: [at("none.xyz")] }))).message, /none\.xyz cannot be read/);
  writeFileSync(at("alone.xyz"), "1\nalone\nSi 0 0 0\n");
  assert.match((await refusal(ask(suggestDescriptors, { files: [at("alone.xyz")] }))).message, /no atom has a neighbour/);
  assert.not(existsSync(at("none.json")));
});

test.run();
