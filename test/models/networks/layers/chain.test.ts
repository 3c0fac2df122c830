// Chains of layers: the adjoint of the input against differences, and who owns which tensor. Gradients of parameters, on every
// backend: test/daemon/compute/backends/networks.test.ts.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createChain } from "@adatom/models/networks/layers/chain.ts";
import { createConvolution } from "@adatom/models/networks/layers/convolution.ts";
import { createDense } from "@adatom/models/networks/layers/dense.ts";
import type { Layer } from "@adatom/models/networks/layers/layer.ts";
import { parameterTensors } from "@adatom/models/networks/layers/parameters.ts";
import { padPeriodic } from "@adatom/models/networks/layers/periodic-padding.ts";
import { createReshape } from "@adatom/models/networks/layers/reshape.ts";
import { createTiling } from "@adatom/models/networks/layers/tiling.ts";
import { createTransposedConvolution } from "@adatom/models/networks/layers/transposed-convolution.ts";
import { memory, tensor } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";

await selectBackend("cpu");
const random = createRandom(6);

const makers: readonly ((inShape: readonly number[]) => Layer)[] = [
  (inShape) => createConvolution(inShape, { side: 3, stride: 2, channels: 3, rectifier: "crelu", borders: "periodic" }),
  (inShape) => createTransposedConvolution(inShape, { side: 4, stride: 2, channels: 2, rectifier: "relu" }),
  (inShape) => createConvolution(inShape, { side: 2, stride: 1, channels: 3, rectifier: "relu", borders: "zero" }),
  (inShape) => createTiling(inShape, 2, 1),
  (inShape) => createDense(inShape, 4, "relu", 2),
  (inShape) => createReshape(inShape, [inShape.reduce((product, size) => product * size, 1)]),
  (inShape) => createDense(inShape, 2, "none"),
];
const layers: Layer[] = [];
for (const make of makers) layers.push(make(layers.at(-1)?.outShape ?? [4, 6, 2]));
const chain = createChain(layers);
const values = Float32Array.from({ length: 2 * 48 }, () => random.normal());
const weights = [0.7, -1.2, 0.4, 1.1];
const parameters = parameterTensors(chain.places, chain.firstParameters(random));

function loss(input: Float32Array): number {
  const x = tensor(input, [2, 4, 6, 2]);
  const y = chain.run(x, parameters);
  const sum = y.dataSync<"float32">().reduce((all, v, k) => all + weights[k]! * v, 0);
  x.dispose();
  y.dispose();
  return sum;
}

test("dL/dinput through every kind of layer equals differences", async () => {
  const before = memory().numTensors;
  const x = tensor(values, [2, 4, 6, 2]);
  const adjoint = tensor(weights, [2, 2]);
  const { input, parameters: gradients } = chain.start(x, parameters).backwardToInput(adjoint);
  const found = await input.data();
  assert.equal(input.shape, x.shape);
  let largest = 0;
  for (const slope of found) largest = Math.max(largest, Math.abs(slope));
  assert.ok(largest > 0.1);
  let smooth = 0;
  for (const k of values.keys()) {
    const at = (by: number): number => loss(values.map((v, j) => (j === k ? v + by : v)));
    // Between kinks the network is linear, so the step may be long; one that meets a kink is off by a part of the step's reach.
    const [near, far] = [1e-3, 4e-3].map((h) => (at(h) - at(-h)) / (2 * h));
    // Float32's 6e-8 of a loss of order ten over the step.
    if (Math.abs(near! - far!) > 2e-3) continue;
    smooth++;
    assert.ok(Math.abs(found[k]! - near!) < 4e-3, `pixel ${k}: ${found[k]} against ${near}`);
  }
  assert.ok(smooth > values.length / 2, `${smooth} pixels of ${values.length} far from kinks`);
  for (const made of [x, adjoint, input, ...gradients]) made.dispose();
  assert.is(memory().numTensors, before);
});

test("a pass is freed by its backward pass or by hand, and cannot be used after", () => {
  const before = memory().numTensors;
  const x = tensor(values, [2, 4, 6, 2]);
  const adjoint = tensor(weights, [2, 2]);
  const used = chain.start(x, parameters);
  for (const gradient of used.backward(adjoint)) gradient.dispose();
  assert.throws(() => used.backward(adjoint), /has been freed/);
  used.dispose();
  const unused = chain.start(x, parameters);
  unused.dispose();
  assert.throws(() => unused.backward(adjoint), /has been freed/);
  x.dispose();
  adjoint.dispose();
  assert.is(memory().numTensors, before);
});

test("a forward pass that fails leaves nothing", () => {
  const before = memory().numTensors;
  const x = tensor(values.subarray(0, 90), [2, 5, 9]);
  assert.throws(() => chain.start(x, parameters));
  x.dispose();
  assert.is(memory().numTensors, before);
});

test("an image smaller than the margin around it is refused", () => {
  const x = tensor(values.subarray(0, 4), [1, 2, 2, 1]);
  assert.throws(
    () =>
      padPeriodic(x, [
        { before: 0, after: 1 },
        { before: 3, after: 0 },
      ]),
    /2 points along axis 2 is too small for a margin of 3/,
  );
  x.dispose();
});

test.run();
