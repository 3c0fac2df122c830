// One training step of a voxel autoencoder: mean squared error between images and what is made of their vectors.
import { mean, mul, square, sub, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import type { VoxelAutoencoder } from "../networks/voxel-autoencoder/network.ts";
import type { LossGradient } from "./loss-gradient.ts";
import type { ParameterStore } from "./parameters/store.ts";

/** @param images count x side^3 x channels */
export async function voxelAutoencoderGradient(
  { whole }: VoxelAutoencoder,
  parameters: readonly Tensor[],
  images: Float32Array,
): Promise<LossGradient> {
  const each = whole.inShape.reduce((product, size) => product * size, 1);
  const input = tensor(images, [images.length / each, ...whole.inShape]);
  const pass = whole.start(input, parameters);
  const [loss, adjoint] = tidy(() => {
    const residual = sub(pass.output, input);
    return [mean(square(residual)), mul(residual, 2 / images.length)] as const;
  });
  try {
    const gradients = pass.backward(adjoint);
    return { loss: (await loss.data())[0]!, gradients };
  } finally {
    pass.dispose();
    for (const made of [input, loss, adjoint]) made.dispose();
  }
}

/** @returns the loss before the step */
export async function voxelAutoencoderStep(
  network: VoxelAutoencoder,
  store: ParameterStore,
  images: Float32Array,
  learningRate: number,
): Promise<number> {
  const { loss, gradients } = await voxelAutoencoderGradient(network, store.tensors, images);
  await store.step(gradients, learningRate);
  return loss;
}
