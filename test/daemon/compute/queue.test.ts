// The order of work: requests before job steps, jobs in turn, and the message loop in between.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { WorkQueue } from "../../../daemon/compute/queue.ts";

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

test("jobs take turns, and each request waits for at most one step", async () => {
  const queue = new WorkQueue();
  const done: string[] = [];
  const job = (name: string, steps: number) => ({
    async step() {
      done.push(name);
      await tick();
      return --steps > 0;
    },
  });
  queue.addJob(job("a", 4));
  queue.addJob(job("b", 2));
  let asked = false;
  // Six steps and the request.
  while (done.length < 7) {
    await tick();
    if (done.length === 3 && !asked) {
      asked = true;
      const before = done.length;
      queue.addTask(1, async () => {
        assert.ok(done.length - before <= 1);
        done.push("hover");
      });
    }
  }
  assert.equal(
    done.filter((name) => name !== "hover"),
    ["a", "b", "a", "b", "a", "a"],
  );
});

test("a request taken out before it began never runs; one that runs is out of reach", async () => {
  const queue = new WorkQueue();
  const done: number[] = [];
  for (const id of [1, 2, 3]) queue.addTask(id, async () => void done.push(id));
  assert.ok(queue.removeTask(2));
  assert.not.ok(queue.removeTask(2));
  while (done.length < 2) await tick();
  await tick();
  assert.equal(done, [1, 3]);
});

test("a job taken out during its own step is not stepped again", async () => {
  const queue = new WorkQueue();
  let steps = 0;
  const job = {
    async step() {
      steps++;
      queue.removeJob(job);
      return true;
    },
  };
  queue.addJob(job);
  for (let turn = 0; turn < 10; turn++) await tick();
  assert.is(steps, 1);
});

test("a job that waits for something else costs the others nothing, goes on when it comes, and can be taken out meanwhile", async () => {
  const queue = new WorkQueue();
  const done: string[] = [];
  let come = (): void => {};
  const patient = {
    wait: null as Promise<void> | null,
    async step() {
      done.push("patient");
      this.wait = new Promise((resolve) => {
        come = resolve;
      });
      return true;
    },
    waiting() {
      return this.wait;
    },
  };
  const busy = {
    async step() {
      done.push("busy");
      return true;
    },
  };
  queue.addJob(patient);
  queue.addJob(busy);
  for (let turn = 0; turn < 20; turn++) await tick();
  assert.is(done.filter((name) => name === "patient").length, 1);
  const busyTurns = done.length - 1;
  assert.ok(busyTurns > 5, `${busyTurns} turns`);
  come();
  for (let turn = 0; turn < 20; turn++) await tick();
  assert.is(done.filter((name) => name === "patient").length, 2);
  queue.removeJob(patient);
  come();
  for (let turn = 0; turn < 20; turn++) await tick();
  assert.is(done.filter((name) => name === "patient").length, 2);
  queue.removeJob(busy);
});

test.run();
