// Our own kernels on WASM at sizes where their pieces matter: many patches, and more than one piece of them.
// (Values against float64 loops at small sizes: tensor-operations.test.ts.)
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { gatherPatches, gatherPatchesTransposed, scatterPatches } from "@adatom/daemon/compute/backends/wasm-kernels/patches.ts";
import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";

const geometry = {
  batch: 2,
  inSize: [3, 4, 5],
  inChannels: 2,
  outSize: [2, 2, 3],
  outChannels: 1,
  filterSize: [2, 3, 3],
  stride: [2, 2, 2],
  dilation: [1, 1, 1],
  padding: [0, 1, 1],
} as const;
const wave = (length: number): Float32Array => Float32Array.from({ length }, (_, k) => Math.sin(1.3 * k));

test("scattering patches is the transpose of gathering them: <gather x, m> = <x, scatter m>", () => {
  for (const dilation of [
    [1, 1, 1],
    [1, 2, 2],
  ] as const) {
    const one = { ...geometry, dilation };
    const x = wave(2 * 3 * 4 * 5 * 2);
    const rows = 2 * 2 * 2 * 3;
    const columns = 2 * 3 * 3 * 2;
    const m = wave(rows * columns);
    const gathered = new Float32Array(rows * columns);
    gatherPatches(one, x, 0, rows, gathered);
    const scattered = new Float32Array(x.length);
    scatterPatches(one, m, 0, rows, scattered);
    const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, v, k) => sum + v * b[k]!, 0);
    // Float32 sums of at most 18 numbers below 1 in the scattering.
    assert.ok(Math.abs(dot(gathered, m) - dot(x, scattered)) < 1e-4);
    // Any run of rows is the same part of the whole.
    const part = new Float32Array(5 * columns);
    gatherPatches(one, x, 7, 5, part);
    assert.equal(part, gathered.slice(7 * columns, 12 * columns));
    // Transposed, by whole lines of three.
    const turned = new Float32Array(6 * columns);
    gatherPatchesTransposed(one, x, 9, 6, turned);
    for (let k = 0; k < columns; k++) for (let row = 0; row < 6; row++) assert.is(turned[k * 6 + row], gathered[(9 + row) * columns + k]);
  }
});

test("a convolution in several pieces has the gradients of its definition: <C(x, f), y> = <x, B> = <f, F>", async () => {
  await selectBackend("wasm");
  const before = tf.memory().numTensors;
  // 2 x 16^3 positions of 4^3 x 16 numbers: twice the numbers held at once.
  const { dots } = tf.tidy(() => {
    const x = tf.tensor(wave(2 * 32 ** 3 * 16), [2, 32, 32, 32, 16]) as tf.Tensor5D;
    const f = tf.tensor(wave(4 ** 3 * 16 * 4), [4, 4, 4, 16, 4]) as tf.Tensor5D;
    const y = tf.tensor(wave(2 * 16 ** 3 * 4), [2, 16, 16, 16, 4]);
    const attrs = { strides: [2, 2, 2], pad: "same" };
    const c = tf.conv3d(x, f, 2, "same");
    const b = tf.engine().runKernel(tf.Conv3DBackpropInputV2, { dy: y, filter: f }, { ...attrs, inputShape: x.shape }) as tf.Tensor;
    const w = tf.engine().runKernel(tf.Conv3DBackpropFilterV2, { x, dy: y }, { ...attrs, filterShape: f.shape }) as tf.Tensor;
    const pairs = [
      [c, y],
      [x, b],
      [f, w],
    ] as const;
    return {
      dots: pairs.map(([one, other]) => {
        const [p, q] = [one.dataSync<"float32">(), other.dataSync<"float32">()];
        return p.reduce((sum, v, k) => sum + v * q[k]!, 0);
      }),
    };
  });
  assert.is(tf.memory().numTensors, before);
  const scale = Math.max(...dots.map(Math.abs));
  // Float32 in sums of 1024 to 8192 numbers that cancel: 1e-5 of what the sums were of.
  for (const dot of dots) assert.ok(Math.abs(dot - dots[0]!) < 1e-4 * scale, `${dots}`);
});

test.run();
