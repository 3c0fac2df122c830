// A run that was stored and resumed must have the bits of one that never stopped: shared by the tests of every kind of run.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import * as assert from "uvu/assert";

/** As a checkpoint does: JSON through text, arrays through copies of their bytes. */
export function throughStorage(snapshot: Snapshot): Snapshot {
  return { arrays: structuredClone(snapshot.arrays), json: JSON.parse(JSON.stringify(snapshot.json)) };
}

interface AnyRun {
  advance(steps: number): unknown;
  sample(): unknown;
  snapshot(): Snapshot;
}

/** Stops after `first` steps, resumes, goes on for `second`, and compares everything with a run of both. */
export function assertResumes<R extends AnyRun>(
  start: () => R,
  resume: (snapshot: Snapshot) => R,
  first: number,
  second: number,
  what: string,
): void {
  const unbroken = start();
  const broken = start();
  broken.advance(first);
  const resumed = resume(throughStorage(broken.snapshot()));
  assert.equal(resumed.sample(), broken.sample(), `${what}: where it stopped`);
  unbroken.advance(first);
  unbroken.advance(second);
  resumed.advance(second);
  assert.equal(resumed.sample(), unbroken.sample(), `${what}: sample`);
  const [a, b] = [resumed.snapshot(), unbroken.snapshot()];
  assert.equal(Object.keys(a.arrays), Object.keys(b.arrays), what);
  for (const name of Object.keys(a.arrays)) assert.equal([...a.arrays[name]!], [...b.arrays[name]!], `${what}: ${name}`);
  assert.is(JSON.stringify(a.json), JSON.stringify(b.json), what);
}
