// Sections of a team as their leader sees them: alone, with a member that dies inside, and after it. Members that live are in
// test/daemon/compute/threads.
import { Section } from "@adatom/models/kernels/team/section.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** The block's count of members inside, as section.ts has it. */
const gateOf = (section: Section): Int32Array => new Int32Array(section.block, 4, 1);

function everyTask(section: Section, tasks: number, meanwhile = (): void => {}): number[] {
  const done: number[] = [];
  section.lead(0, 0, tasks, [], (_, __, take) => {
    meanwhile();
    for (let task = take(); task >= 0; task = take()) done.push(task);
  });
  return done;
}

test("a leader without members does every task", () => {
  assert.equal(everyTask(new Section(), 4), [0, 1, 2, 3]);
});

test("a member that dies inside is an error after a time, and the leader goes on alone", () => {
  const section = new Section(undefined, 60);
  const gate = gateOf(section);
  assert.throws(() => everyTask(section, 3, () => Atomics.add(gate, 0, 1)), /did not come back from its part of the work within 0.06 s/);
  const closed: number[] = [];
  assert.equal(
    everyTask(section, 3, () => closed.push(Atomics.load(gate, 0))),
    [0, 1, 2],
  );
  // Nobody may join any more: what is left of the lost member may still be at work.
  assert.ok(closed[0]! < 1 << 16);
});

test("a member that comes back in time is waited for", () => {
  const section = new Section(undefined, 60_000);
  const gate = gateOf(section);
  let left = false;
  const done = everyTask(section, 2, () => {
    Atomics.add(gate, 0, 1);
    Atomics.sub(gate, 0, 1);
    left = true;
  });
  assert.ok(left);
  assert.equal(done, [0, 1]);
});

test.run();
