// Tensors counted per job: what a step leaves is booked to its job, what another job makes is not.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { TensorLedger } from "@adatom/daemon/compute/jobs/tensor-ledger.ts";
import { dispose, ones, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";

await selectBackend("cpu");

test("held tensors go up and down with the steps of their own job, and what is left at the end is told", async () => {
  const ledger = new TensorLedger();
  const kept: Tensor[] = [];
  await ledger.during(1, () => void kept.push(ones([10]), ones([5, 5])));
  await ledger.during(2, () => tidy(() => void ones([1000])));
  await ledger.during(2, async () => void kept.push(ones([2])));
  // Float32: 4 bytes each.
  assert.equal(ledger.list(), [
    { id: 1, tensors: 2, bytes: 140 },
    { id: 2, tensors: 1, bytes: 8 },
  ]);
  await ledger.during(1, () => dispose(kept[0]!));
  assert.equal(ledger.list()[0], { id: 1, tensors: 1, bytes: 100 });
  assert.is(ledger.close(1), 1);
  assert.is(ledger.close(2), 1);
  assert.is(ledger.close(3), 0);
  assert.equal(ledger.list(), []);
  dispose(kept.slice(1));
});

test("a step that throws is booked as well", async () => {
  const ledger = new TensorLedger();
  let made: Tensor | undefined;
  try {
    await ledger.during(7, () => {
      made = ones([3]);
      throw new Error("a test");
    });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), "a test");
  }
  assert.is(ledger.close(7), 1);
  made?.dispose();
});

test.run();
