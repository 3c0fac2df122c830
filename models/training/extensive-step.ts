// One training step of an extensive network: mean squared error of the sums over tiles, so that the network itself learns
// not to count twice what lies in several tiles' contexts.
import { add, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { type ExtensiveNetwork, sumTiles } from "../networks/extensive/network.ts";
import type { Images } from "../networks/extensive/tiles.ts";
import type { LossGradient } from "./loss-gradient.ts";
import type { ParameterStore } from "./parameters/store.ts";

/** @param targets one an image, in the network's unit. Batches that would need too much memory are taken in pieces. */
export async function extensiveGradient(
  network: ExtensiveNetwork,
  parameters: readonly Tensor[],
  images: Images,
  targets: Float64Array,
): Promise<LossGradient> {
  let loss = 0;
  let gradients: Tensor[] | null = null;
  const most = network.imagesAtOnce(images.sizes);
  for (let first = 0; first < images.count; first += most) {
    const count = Math.min(most, images.count - first);
    const { chain, input } = network.prepare(images, first, count);
    const pass = chain.start(input, parameters);
    try {
      const contributions = await pass.output.data<"float32">();
      const tiles = contributions.length / count;
      // dL/dcontribution: every tile of an image counts the same.
      const adjoint = new Float32Array(contributions.length);
      for (const [n, sum] of sumTiles(contributions, count).entries()) {
        const residual = sum - targets[first + n]!;
        loss += (residual * residual) / images.count;
        adjoint.fill((2 * residual) / images.count, n * tiles, (n + 1) * tiles);
      }
      const above = tensor(adjoint, pass.output.shape);
      const found = pass.backward(above);
      above.dispose();
      const before: Tensor[] | null = gradients;
      gradients = before ? found.map((part, k) => add(part, before[k]!)) : found;
      if (before) for (const part of [...before, ...found]) part.dispose();
    } finally {
      pass.dispose();
      input.dispose();
    }
  }
  if (!gradients) throw new RangeError("a training step needs an image");
  return { loss, gradients };
}

/** @returns the loss before the step */
export async function extensiveStep(
  network: ExtensiveNetwork,
  store: ParameterStore,
  images: Images,
  targets: Float64Array,
  learningRate: number,
): Promise<number> {
  const { loss, gradients } = await extensiveGradient(network, store.tensors, images, targets);
  await store.step(gradients, learningRate);
  return loss;
}
