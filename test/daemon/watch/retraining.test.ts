// From changed data to training: the models that ask for it, never more than one waiting, another after one that runs.

import { setTimeout as sleep } from "node:timers/promises";
import type { Project } from "@adatom/daemon/project/contract.ts";
import { createRetraining } from "@adatom/daemon/watch/retraining.ts";
import type { Run } from "@adatom/protocol/runs.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const change = (reason: string, dataSet = "bulk", listChanged = false) => ({ dataSets: new Set([dataSet]), reason, listChanged });

function scene() {
  const runs: Run[] = [];
  const listeners: ((run: Run) => void)[] = [];
  const begun: string[] = [];
  const model = (data: string, retrain: string) => ({ type: "behler-parrinello", data, retrain });
  const project = {
    folder: "/p",
    content: { models: { si: model("bulk", "on-change"), hand: model("bulk", "manual"), ge: model("other", "on-change") } },
  } as unknown as Project;
  const retraining = createRetraining({
    log: { info() {}, warn() {}, error() {} },
    jobs: { list: () => runs, onChanged: (listener) => void listeners.push(listener) },
    async startTraining({ model: name, reason }) {
      begun.push(`${name}: ${reason}`);
      await sleep(10);
      const run = { id: runs.length + 1, kind: "train", model: name, state: "queued" } as Run;
      runs.push(run);
      return run;
    },
  });
  const become = (id: number, state: Run["state"]) => {
    runs[id - 1]!.state = state;
    for (const listener of listeners) listener(runs[id - 1]!);
  };
  return { retraining, project, begun, become };
}

test("only models that ask for it, of the changed data set", async () => {
  const { retraining, project, begun } = scene();
  assert.equal(await retraining.dataChanged(project, change("a", "bulk")), [1]);
  assert.equal(await retraining.dataChanged(project, change("b", "none")), []);
  assert.equal(begun, ["si: a"]);
});

test("changes while one waits, or is just being begun, are part of it", async () => {
  const { retraining, project, begun } = scene();
  const both = await Promise.all(["a", "b"].map((reason) => retraining.dataChanged(project, change(reason, "bulk"))));
  assert.equal(both, [[1], [1]]);
  assert.equal(await retraining.dataChanged(project, change("c", "bulk")), [1]);
  assert.equal(begun, ["si: a"]);
});

test("a file that came while one waits is not on its list: another follows", async () => {
  const { retraining, project, begun, become } = scene();
  await retraining.dataChanged(project, change("a"));
  assert.equal(await retraining.dataChanged(project, change("b", "bulk", true)), [1]);
  assert.equal(begun, ["si: a"]);
  become(1, "running");
  become(1, "done");
  await sleep(30);
  assert.equal(begun, ["si: a", "si: b"]);
});

test("changes while one runs begin exactly one more after it, however it ends", async () => {
  const { retraining, project, begun, become } = scene();
  await retraining.dataChanged(project, change("a", "bulk"));
  become(1, "running");
  assert.equal(await retraining.dataChanged(project, change("b", "bulk")), [1]);
  assert.equal(await retraining.dataChanged(project, change("c", "bulk")), [1]);
  become(1, "running");
  assert.equal(begun, ["si: a"]);
  become(1, "failed");
  await sleep(30);
  assert.equal(begun, ["si: a", "si: c"]);
  become(1, "failed");
  await sleep(30);
  assert.is(begun.length, 2);
});

test("a change is taken up when its training is made, not while that waits for another's end", async () => {
  const { retraining, project, become } = scene();
  const taken: string[] = [];
  const tell = (reason: string, dataSet = "bulk") => retraining.dataChanged(project, change(reason, dataSet), () => taken.push(reason));
  await tell("nobody's", "none");
  await tell("a");
  assert.equal(taken, ["nobody's", "a"]);
  become(1, "running");
  await tell("b");
  await tell("c");
  assert.equal(taken, ["nobody's", "a"]);
  become(1, "done");
  await sleep(30);
  assert.equal(taken, ["nobody's", "a", "b", "c"]);
});

test.run();
