// Parameters under Adam, on the host and on the device: the float64 form's numbers, resumed bit for bit from a snapshot, and no tensor
// left behind. (Adam's kernel: test/conformance/cases/optimisers.ts.)
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { ParameterPlace } from "@adatom/models/networks/layers/parameters.ts";
import { adamStep, createAdam } from "@adatom/models/training/adam.ts";
import { createDeviceParameters } from "@adatom/models/training/parameters/device.ts";
import { createHostParameters } from "@adatom/models/training/parameters/host.ts";
import { memory, tensor } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { presentBackends } from "../../conformance/present-backends.ts";

const backends = await presentBackends();
const places: readonly ParameterPlace[] = [
  { name: "layers.0.weights", shape: [3, 5], offset: 0, size: 15, fanIn: 3 },
  { name: "layers.0.biases", shape: [5], offset: 15, size: 5, fanIn: 3 },
  { name: "layers.1.weights", shape: [1], offset: 20, size: 1, fanIn: 1 },
];
const size = 21;
const first = Float32Array.from({ length: size }, (_, k) => Math.sin(k));
/** Some of them zero, as those of units that are off. */
const gradientAt = (step: number): Float32Array =>
  Float32Array.from({ length: size }, (_, k) => (k % 7 === 3 ? 0 : Math.cos(k + 0.3 * step) * 10 ** ((k % 5) - 3)));
const steps = 40;
const rate = 0.01;

function reference(): Float64Array {
  const parameters = Float64Array.from(first);
  const state = createAdam(size);
  for (let step = 0; step < steps; step++) adamStep(state, parameters, Float64Array.from(gradientAt(step)), rate);
  return parameters;
}

function close(found: ArrayLike<number>, expected: Float64Array): void {
  // Forty steps in float32, numbers of order one.
  for (const [k, value] of expected.entries())
    assert.ok(Math.abs(found[k]! - value) < 3e-6, `parameter ${k}: ${found[k]} against ${value}`);
}

for (const [where, create] of [
  ["host", createHostParameters],
  ["device", createDeviceParameters],
] as const) {
  for (const backend of backends) {
    test(`parameters on the ${where}, ${backend}: the same, and a snapshot goes on bit for bit`, async () => {
      await selectBackend(backend);
      const before = memory().numTensors;
      const gradients = (step: number) =>
        places.map(({ shape, offset, size }) => tensor(gradientAt(step).subarray(offset, offset + size), [...shape]));
      let store = create(places, first);
      for (let step = 0; step < 17; step++) await store.step(gradients(step), rate);
      const straight = await store.snapshot();
      store.dispose();
      store = create(places, straight);
      const resumed = create(places, straight);
      for (let step = 17; step < steps; step++) {
        await store.step(gradients(step), rate);
        await resumed.step(gradients(step), rate);
      }
      const { parameters } = await store.snapshot();
      close(parameters, reference());
      assert.equal((await resumed.snapshot()).parameters, parameters);
      const shown = await Promise.all(store.tensors.map((part) => part.data()));
      assert.equal(
        shown.flatMap((part) => [...part]),
        [...parameters],
      );
      assert.equal(
        store.tensors.map((part) => part.shape),
        places.map(({ shape }) => shape),
      );
      store.dispose();
      resumed.dispose();
      assert.is(memory().numTensors, before);
    });
  }
}

test.run();
