// adatom/project/open and watch with a real daemon: a dropped file is told to clients and begins a training.
import { mkdirSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@adatom/connect/index.ts";
import { dataChanged, openProject, watchProject } from "@adatom/protocol/project.ts";
import { cancelRun, getRun, listRuns } from "@adatom/protocol/runs.ts";
import { status } from "@adatom/protocol/status.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { privateHome, until } from "../private-daemon.ts";
import { ended } from "./run-daemon.ts";

const frame = (x: number, energy: number) =>
  `2\nLattice="5.43 0 0 0 5.43 0 0 0 5.43" pbc="T T T" Properties=species:S:1:pos:R:3:forces:R:3 energy=${energy}\nSi ${x} 0 0 0.1 0 0\nSi 1.3575 1.3575 1.3575 -0.1 0 0\n`;

test("a project is summed up; watched, a new data file begins a training and a broken one is reported", async () => {
  const home = privateHome();
  try {
    const folder = join(home.folder, "si");
    mkdirSync(join(folder, "data"), { recursive: true });
    for (let n = 0; n < 6; n++) writeFileSync(join(folder, "data", `${n}.xyz`), frame(n / 50, -8 - n / 100));
    writeFileSync(
      join(folder, "adatom.json"),
      JSON.stringify({
        dataSets: { bulk: { files: ["data/*.xyz"] } },
        models: {
          si: { type: "behler-parrinello", data: "bulk", retrain: "on-change", hidden: [3], training: { epochs: 2 } },
          sw: { type: "shipped", potential: "sw-si-1985" },
        },
        calculators: {
          gfn: { type: "program", template: "xtb" },
          classical: { type: "model", model: "sw" },
        },
        defaultModel: "sw",
      }),
    );
    const client = await home.connect();
    const summary = await client.request(openProject, { folder });
    assert.equal(summary.dataSets, [{ name: "bulk", files: 6 }]);
    assert.equal(
      summary.models.map((model) => [model.name, model.type, model.retrain, model.activeVersion]),
      [
        ["si", "behler-parrinello", "on-change", null],
        ["sw", "shipped", "manual", null],
      ],
    );
    assert.equal(summary.calculators, [
      { name: "gfn", type: "program", program: "xtb" },
      { name: "classical", type: "model", program: "sw" },
    ]);
    assert.is(summary.defaultModel, "sw");
    assert.is(summary.watching, false);
    const changes: { files: string[]; runs: number[]; problems: { message: string }[] }[] = [];
    client.on(dataChanged, (change) => changes.push(change));
    assert.is((await client.request(watchProject, { folder })).watching, true);
    assert.is((await client.request(status, {})).projects[0]?.watching, true);

    writeFileSync(join(folder, "data", "new.xyz"), frame(0.2, -8.2));
    await until("word of the new file", () => changes.length === 1);
    assert.equal(changes[0]!.files, [join(folder, "data", "new.xyz")]);
    const id = changes[0]!.runs[0]!;
    const run = await client.request(getRun, { id });
    assert.is(run.reason, "new.xyz added");
    assert.is(run.model, "si");
    await client.request(cancelRun, { id });

    writeFileSync(join(folder, "data", "cut.xyz"), frame(0.2, -8.2).slice(0, -20));
    await until("word of the broken file", () => changes.length === 2);
    assert.equal(changes[1]!.files, []);
    assert.ok(changes[1]!.problems.length > 0);

    // The next daemon takes the project up again, and watches it.
    client.close();
    process.kill(client.daemon.pid, "SIGKILL");
    await until("it ends", () => home.daemons().length === 0);
    const next = await home.connect();
    assert.equal(
      (await next.request(status, {})).projects.map((project) => [project.folder, project.watching]),
      [[folder, true]],
    );
    assert.is((await next.request(watchProject, { folder, enabled: false })).watching, false);
  } finally {
    await home.clean();
  }
});

test("data that changed while no daemon ran begin one training at the next start, by its files' names", async () => {
  const home = privateHome();
  try {
    const folder = join(home.folder, "si");
    const data = (name: string) => join(folder, "data", name);
    mkdirSync(join(folder, "data"), { recursive: true });
    for (let n = 0; n < 6; n++) writeFileSync(data(`${n}.xyz`), frame(n / 50, -8 - n / 100));
    const si = { type: "behler-parrinello", data: "bulk", retrain: "on-change", hidden: [3], training: { epochs: 2 } };
    writeFileSync(join(folder, "adatom.json"), JSON.stringify({ dataSets: { bulk: { files: ["data/*.xyz"] } }, models: { si } }));
    const reasons = async (client: Client) => (await client.request(listRuns, {})).runs.map((run) => run.reason).reverse();
    const restart = async (client: Client, signal: NodeJS.Signals) => {
      client.close();
      process.kill(client.daemon.pid, signal);
      await until("it ends", () => home.daemons().length === 0);
    };
    let client = await home.connect();
    await client.request(watchProject, { folder });
    await restart(client, "SIGTERM");

    // Nothing changed, right after the first enabling and later: nothing is to be learned.
    client = await home.connect();
    await sleep(700);
    assert.equal(await reasons(client), []);
    await restart(client, "SIGKILL");

    writeFileSync(data("new.xyz"), frame(0.2, -8.2));
    unlinkSync(data("3.xyz"));
    writeFileSync(data("4.xyz"), frame(0.3, -8.3));
    client = await home.connect();
    await until("a training", async () => (await reasons(client)).length > 0);
    const first = (await client.request(listRuns, {})).runs[0]!;
    assert.is((await ended(client, first.id)).state, "done");
    const [reason, ...more] = await reasons(client);
    assert.match(reason!, /^(3\.xyz gone|4\.xyz changed|new\.xyz added) and 2 more$/);
    assert.equal(more, []);
    await restart(client, "SIGTERM");

    // Told once is told for good.
    client = await home.connect();
    await sleep(700);
    assert.is((await reasons(client)).length, 1);
    await restart(client, "SIGTERM");
    unlinkSync(data("5.xyz"));
    client = await home.connect();
    await until("another training", async () => (await reasons(client)).length === 2);
    assert.is((await reasons(client))[1], "5.xyz gone");

    // What changes while watching is off stays untold.
    await client.request(watchProject, { folder, enabled: false });
    writeFileSync(data("later.xyz"), frame(0.1, -8.1));
    await client.request(watchProject, { folder });
    await sleep(700);
    assert.is((await reasons(client)).length, 2);
  } finally {
    await home.clean();
  }
});

test("a folder without a project is a BadProject", async () => {
  const home = privateHome();
  try {
    const client = await home.connect();
    const error = await client.request(openProject, { folder: home.folder }).catch((failure: Error) => failure);
    assert.match((error as Error).message, /No project in/);
    assert.is((error as Error).name, "BadProject");
  } finally {
    await home.clean();
  }
});

test.run();
