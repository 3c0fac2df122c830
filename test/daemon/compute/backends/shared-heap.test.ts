// TensorFlow.js's heap as shared memory: our kernels work in it without copies; modules of another kind are left alone.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { products } from "@adatom/daemon/compute/backends/wasm-kernels/products.ts";
import { lentHeap, withSharedMemory } from "@adatom/daemon/compute/backends/wasm-kernels/shared-heap.ts";
import { LentHeap } from "@adatom/models/kernels/team/lent-memory.ts";
import { soloTeam } from "@adatom/models/kernels/team/team.ts";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";

await selectBackend("wasm");
const backend = tf.backend() as BackendWasm;
const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

test("the flag of a memory with a maximum is changed, nothing else", () => {
  const given = Uint8Array.from([...header, 5, 4, 1, 1, 1, 2]);
  assert.equal(withSharedMemory(given), Uint8Array.from([...header, 5, 4, 1, 3, 1, 2]));
  assert.equal(given[11], 1);
});

test("modules without a maximum, without memory, or cut short are refused", () => {
  assert.is(withSharedMemory(Uint8Array.from([...header, 5, 3, 1, 0, 1])), undefined);
  assert.is(withSharedMemory(Uint8Array.from(header)), undefined);
  assert.is(withSharedMemory(Uint8Array.from([...header, 5, 4, 1])), undefined);
  assert.is(withSharedMemory(Uint8Array.of()), undefined);
});

test("the backend lends its heap, and blocks go back to it", () => {
  const lent = lentHeap(backend);
  assert.ok(lent && lent.memory.buffer instanceof SharedArrayBuffer);
  const heap = new LentHeap(lent);
  const [one, other] = [heap.allocate(1000), heap.allocate(24)];
  assert.ok(one > 0 && other > 0 && one !== other);
  assert.is(heap.bytes(), 1024);
  heap.release(one);
  // Not its own, and given back already: left alone.
  heap.release(one);
  heap.release(12);
  assert.is(heap.bytes(), 24);
  heap.release(other);
});

test("tensors survive the heap's growth, and products of what lies there and of what does not agree", () => {
  const before = tf.memory().numTensors;
  const size = 300;
  const numbers = Float32Array.from({ length: size * size }, (_, k) => Math.sin(1.3 * k));
  const a = tf.tensor2d(numbers, [size, size]);
  const bytes = lentHeap(backend)!.memory.buffer.byteLength;
  // 256 MiB more than there is.
  const large = tf.zeros([2 ** 26]);
  assert.ok(lentHeap(backend)!.memory.buffer.byteLength > bytes);
  large.dispose();
  const inside = tf.matMul(a, a);
  const outside = new Float32Array(size * size);
  const shape = { rows: size, columns: size, depth: size, transposeA: false, transposeB: false };
  products(backend).multiply(shape, numbers, numbers, outside);
  assert.equal(inside.dataSync(), outside);
  tf.dispose([a, inside]);
  assert.is(tf.memory().numTensors, before);
});

test("a kernel with data of its own is no guest", async () => {
  const { module } = await import("@adatom/models/kernels/symmetry-functions/module.ts");
  let refusal: unknown = null;
  try {
    soloTeam.start(module, "best", {
      memory: new WebAssembly.Memory({ initial: 32, maximum: 65536, shared: true }),
      allocate: () => 4096,
      release() {},
    });
  } catch (error) {
    refusal = error;
  }
  assert.ok(refusal instanceof Error, "started");
});

test.run();
