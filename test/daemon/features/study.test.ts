// adatom/study through a real daemon: what it refuses, and a study that is killed on the way.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { getRun } from "@adatom/protocol/runs.ts";
import { status } from "@adatom/protocol/status.ts";
import { study } from "@adatom/protocol/study.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("adatom/study");
const { home, client } = await startRunDaemon();
test.after(() => home.clean());

const data = join(import.meta.dirname, "../../../examples/silicon/data/test.xyz");

test("a study without data, with data that are not there, or without its reference is refused with what to do", async () => {
  const output = join(home.folder, "none");
  const nothing = await rejection(client.request(study, { name: "activations", output }));
  assert.match(nothing.message, /data set.*name at least one file/);
  const missing = await rejection(client.request(study, { name: "activations", files: [join(home.folder, "no.xyz")], output }));
  assert.match(missing.message, /no\.xyz cannot be read/);
  const unlabelled = await rejection(client.request(study, { name: "scale-curve", files: [data], output }));
  assert.match(unlabelled.message, /reference/);
  const unknown = await rejection(client.request(study, { name: "activations", files: [data], reference: "no-such", output }));
  assert.match(unknown.message, /no-such/);
});

test("killed on the way it goes on and leaves its files", async () => {
  const output = join(home.folder, "activations");
  // Enough epochs for the second training to be under way when compute dies, on fast machines too.
  const { id } = await client.request(study, { name: "activations", files: [data], structures: 16, epochs: 200, hidden: [8], output });
  for (;;) {
    const { progress, state } = await client.request(getRun, { id });
    assert.is.not(state, "done", "the study was over before it could be killed");
    if (progress.phase.startsWith("2 of 4")) break;
    await sleep(10);
  }
  const { compute } = await client.request(status, {});
  process.kill(compute.pid!, "SIGKILL");
  const { state, error, result } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  assert.is(result?.cases, 4);
  for (const path of result!.files as string[]) assert.ok(existsSync(path), path);
});

test.run();
