// Choosing a tensor backend, and that what was chosen multiplies.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureGigaflops } from "@adatom/daemon/compute/backends/measure.ts";
import { backendNames, loadBackend, selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { getBackend, matMul, memory, tensor2d } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { presentBackends } from "../../../conformance/present-backends.ts";

const present = await presentBackends();
const enginesOfThisMachine = process.env.ADATOM_ENGINES;
const bare = !present.includes("tensorflow") && !present.includes("webgpu");

test("the order is the fastest first, and what is always there comes last", () => {
  assert.equal(backendNames, ["tensorflow", "webgpu", "wasm", "cpu"]);
  assert.equal(present.slice(-2), ["wasm", "cpu"]);
});

test("without optional engines WASM is taken, at once and without a word", async () => {
  if (!bare) return;
  process.env.ADATOM_ENGINES = mkdtempSync(join(tmpdir(), "adatom-engines-"));
  try {
    const said: string[] = [];
    assert.is((await selectBackend("", { warn: (text) => said.push(text) })).name, "wasm");
    assert.is(getBackend(), "wasm");
    assert.equal(said, []);
    for (const name of ["tensorflow", "webgpu"]) {
      try {
        await loadBackend(name, true);
        assert.unreachable();
      } catch (error) {
        assert.is((error as Error).name, "BackendAbsent");
        assert.match((error as { advice?: string }).advice ?? "", "npm install --prefix");
      }
    }
  } finally {
    if (enginesOfThisMachine === undefined) delete process.env.ADATOM_ENGINES;
    else process.env.ADATOM_ENGINES = enginesOfThisMachine;
  }
});

test("each backend that is here starts by name and multiplies", async () => {
  for (const name of present) {
    assert.is((await selectBackend(name)).name, name);
    assert.is(getBackend(), name);
    const product = matMul(tensor2d([1, 2, 3, 4], [2, 2]), tensor2d([5, 6, 7, 8], [2, 2]));
    assert.equal([...(await product.data())], [19, 22, 43, 50]);
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

test("a backend that lost its device is passed over, even where it is asked for, and that is said", async () => {
  const said: string[] = [];
  const { name } = await selectBackend("wasm", { avoid: ["tensorflow", "webgpu", "wasm"], warn: (text) => said.push(text) });
  assert.is(name, "cpu");
  assert.match(said.join(), "wasm backend was asked for, but its device was lost");
});

test("measured speed is a sensible number and leaves no tensor", async () => {
  for (const name of present) {
    await selectBackend(name);
    const before = memory().numTensors;
    const speed = await measureGigaflops(128, 2);
    // Anything that runs at all makes 10 MFLOP/s; nothing here makes 1 PFLOP/s in float32.
    assert.ok(speed > 0.01 && speed < 1e6, `${name}: ${speed}`);
    assert.is(memory().numTensors, before);
  }
});

test.run();
