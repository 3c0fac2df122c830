// A daemon ended with SIGKILL in the middle of runs: the next one takes them up by itself, and nothing is lost or changed.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@adatom/connect/index.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { md } from "@adatom/protocol/md.ts";
import { listModels } from "@adatom/protocol/models.ts";
import { getRun, type Run, runMetrics } from "@adatom/protocol/runs.ts";
import { train } from "@adatom/protocol/train.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rattledSilicon } from "../compute/silicon.ts";
import { privateHome } from "../private-daemon.ts";
import { writeSiliconData } from "./workshop.ts";

const test = suite("killed daemon");
const home = privateHome({ ADATOM_CHECKPOINT_SECONDS: "0.1" });
test.after(() => home.clean());

const project = join(home.folder, "project");
mkdirSync(project);
writeSiliconData(project, 12);
const structure = join(home.folder, "start.xyz");
writeFileSync(structure, extxyz.write!([rattledSilicon(11, 2)]));
writeFileSync(
  join(project, "adatom.json"),
  JSON.stringify({
    dataSets: { silicon: { files: ["data/*.xyz"], validationFraction: 0.3 } },
    models: {
      si: {
        type: "behler-parrinello",
        data: "silicon",
        descriptors: { radial: { cutoff: 5, eta: [0.1, 1] }, angular: { cutoff: 4, eta: [0.05], zeta: [1] } },
        hidden: [6],
        training: { epochs: 250, seed: 3, patience: 1000 },
      },
    },
  }),
);

async function ended(client: Client, id: number): Promise<Run> {
  for (;;) {
    const run = await client.request(getRun, { id });
    if (run.state !== "running" && run.state !== "queued") return run;
    await sleep(20);
  }
}

async function startBoth(client: Client, trajectory: string): Promise<number[]> {
  const trained = await client.request(train, { project, model: "si", fresh: true });
  const moved = await client.request(md, {
    source: { path: structure },
    potential: "sw-si-1985",
    steps: 40_000,
    sampleEvery: 100,
    seed: 5,
    trajectory,
  });
  return [trained.id, moved.id];
}

const rowsOf = async (client: Client, id: number) => (await client.request(runMetrics, { id })).rows;

test("training and dynamics go on after kill -9 of the daemon, twice, and end as if nothing had happened", async () => {
  const calm = join(home.folder, "calm.xyz");
  const struck = join(home.folder, "struck.xyz");
  let client = await home.connect();
  const unbroken = await startBoth(client, calm);
  for (const id of unbroken) assert.is((await ended(client, id)).state, "done");
  const expected = await Promise.all(unbroken.map((id) => rowsOf(client, id)));
  const ids = await startBoth(client, struck);
  for (const few of [5, 20]) {
    for (;;) {
      const rows = await Promise.all(ids.map((id) => rowsOf(client, id)));
      if (rows.every((one) => one.length > few)) break;
      await sleep(5);
    }
    for (const id of ids) assert.is((await client.request(getRun, { id })).state, "running");
    const before = home.daemons();
    assert.is(before.length, 1);
    process.kill(before[0]!, "SIGKILL");
    while (home.daemons().includes(before[0]!)) await sleep(5);
    client = await home.connect();
  }
  for (const [k, id] of ids.entries()) {
    const run = await ended(client, id);
    assert.is(run.state, "done", run.error ?? "");
    assert.is(run.restarts, 2);
    assert.equal(await rowsOf(client, id), expected[k]);
  }
  assert.ok(readFileSync(struck).equals(readFileSync(calm)), "the trajectory differs");
  const { learned } = await client.request(listModels, { project });
  const [first, second] = learned[0]!.versions;
  assert.equal(second?.validation, first?.validation);
  assert.is(learned[0]!.versions.filter((version) => version.active).length, 1);
});

test.run();
