// adatom/predict and adatom/preview through a session: full precision, every source, honest errors.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { feature as predictFeature } from "@adatom/daemon/features/predict.ts";
import { feature as previewFeature } from "@adatom/daemon/features/preview.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import type { Params, Result } from "@adatom/protocol/define.ts";
import { errorCodes } from "@adatom/protocol/errors.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { preview } from "@adatom/protocol/preview.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { siliconXyz } from "../documents/harness.ts";
import { type FeatureHarness, startFeatures } from "./harness.ts";

let harness: FeatureHarness;
test.before(() => {
  harness = startFeatures([predictFeature, previewFeature]);
});
test.after(() => harness.stop());

async function ask(params: Partial<Params<typeof predict>>): Promise<Result<typeof predict>> {
  return predict.result.parse(await harness.client.sendRequest(predict.method, params));
}

async function errorOf(work: Promise<unknown>): Promise<{ code: number; message: string }> {
  return work.then(
    () => {
      throw new Error("nothing was refused");
    },
    (error) => error as { code: number; message: string },
  );
}

const rattled = siliconXyz(2, "energy=-280.5").replace("Si 0.000000 0.000000 0.000000", "Si 0.031 -0.052 0.0774");

test("energy, forces and stress equal the potential's own to the last bit", async () => {
  const path = join(harness.folder, "rattled.xyz");
  writeFileSync(path, rattled);
  const { frames, problems } = await ask({ source: { path }, potential: "sw-si-1985", forces: true });
  const structure = extxyz.parse(rattled).frames[0]!.structure;
  const potential = potentialByName("sw-si-1985")!;
  const own = potential.evaluate(structure, buildFastList(structure, potential.cutoffAngstrom));
  assert.equal(problems, []);
  assert.is(frames.length, 1);
  const [frame] = frames;
  assert.is(frame!.energy, own.energy);
  assert.is(frame!.energyPerAtom, own.energy / 64);
  assert.equal(frame!.forces!.flat(), Array.from(own.forces));
  assert.equal(frame!.stress, Array.from(own.stress));
  assert.is(frame!.model, "sw-si-1985");
  assert.equal(frame!.reference, { energy: -280.5 });
  assert.equal(frame!.extrapolated, []);
});

test("a large frame goes over as a file and comes back in parts, to the same bits", async () => {
  // 54 872 atoms: more than go inline (20 000) and more than come back at once (50 000).
  const text = siliconXyz(19).replace("Si 0.000000 0.000000 0.000000", "Si 0.031 -0.052 0.0774");
  const { frames } = await ask({ source: { text, fileName: "large.xyz" }, forces: true });
  const structure = extxyz.parse(text).frames[0]!.structure;
  const potential = potentialByName("sw-si-1985")!;
  const own = potential.evaluate(structure, buildFastList(structure, potential.cutoffAngstrom));
  assert.is(frames[0]!.energy, own.energy);
  const forces = frames[0]!.forces!;
  assert.is(forces.length, 54_872);
  const differing = own.forces.findIndex((component, i) => component !== forces[Math.floor(i / 3)]![i % 3]);
  assert.is(differing, -1);
});

test("many frames come in order, some frames when asked for, and forces only then", async () => {
  const text = Array.from({ length: 30 }, (_, index) => siliconXyz(1 + (index % 2))).join("");
  const source = { text, fileName: "many.xyz" };
  const all = await ask({ source });
  assert.equal(
    all.frames.map(({ natoms }) => natoms),
    Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? 8 : 64)),
  );
  assert.is(all.frames[0]!.forces, undefined);
  assert.equal(
    (await ask({ source, frames: [3, 0] })).frames.map(({ natoms }) => natoms),
    [64, 8],
  );
});

test("a document is predicted as it stands", async () => {
  const uri = "file:///open.xyz";
  harness.open(uri, siliconXyz(1));
  const before = (await ask({ source: { uri } })).frames[0]!.energy;
  harness.documents.change(1, uri, 2, [{ range: { start: { line: 2, character: 3 }, end: { line: 2, character: 11 } }, text: "0.2" }]);
  const after = (await ask({ source: { uri } })).frames[0]!.energy;
  assert.ok(after > before);
});

test("errors say what and where", async () => {
  const none = await errorOf(ask({ source: { path: join(harness.folder, "none.xyz") } }));
  assert.is(none.code, errorCodes.FileUnreadable);
  const bad = await errorOf(ask({ source: { text: "3 atoms\nhello\n", fileName: "bad.xyz" } }));
  assert.is(bad.code, errorCodes.BadStructure);
  assert.match(bad.message, "bad.xyz");
  const salt = siliconXyz(1).replaceAll("Si ", "Na ");
  assert.is((await errorOf(ask({ source: { text: salt, fileName: "x.xyz" } }))).code, errorCodes.UnknownModel);
  assert.is(
    (await errorOf(ask({ source: { text: salt, fileName: "x.xyz" }, potential: "sw-si-1985" }))).code,
    errorCodes.UnsupportedSpecies,
  );
  assert.is((await errorOf(ask({ source: { uri: "file:///unknown.xyz" } }))).code, errorCodes.UnknownDocument);
  const broken = siliconXyz(1).replace("Si 0.000000", "Si zero");
  assert.match((await errorOf(ask({ source: { text: broken, fileName: "x.xyz" } }))).message, "atom 1");
});

test("a preview has all that a viewer draws", async () => {
  const uri = "file:///preview.xyz";
  harness.open(uri, siliconXyz(1) + rattled, 5);
  const shown = preview.result.parse(await harness.client.sendRequest(preview.method, { source: { uri }, frame: 1, forces: true }));
  assert.is(shown.natoms, 64);
  assert.is(shown.frames, 2);
  assert.is(shown.version, 5);
  const positions = new Float32Array(Uint8Array.from(Buffer.from(shown.positions, "base64")).buffer);
  assert.is(positions.length, 192);
  assert.is(positions[0], Math.fround(0.031));
  const bonds = new Int32Array(Uint8Array.from(Buffer.from(shown.bonds, "base64")).buffer);
  // Diamond: four bonds an atom, each told once.
  assert.is(bonds.length, 5 * 2 * 64);
  assert.is(new Float32Array(Uint8Array.from(Buffer.from(shown.forces!, "base64")).buffer).length, 192);
  assert.is(shown.model, "sw-si-1985");
  assert.is(shown.elements["14"]!.symbol, "Si");
  const lines = new Uint32Array(Uint8Array.from(Buffer.from(shown.atomLines, "base64")).buffer);
  assert.is(lines[0], 12);
});

test.run();
