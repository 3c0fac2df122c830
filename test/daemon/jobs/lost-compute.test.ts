// Jobs against a compute process that a test plays: deaths, giving up, cancelling while it is away, rows told twice.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "@adatom/protocol/failure.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Compute, JobEvent, JobStart } from "../../../daemon/compute/contract.ts";
import { createJobs } from "../../../daemon/jobs/jobs.ts";
import { createModelLibrary } from "../../../daemon/store/model-library.ts";
import { openStore } from "../../../daemon/store/store.ts";
import { quietLog, rattledSilicon } from "../compute/silicon.ts";
import { mdJob } from "./workshop.ts";

const test = suite("lost compute");
const folder = mkdtempSync(join(tmpdir(), "adatom-lost-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

function play() {
  const own = join(folder, String(++count));
  const events: ((event: JobEvent) => void)[] = [];
  const ready: (() => void)[] = [];
  const lost: ((why: string) => void)[] = [];
  const asked: { method: string; id: number }[] = [];
  let alive = true;
  const compute = {
    async request(method: string, params: JobStart) {
      if (!alive) throw new Failure("DeviceLost", "away");
      asked.push({ method, id: params.id });
      return {};
    },
    onJobEvent: (listener: (event: JobEvent) => void) => void events.push(listener),
    onReady: (listener: () => void) => void ready.push(listener),
    onLost: (listener: (why: string) => void) => void lost.push(listener),
    state: () => ({ state: "ready", pid: 1, restarts: 0 }),
    stop: async () => {},
  } as unknown as Compute;
  const store = openStore(own, quietLog);
  const models = createModelLibrary({ store, compute });
  const jobs = createJobs({ store, compute, models, log: quietLog, folder: join(own, "runs") });
  return {
    jobs,
    asked,
    tell: (event: JobEvent) => events.forEach((listener) => void listener(event)),
    die() {
      alive = false;
      for (const listener of lost) listener("was ended by SIGKILL");
    },
    rise() {
      alive = true;
      for (const listener of ready) listener();
    },
  };
}

const job = () => mdJob(rattledSilicon(1), { steps: 100, sampleEvery: 10, trajectory: null });

test("ten deaths without getting further end the run with a plain error; progress in between starts the count again", async () => {
  const { jobs, die, rise, tell, asked } = play();
  const { id } = await jobs.create(job());
  for (let death = 0; death < 9; death++) {
    die();
    rise();
    await sleep(0);
  }
  tell({ event: "progress", id, phase: "steps", done: 10, total: 100 });
  for (let death = 0; death < 9; death++) {
    die();
    rise();
    await sleep(0);
    // The same steps again after each restart are no progress.
    tell({ event: "progress", id, phase: "steps", done: 10, total: 100 });
    assert.is(jobs.get(id).state, "running");
  }
  die();
  const over = jobs.get(id);
  assert.is(over.state, "failed");
  assert.match(over.error!, /died 10 times in a row without this run getting further.*SIGKILL/);
  assert.is(over.restarts, 19);
  await sleep(1);
  assert.is(asked.filter(({ method }) => method === "job.start").length, 19);
  // It can be tried again from its checkpoint.
  rise();
  assert.is((await jobs.resume(id)).state, "running");
});

test("rows told again after a restart are not doubled", async () => {
  const { jobs, die, rise, tell } = play();
  const { id } = await jobs.create(job());
  const heard: number[] = [];
  jobs.onRow((_, row) => heard.push(row.step));
  const row = (step: number): void => tell({ event: "row", id, step, values: { potentialEnergy: -step } });
  for (const step of [0, 10, 20, 30]) row(step);
  die();
  rise();
  for (const step of [20, 30, 40]) row(step);
  assert.equal(heard, [0, 10, 20, 30, 40]);
  assert.equal(
    jobs.metrics(id, 0, 10).rows.map(({ row: number, step }) => [number, step]),
    [
      [0, 0],
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
    ],
  );
});

test("a run cancelled or paused while compute is away is not started again by the next process", async () => {
  const { jobs, die, rise, asked } = play();
  const [first, second] = [await jobs.create(job()), await jobs.create(job())];
  die();
  assert.is((await jobs.cancel(first.id)).state, "cancelled");
  assert.is((await jobs.pause(second.id)).state, "paused");
  asked.length = 0;
  rise();
  await sleep(1);
  assert.equal(asked, []);
  assert.is(jobs.running(), 0);
});

test("a run whose making fails is kept as failed, with its reason", async () => {
  const { jobs } = play();
  const failing = { ...job(), prepare: () => Promise.reject(new Failure("FileUnreadable", "no such file")) };
  const error = await jobs.create(failing).catch((failure: Error) => failure);
  assert.is((error as Error).name, "FileUnreadable");
  assert.is(jobs.list({ limit: 1 })[0]!.state, "failed");
  assert.is(jobs.list({ limit: 1 })[0]!.error, "no such file");
});

test.run();
