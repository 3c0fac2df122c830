// One training step of a direct force network: mean squared error of force components over a batch of atoms.
import { mean, mul, square, sub, type Tensor, tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { Chain } from "../networks/layers/chain.ts";
import type { LossGradient } from "./loss-gradient.ts";
import type { ParameterStore } from "./parameters/store.ts";

/** Inputs and forces as the network has them (direct-force/model.ts scales both): rows x inputs, rows x 3. */
export interface DirectForceBatch {
  readonly inputs: Float32Array;
  readonly forces: Float32Array;
}

export async function directForceGradient(network: Chain, parameters: readonly Tensor[], batch: DirectForceBatch): Promise<LossGradient> {
  const rows = batch.forces.length / 3;
  const inputs = tensor2d(batch.inputs, [rows, network.inShape[0]!]);
  const pass = network.start(inputs, parameters);
  const [loss, adjoint] = tidy(() => {
    const residual = sub(pass.output, tensor2d(batch.forces, [rows, 3]));
    return [mean(square(residual)), mul(residual, 2 / batch.forces.length)] as const;
  });
  try {
    const gradients = pass.backward(adjoint);
    return { loss: (await loss.data())[0]!, gradients };
  } finally {
    pass.dispose();
    for (const made of [inputs, loss, adjoint]) made.dispose();
  }
}

/** @returns the loss before the step */
export async function directForceStep(
  network: Chain,
  store: ParameterStore,
  batch: DirectForceBatch,
  learningRate: number,
): Promise<number> {
  const { loss, gradients } = await directForceGradient(network, store.tensors, batch);
  await store.step(gradients, learningRate);
  return loss;
}
