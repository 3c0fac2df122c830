// A committee through a real daemon: trained from adatom.json, its spread in predictions, retrained from its own version.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { predict } from "@adatom/protocol/predict.ts";
import { train } from "@adatom/protocol/train.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ended, startRunDaemon } from "./run-daemon.ts";

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

test.run();
