// Our own kernels in the WASM backend at sizes where they take over and are split among threads.
// (Values against float64 loops at small sizes: tensor-operations.test.ts.)
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { soloTeam, useTeam } from "@adatom/models/kernels/team/team.ts";
import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";

const wave = (length: number): Float32Array => Float32Array.from({ length }, (_, k) => Math.sin(1.3 * k));

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

/** A product that is ours and one that is too small for that, and a training step of a small convolution. */
async function worked(): Promise<Float32Array[]> {
  await selectBackend("wasm");
  const made = tf.tidy(() => {
    const a = tf.tensor(wave(150 * 97), [150, 97]) as tf.Tensor2D;
    const b = tf.tensor(wave(97 * 70), [97, 70]) as tf.Tensor2D;
    const bias = tf.tensor(wave(70), [70]) as tf.Tensor1D;
    const images = tf.tensor(wave(2 * 24 * 20 * 8), [2, 24, 20, 8]) as tf.Tensor4D;
    const filter = tf.tensor(wave(9 * 8 * 16), [3, 3, 8, 16]) as tf.Tensor4D;
    const batch = [tf.tensor(wave(2 * 150 * 97), [2, 150, 97]), b] as const;
    return [
      tf.matMul(a, b),
      tf.matMul(tf.transpose(a), b, true, false),
      tf.matMul(a, tf.transpose(b), false, true),
      tf.matMul(tf.transpose(a), tf.transpose(b), true, true),
      tf.fused.matMul({ a, b, bias }),
      tf.fused.matMul({ a, b, bias, activation: "relu" }),
      tf.matMul(...batch),
      tf.matMul(tf.slice(a, [0, 0], [3, 97]), b),
      tf.conv2d(images, filter, 2, "same"),
      tf.conv2d(images, filter, 1, "same", "NHWC", 2),
    ];
  });
  const values = await Promise.all(made.map(async (tensor) => (await tensor.data()) as Float32Array));
  tf.dispose(made);
  return values;
}

test("products by four ways of lying, biases, batches: the same numbers", async () => {
  const [plain, ...others] = (await worked()) as [Float32Array, ...Float32Array[]];
  for (const turned of others.slice(0, 3)) assert.equal(turned, plain);
  const bias = wave(70);
  // The bias comes first in one sum and last in the other: float32 sums of 97 numbers below 1.
  assert.ok(others[3]!.every((v, k) => Math.abs(v - plain[k]! - bias[k % 70]!) < 1e-5));
  assert.ok(others[4]!.every((v, k) => Math.abs(v - Math.max(0, plain[k]! + bias[k % 70]!)) < 1e-5));
  assert.equal(others[5]!.subarray(0, plain.length), plain);
  assert.ok(others[6]!.every((v, k) => Math.abs(v - plain[k]!) < 1e-5));
});

test("three threads give the bits that one gives, and the backend says how many there are", async () => {
  const alone = await worked();
  useTeam(createTeam(3));
  try {
    assert.match((await selectBackend("wasm")).description, /3 threads/);
    assert.equal(await worked(), alone);
  } finally {
    useTeam(soloTeam);
  }
  assert.match((await selectBackend("wasm")).description, /one thread/);
});

test.run();
