// adatom/project/open and watch with a real daemon: a dropped file is told to clients and begins a training.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataChanged, openProject, watchProject } from "@adatom/protocol/project.ts";
import { cancelRun, getRun } from "@adatom/protocol/runs.ts";
import { status } from "@adatom/protocol/status.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { privateHome, until } from "../private-daemon.ts";

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
