// Checkpoints and atomic files on a disk that can fail.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { writeFileAtomically } from "../../../daemon/store/atomic-file.ts";
import { newestCheckpoint, saveCheckpoint } from "../../../daemon/store/checkpoints.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../daemon/store/snapshot-file.ts";
import { MemoryDisk } from "./memory-disk.ts";

const snapshot = (step: number) => ({
  arrays: {
    positions: Float64Array.of(step, -0, Number.MIN_VALUE, Number.POSITIVE_INFINITY),
    weights: Float32Array.of(1.5, step),
    order: Int32Array.of(-1, step),
    numbers: Uint8Array.of(14),
  },
  json: { step, options: { nested: [1, 2.5e-300, null, "text"] } },
});

test("a snapshot comes back bit for bit, and its bytes are the same every time", () => {
  const bytes = encodeSnapshot(snapshot(3));
  assert.equal(decodeSnapshot(bytes), snapshot(3));
  assert.ok(Object.is(decodeSnapshot(bytes).arrays.positions![1], -0));
  assert.equal(encodeSnapshot(snapshot(3)), bytes);
  for (let length = 0; length < bytes.length; length++)
    assert.throws(() => decodeSnapshot(bytes.subarray(0, length)), undefined, String(length));
});

test("the last two are kept, the newest is found", () => {
  const disk = new MemoryDisk();
  for (let step = 0; step < 5; step++) saveCheckpoint("/runs/1", snapshot(step), disk.operations);
  assert.is(disk.paths().length, 2);
  const newest = newestCheckpoint("/runs/1", assert.unreachable, disk.operations)!;
  assert.is(newest.number, 5);
  assert.equal(newest.snapshot, snapshot(4));
});

test("a damaged checkpoint is told of and passed over, whichever byte is wrong", () => {
  const length = encodeSnapshot(snapshot(1)).length;
  for (let at = 0; at < length; at++) {
    const disk = new MemoryDisk();
    saveCheckpoint("/runs/1", snapshot(0), disk.operations);
    disk.corrupt(saveCheckpoint("/runs/1", snapshot(1), disk.operations), at);
    const warnings: string[] = [];
    const found = newestCheckpoint("/runs/1", (warning) => warnings.push(warning), disk.operations)!;
    assert.equal(found.snapshot, snapshot(0));
    assert.is(warnings.length, 1);
    assert.match(warnings[0]!, /checkpoint-00000002.*damaged/);
  }
  assert.is(newestCheckpoint("/runs/2", assert.unreachable, new MemoryDisk().operations), null);
});

test("a disk that does not give back what was written leaves the old file", () => {
  const disk = new MemoryDisk();
  const bytes = Uint8Array.of(1, 2, 3);
  writeFileAtomically("/models/a", bytes, disk.operations);
  const failing = { ...disk.operations, read: (path: string) => disk.operations.read(path).fill(0) };
  assert.throws(() => writeFileAtomically("/models/a", Uint8Array.of(4), failing), /does not read back/);
  assert.equal(disk.operations.read("/models/a"), bytes);
});

test.run();
