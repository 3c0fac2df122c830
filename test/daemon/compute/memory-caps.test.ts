// Caps on memory: what the environment may say, an operation that passes the cap of tensors, models that make room.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { capTensors } from "@adatom/daemon/compute/backends/tensor-cap.ts";
import type { ModelReference } from "@adatom/daemon/compute/contract.ts";
import { TrainingThreads } from "@adatom/daemon/compute/jobs/training-threads.ts";
import { defaultCaps, memoryCaps } from "@adatom/daemon/compute/memory-caps.ts";
import { ModelRegistry } from "@adatom/daemon/compute/model-registry.ts";
import { encodeSnapshot } from "@adatom/daemon/store/snapshot-file.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";
import { memory, ones, tidy } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon, smallConfig } from "../../models/training/silicon.ts";

const mebibyte = 2 ** 20;
await selectBackend("wasm");
const data = { train: labelledSilicon(8, 1), validation: labelledSilicon(2, 2) };

test("caps come from the environment, else from the machine; what is no number is refused by its name", () => {
  assert.equal(defaultCaps(16 * 1024 * mebibyte), { tensorBytes: 8 * 1024 * mebibyte, modelBytes: 1024 * mebibyte });
  assert.equal(defaultCaps(1024 * mebibyte), { tensorBytes: 512 * mebibyte, modelBytes: 128 * mebibyte });
  assert.equal(memoryCaps({ ADATOM_TENSOR_MB: "3", ADATOM_MODEL_MB: "0.5" }), { tensorBytes: 3 * mebibyte, modelBytes: mebibyte / 2 });
  assert.equal(memoryCaps({ ADATOM_TENSOR_MB: "" }), defaultCaps());
  for (const wrong of ["much", "0", "-1", "Infinity"])
    assert.throws(() => memoryCaps({ ADATOM_MODEL_MB: wrong }), /ADATOM_MODEL_MB must be/);
});

test("an operation that passes the cap says what to do, and its tensors are freed", () => {
  const before = memory();
  capTensors(before.numBytes + mebibyte);
  try {
    tidy(() => void ones([200_000]));
    assert.throws(
      () => tidy(() => [ones([200_000]), ones([200_000])]),
      /more than 1 MiB of tensors.*batchStructures.*ADATOM_TENSOR_MB.*adatom restart/,
    );
  } finally {
    capTensors(Number.POSITIVE_INFINITY);
  }
  assert.equal([memory().numTensors, memory().numBytes], [before.numTensors, before.numBytes]);
});

test("a training whose step is too large fails for that, on one thread and on several", async () => {
  const threads = new TrainingThreads("wasm", 2, 2, mebibyte / 256);
  try {
    for (const batches of [undefined, threads]) {
      // Without hidden layers: such a network is trained through tensors, others by a kernel with memory of its own.
      const run = startTraining({ ...smallConfig, hidden: [], epochs: 1 }, data, { batches });
      capTensors(mebibyte / 256);
      let message = "";
      try {
        while ((await run.advance()).phase !== "finished");
      } catch (error) {
        message = (error as Error).message;
      } finally {
        capTensors(Number.POSITIVE_INFINITY);
      }
      assert.match(message, /MiB of tensors at once, which is the cap/);
      run.dispose();
    }
  } finally {
    threads.dispose();
  }
  assert.is(memory().numTensors, 0);
});

test("models used longest ago make room, and are loaded again when asked for", async () => {
  const run = startTraining({ ...smallConfig, epochs: 1 }, data);
  while ((await run.advance()).phase !== "finished");
  const folder = mkdtempSync(join(tmpdir(), "adatom-caps-"));
  try {
    const file = encodeSnapshot(run.bestModel());
    const references = [1, 2, 3].map((version): ModelReference => {
      const path = join(folder, `${version}.safetensors`);
      writeFileSync(path, file);
      return { kind: "stored", name: "si", version, path };
    });
    const [one, two, three] = references as [ModelReference, ModelReference, ModelReference];
    const all = new ModelRegistry(1024 * mebibyte);
    for (const reference of references) all.load(reference);
    const each = all.held()[0]!.bytes;
    assert.ok(each > file.byteLength);
    const registry = new ModelRegistry(2.5 * each);
    const names = (): string[] => registry.held().map(({ name }) => name);
    const first = registry.load(one);
    registry.load(two);
    assert.is(registry.load(one), first);
    registry.load(three);
    assert.equal(names(), ["si@1", "si@3"]);
    registry.load(two);
    assert.equal(names(), ["si@3", "si@2"]);
    const again = registry.load(one);
    assert.is.not(again, first);
    assert.is(again.name, "si@1");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
