// A voxel autoencoder learns to give back images of atoms; encoder and decoder apart are the whole; the file comes back.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { decodeSafetensors, encodeSafetensors } from "@adatom/models/formats/safetensors.ts";
import { createRasteriser } from "@adatom/models/kernels/gaussian-image.ts";
import { parameterTensors } from "@adatom/models/networks/layers/parameters.ts";
import { voxelAutoencoderFromSafetensors, voxelAutoencoderToSafetensors } from "@adatom/models/networks/voxel-autoencoder/model.ts";
import { atomImageShape, createVoxelAutoencoder } from "@adatom/models/networks/voxel-autoencoder/network.ts";
import { createHostParameters } from "@adatom/models/training/parameters/host.ts";
import { voxelAutoencoderStep } from "@adatom/models/training/voxel-autoencoder-step.ts";
import { dispose, memory, tensor } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";

await selectBackend("wasm");
const shape = { ...atomImageShape(16, 32), widths: [8, 16, 16] };
const rasterise = createRasteriser();

/** One atom somewhere around the middle of a box. */
function images(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const all = new Float32Array(count * 16 ** 3);
  for (let n = 0; n < count; n++) {
    const positions = Float64Array.from({ length: 3 }, () => 2 + 4 * random.uniform());
    all.set(
      rasterise(positions, Float64Array.of(1), { points: [16, 16, 16], lengthsAngstrom: [8, 8, 8] }, { gammaAngstrom: 1.2 }),
      n * 16 ** 3,
    );
  }
  return all;
}

test("images of an atom that were never seen are given back", async () => {
  const before = memory().numTensors;
  const network = createVoxelAutoencoder(shape);
  const store = createHostParameters(network.whole.places, network.whole.firstParameters(createRandom(1)));
  for (let step = 0; step < 200; step++) await voxelAutoencoderStep(network, store, images(8, 100 + step), 3e-3);
  const unseen = images(4, 1);
  const x = tensor(unseen, [4, 16, 16, 16, 1]);
  const parts = network.partition(store.tensors);
  const vectors = network.encoder.run(x, parts.encoder);
  assert.equal(vectors.shape, [4, 32]);
  const y = network.decoder.run(vectors, parts.decoder);
  const whole = network.whole.run(x, store.tensors);
  const [back, again] = [await y.data(), await whole.data()];
  let error = 0;
  let size = 0;
  const mean = unseen.reduce((sum, v) => sum + v, 0) / unseen.length;
  for (const [k, v] of unseen.entries()) {
    error += (back[k]! - v) ** 2;
    size += (v - mean) ** 2;
    assert.ok(Math.abs(back[k]! - again[k]!) < 1e-6);
  }
  // Seconds of training: most of the variance of images that are not in the training set.
  assert.ok(error < 0.3 * size, `${error / size} of the variance is left`);
  dispose([x, vectors, y, whole]);
  const { parameters } = await store.snapshot();
  const stored = decodeSafetensors(encodeSafetensors(voxelAutoencoderToSafetensors({ shape, parameters })));
  assert.equal(voxelAutoencoderFromSafetensors(stored).parameters, parameters);
  assert.equal(voxelAutoencoderFromSafetensors(stored).shape, shape);
  store.dispose();
  assert.is(memory().numTensors, before);
});

test("the paper's size: 64^3 halved four times, and refused where it cannot be halved", () => {
  const network = createVoxelAutoencoder(atomImageShape());
  assert.equal(network.encoder.outShape, [4, 4, 4, 64]);
  assert.equal(network.whole.outShape, [64, 64, 64, 1]);
  assert.equal(parameterTensors([], new Float32Array(0)), []);
  assert.throws(() => createVoxelAutoencoder({ ...atomImageShape(), side: 20 }), /stride of 2 does not divide its input's size of 5/);
});

test.run();
