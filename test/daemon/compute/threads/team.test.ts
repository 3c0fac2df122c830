// Threads that share a kernel's work: every task once, whoever does it, the same bits as on one thread; failures come back;
// sleeping members wake; nothing keeps a process alive.
import { execFileSync } from "node:child_process";
import { createTeam, threadCount } from "@adatom/daemon/compute/threads/team.ts";
import { module } from "@adatom/models/kernels/atoms/module.ts";
import { soloTeam, type Team } from "@adatom/models/kernels/team/team.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

interface Functions {
  kick(task: number, atoms: number, speed: number, force: number, mass: number, scale: number): void;
}

/** Atoms a task, as in atoms/motion.h. */
const piece = 4096;
const atoms = 20 * piece - 17;

function kicked(team: Team, rounds: number, between: () => void = () => {}): Float64Array {
  const kernel = team.start<Functions>(module)!;
  const { heap } = kernel;
  const [speed, force, mass] = [heap.array(3 * atoms), heap.array(3 * atoms), heap.array(atoms)];
  for (let p = 0; p < 3 * atoms; p++) force[p] = Math.sin(p);
  for (let i = 0; i < atoms; i++) mass[i] = 1 + (i % 7);
  const [speedAt, forceAt, massAt] = [speed, force, mass].map((array) => heap.addressOf(array)!) as [number, number, number];
  for (let round = 0; round < rounds; round++) {
    kernel.run("kick", 20, atoms, speedAt, forceAt, massAt, 0.5);
    between();
  }
  return speed.slice();
}

const four = createTeam(4);
const expected = kicked(soloTeam, 200);

test("every task is done once, on four threads as on one", () => {
  assert.is(four.size, 4);
  for (let repeat = 0; repeat < 3; repeat++) assert.equal(kicked(four, 200), expected);
});

test("members that went to sleep between sections are woken or not missed", () => {
  let round = 0;
  const wait = (): void => {
    if (round++ % 20 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  };
  assert.equal(kicked(four, 200, wait), expected);
});

test("a task that traps fails the section, and the team goes on", () => {
  const kernel = four.start<Functions>(module)!;
  // An address beyond the memory.
  assert.throws(() => kernel.run("kick", 20, atoms, -65536, -65536, -65536, 1), /out of bounds|failed in its part/);
  assert.equal(kicked(four, 200), expected);
});

test("memory is given back and used again", () => {
  const { heap } = soloTeam.start<Functions>(module)!;
  const before = heap.bytes();
  const blocks = [1000, 5000, 64, 7].map((bytes) => heap.allocate(bytes));
  assert.is(new Set(blocks).size, 4);
  for (const block of blocks) assert.is(block % 64, 0);
  heap.release(blocks[1]!);
  assert.is(heap.allocate(4000), blocks[1]);
  for (const block of blocks) heap.release(block);
  assert.is(heap.bytes(), before);
  assert.is(heap.allocate(6000), blocks[0]);
});

test("the number of threads is the environment's or the machine's", () => {
  assert.is(threadCount("3"), 3);
  assert.ok(threadCount("") >= 1);
  for (const wrong of ["0", "2.5", "many", "1000"]) assert.throws(() => threadCount(wrong), /ADATOM_THREADS/);
  assert.is(createTeam(1), soloTeam);
});

test("a process with a team ends by itself", () => {
  const program = [
    'import { createTeam } from "@adatom/daemon/compute/threads/team.ts";',
    'import { module } from "@adatom/models/kernels/atoms/module.ts";',
    "const { heap, run } = createTeam(3).start(module);",
    "const array = heap.array(300000);",
    'run("drift", 20, 80000, heap.addressOf(array), heap.addressOf(array), 1);',
    'console.log("done");',
  ].join("\n");
  const text = execFileSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--input-type=module-typescript", "--eval", program],
    {
      encoding: "utf8",
      timeout: 20_000,
    },
  );
  assert.is(text.trim(), "done");
});

test.run();
