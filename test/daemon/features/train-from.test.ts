// adatom/train that starts from another model of the project: another program's network, a version of one's own; and what is said
// of one that does not fit.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { extxyz, parseXyz } from "@adatom/models/formats/extxyz.ts";
import { convertData } from "@adatom/protocol/data.ts";
import { train } from "@adatom/protocol/train.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repositoryRoot } from "../../runner/files.ts";
import { privateHome } from "../private-daemon.ts";
import { ended, rejection } from "./run-daemon.ts";

const test = suite("adatom/train from a model");
const home = privateHome();
test.after(() => home.clean());
const project = join(home.folder, "project");
mkdirSync(join(project, "data"), { recursive: true });
const known = parseXyz(readFileSync(join(repositoryRoot, "examples/silicon/data/train.xyz"), "utf8")).frames;
writeFileSync(join(project, "data/si.xyz"), extxyz.write!(known.slice(0, 10).map(({ structure }) => structure)));
const published = { type: "n2p2", folder: join(repositoryRoot, "test/fixtures/mlearn-nnp/Si"), units: "bohr-hartree" };
const training = { epochs: 2, optimiser: { type: "adam", learningRate: 1e-5 } };
const si = { type: "behler-parrinello", data: "silicon", training, startFrom: "published" };
const models = {
  published,
  classical: { type: "shipped", potential: "sw-si-1985" },
  si,
  narrow: { ...si, hidden: [5] },
  pair: { ...si, committee: 2 },
  plain: { type: "behler-parrinello", data: "silicon", training },
};
writeFileSync(
  join(project, "adatom.json"),
  JSON.stringify({ dataSets: { silicon: { files: ["data/*.xyz"], validationFraction: 0.3, testFraction: 0 } }, models }),
);
const client = await home.connect();
const run = async (params: { model: string; from?: string; fresh?: boolean }) =>
  ended(client, (await client.request(train, { project, ...params })).id);

test("the first training starts from startFrom, and is as good as what it started from", async () => {
  const { title, state, error, result } = await run({ model: "si" });
  assert.is(state, "done", error ?? "");
  assert.match(title, /from published$/);
  // The published network has some 6 meV/atom on such structures; random weights after two epochs have hundreds.
  const { energyMaeMeVPerAtom } = result!.validation as Record<string, number>;
  assert.ok(energyMaeMeVPerAtom! < 20, `${energyMaeMeVPerAtom} meV/atom`);
});

test("the next one goes on from its own version, whose architecture adatom.json does not tell", async () => {
  const { title, state, error, result, warnings } = await run({ model: "si" });
  assert.is(state, "done", error ?? "");
  assert.not.match(title, /published/);
  assert.is(result!.version, 2);
  assert.equal(warnings, []);
  assert.ok((result!.validation as Record<string, number>).energyMaeMeVPerAtom! < 20);
});

test("a version of another model is started from where the command says so, and again at a fresh start", async () => {
  const { title, state, error, result } = await run({ model: "plain", from: "si@1" });
  assert.is(state, "done", error ?? "");
  assert.match(title, /from si@1$/);
  assert.ok((result!.validation as Record<string, number>).energyMaeMeVPerAtom! < 20);
  assert.match((await run({ model: "si", fresh: true })).title, /from published$/);
});

test("a network's functions make a training set of aenet, which is read again", async () => {
  const [data, set, back] = ["data/si.xyz", "si.train", "back.xyz"].map((name) => join(project, name)) as [string, string, string];
  const made = await client.request(convertData, { files: [data], output: set, project, model: "published" });
  assert.equal([made.format, made.structures], ["aenet-train", 10]);
  const read = await client.request(convertData, { files: [set], output: back });
  assert.match(read.warnings.join(), /no cells/);
  const frames = parseXyz(readFileSync(back, "utf8")).frames;
  for (const [k, { structure }] of frames.entries())
    assert.ok(Math.abs(structure.reference!.energy! - known[k]!.structure.reference!.energy!) < 1e-6, `${k}`);
  const refused = await rejection(client.request(convertData, { files: [data], output: join(project, "other.train") }));
  assert.match(refused.message, /name the network that has them/);
});

test("what does not fit is named", async () => {
  const narrow = await run({ model: "narrow" });
  assert.is(narrow.state, "failed");
  assert.match(narrow.error!, /cannot start from published: the model to start from has hidden layers 24-24 tanh, not 5 tanh/);
  const pair = await run({ model: "pair" });
  assert.match(pair.error!, /cannot start from published: it is a single Behler-Parrinello model, and a committee is to be trained/);
  const refused = (from: string) => rejection(client.request(train, { project, model: "plain", from }));
  assert.match((await refused("classical")).message, /cannot start from "classical": it is a classical potential/);
  assert.match((await refused("narrow")).message, /has no version yet/);
  assert.match((await refused("nothing")).message, /no model "nothing"/);
});

test.run();
