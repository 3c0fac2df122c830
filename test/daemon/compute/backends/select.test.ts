// Choosing a tensor backend, and that what was chosen multiplies.
import { measureGigaflops } from "@adatom/daemon/compute/backends/measure.ts";
import { backendNames, selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { getBackend, matMul, memory, tensor2d } from "@tensorflow/tfjs";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("WASM comes first", async () => {
  assert.is(backendNames[0], "wasm");
  assert.is((await selectBackend("")).name, "wasm");
  assert.is(getBackend(), "wasm");
});

test("each backend starts by name and multiplies", async () => {
  for (const name of backendNames) {
    assert.is((await selectBackend(name)).name, name);
    assert.is(getBackend(), name);
    const product = matMul(tensor2d([1, 2, 3, 4], [2, 2]), tensor2d([5, 6, 7, 8], [2, 2]));
    assert.equal([...product.dataSync()], [19, 22, 43, 50]);
  }
});

test("the environment overrides, and an unknown name is an error that lists the known", async () => {
  process.env.ADATOM_BACKEND = "cpu";
  assert.is((await selectBackend()).name, "cpu");
  process.env.ADATOM_BACKEND = "abacus";
  try {
    await selectBackend();
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /abacus.*wasm, cpu/);
  } finally {
    delete process.env.ADATOM_BACKEND;
  }
});

test("measured speed is a sensible number and leaves no tensor", async () => {
  await selectBackend("wasm");
  const before = memory().numTensors;
  const speed = measureGigaflops(128, 2);
  // Anything that runs at all makes 10 MFLOP/s; nothing makes 1 TFLOP/s on one thread.
  assert.ok(speed > 0.01 && speed < 1000, `${speed}`);
  assert.is(memory().numTensors, before);
});

test.run();
