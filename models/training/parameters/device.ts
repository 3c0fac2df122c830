// Parameters that stay on the backend as tensors, with Adam's means and squares: nothing but a batch goes to a GPU and
// nothing but a loss comes back. Adam is a dozen elementwise operations a tensor, which a GPU hardly notices.
import { add, dispose, div, mul, sqrt, square, sub, type Tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { type ParameterPlace, parameterTensors } from "../../networks/layers/parameters.ts";
import type { AdamSnapshot, ParameterStore } from "./store.ts";

const beta1 = 0.9;
const beta2 = 0.999;
const tiny = 1e-8;

/** @param start flat parameters, or a run's state */
export function createDeviceParameters(places: readonly ParameterPlace[], start: Float32Array | AdamSnapshot): ParameterStore {
  const state = start instanceof Float32Array ? null : start;
  let steps = state?.steps ?? 0;
  // Copies: a backend may read an array only when its tensor is first used.
  let tensors = parameterTensors(places, (state?.parameters ?? (start as Float32Array)).slice());
  const moments = (values: Float32Array | undefined): Tensor[] =>
    values ? parameterTensors(places, values.slice()) : places.map(({ shape }) => zeros([...shape]));
  let means = moments(state?.mean);
  let squares = moments(state?.square);
  const flat = async (parts: readonly Tensor[]): Promise<Float32Array> => {
    const values = await Promise.all(parts.map((part) => part.data<"float32">()));
    const all = new Float32Array(places.reduce((sum, { size }) => sum + size, 0));
    for (const [k, { offset }] of places.entries()) all.set(values[k]!, offset);
    return all;
  };
  return {
    get tensors(): readonly Tensor[] {
      return tensors;
    },
    async step(gradients, learningRate) {
      steps++;
      const rate = learningRate / (1 - beta1 ** steps);
      const rootScale = 1 / Math.sqrt(1 - beta2 ** steps);
      const old = [...tensors, ...means, ...squares, ...gradients];
      const next = places.map((_, k) =>
        tidy(() => {
          const g = gradients[k]!;
          const mean = add(mul(means[k]!, beta1), mul(g, 1 - beta1));
          const spread = add(mul(squares[k]!, beta2), mul(square(g), 1 - beta2));
          const parameter = sub(tensors[k]!, div(mul(mean, rate), add(mul(sqrt(spread), rootScale), tiny)));
          return { parameter, mean, spread };
        }),
      );
      tensors = next.map(({ parameter }) => parameter);
      means = next.map(({ mean }) => mean);
      squares = next.map(({ spread }) => spread);
      dispose(old);
    },
    snapshot: async () => ({ parameters: await flat(tensors), mean: await flat(means), square: await flat(squares), steps }),
    dispose: () => dispose([...tensors, ...means, ...squares]),
  };
}
