// A committee through a real daemon: trained from adatom.json, its spread in predictions, retrained from its own version.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { md } from "@adatom/protocol/md.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { getRun, resumeRun } from "@adatom/protocol/runs.ts";
import { select } from "@adatom/protocol/select.ts";
import { train } from "@adatom/protocol/train.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { until } from "../private-daemon.ts";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("committee");
const { home, client, project, structure } = await startRunDaemon();
test.after(() => home.clean());

test("a committee is trained, answers with its spread, and goes on from its version", async () => {
  const file = join(project, "adatom.json");
  const content = JSON.parse(readFileSync(file, "utf8"));
  content.models.several = { ...content.models.si, committee: [[6], [4, 4]] };
  writeFileSync(file, JSON.stringify(content));
  const first = await ended(client, (await client.request(train, { project, model: "several" })).id);
  assert.is(first.state, "done", first.error ?? "");
  assert.is(first.last?.epoch ?? 10, 10);
  const { frames } = await client.request(predict, { source: { path: structure }, project, model: "several", forces: true });
  assert.is(frames[0]!.model, "several@1");
  assert.ok(frames[0]!.spread!.energy > 0 && frames[0]!.spread!.maximumForce > 0);
  const again = await ended(client, (await client.request(train, { project, model: "several" })).id);
  assert.is(again.state, "done", again.error ?? "");
  // No warning: it could start from the version.
  assert.equal(again.warnings, []);
  const single = await ended(client, (await client.request(train, { project, model: "si" })).id);
  assert.is(single.state, "done");
  const alone = await client.request(predict, { source: { path: structure }, project, model: "si" });
  assert.is(alone.frames[0]!.spread, undefined);
});

/** Bulk silicon squeezed to 90 % of its length: outside of what it was trained on. */
const squeezed = [
  "2",
  `Lattice="0 2.45 2.45 2.45 0 2.45 2.45 2.45 0" pbc="T T T" Properties=species:S:1:pos:R:3`,
  "Si 0 0 0",
  "Si 1.225 1.225 1.225",
  "",
].join("\n");

test("dynamics outside of the training range are stopped or paused as asked, and say how far the members differ", async () => {
  const source = { text: squeezed, fileName: "squeezed.xyz" };
  const save = join(home.folder, "lacking.xyz");
  const how = { source, project, model: "several", supercell: [2, 2, 2] as [number, number, number], steps: 40, sampleEvery: 10 };
  const stopped = await ended(client, (await client.request(md, { ...how, extrapolation: { action: "stop", every: 5, save } })).id);
  assert.is(stopped.state, "done", stopped.error ?? "");
  assert.is(stopped.result!.steps, 5);
  assert.match(stopped.result!.stopped as string, /At step 5 .*several@\d+ .*extrapolate/);
  assert.is(parseXyz(readFileSync(save, "utf8")).frames.length, 1);
  assert.ok(stopped.last!.maximumSpreadEvPerA! > 0 && stopped.last!.furthestOutside! > 0, JSON.stringify(stopped.last));
  const { id } = await client.request(md, { ...how, extrapolation: { action: "pause", every: 5 } });
  for (const at of [5, 10]) {
    await until("the pause", async () => (await client.request(getRun, { id })).state === "paused");
    const { warnings } = await client.request(getRun, { id });
    assert.ok(
      warnings.some((warning) => warning.startsWith(`At step ${at} `)),
      warnings.join("; "),
    );
    await client.request(resumeRun, { id });
  }
});

test("structures to label are those that its members differ about; without a committee that is said", async () => {
  const files = [join(home.folder, "squeezed.xyz"), structure];
  writeFileSync(files[0]!, squeezed);
  const how = { candidates: files, project, model: "several", overwrite: true };
  const found = await client.request(select, { ...how, by: "spread" });
  assert.is(found.by, "spread");
  assert.match(found.model!, /^several@/);
  assert.is(found.threshold, null);
  const { forceEvPerA, energyMeVPerAtom } = found.usualSpread!;
  assert.ok(forceEvPerA! > 0 && energyMeVPerAtom! > 0);
  assert.is(found.chosen[0]!.file, files[0]);
  for (const { spread } of found.chosen)
    assert.ok(spread!.forceEvPerA! > forceEvPerA! || spread!.energyMeVPerAtom! > energyMeVPerAtom!, JSON.stringify(found));
  // What the prediction of the same version says.
  const { frames } = await client.request(predict, { source: { path: files[0]! }, project, model: "several" });
  assert.is(found.chosen[0]!.spread!.forceEvPerA, frames[0]!.spread!.maximumForce);
  assert.is((await client.request(select, how)).by, "both");
  assert.is((await client.request(select, { ...how, by: "distance" })).usualSpread, null);
  const single = await client.request(select, { ...how, model: "si" });
  assert.equal([single.by, single.model], ["distance", null]);
  const refused = async (more: object) => (await rejection(client.request(select, { ...how, by: "both", ...more }))).message;
  assert.match(await refused({ model: "si" }), /Model si@\d+ is not a committee: .* or choose by distance/);
  assert.match(await refused({ model: undefined }), /name a model that is one/);
  assert.match(await refused({ model: "orphan" }), /has no version yet|matches no files/);
});

test.run();
