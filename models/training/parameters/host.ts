// Parameters kept in the processor's memory: a step reads the gradients there, makes one pass over all numbers in a kernel,
// and hands new tensors to the backend. For backends on the processor; a GPU's are better kept there (device.ts).
import { dispose, type Tensor } from "@tensorflow/tfjs-core";
import { createAdamMachine } from "../../kernels/adam-step.ts";
import { type ParameterPlace, parameterTensors } from "../../networks/layers/parameters.ts";
import { readInto } from "./read-into.ts";
import type { AdamSnapshot, ParameterStore } from "./store.ts";

/** @param start flat parameters, or a run's state */
export function createHostParameters(places: readonly ParameterPlace[], start: Float32Array | AdamSnapshot): ParameterStore {
  const state = start instanceof Float32Array ? null : start;
  const machine = createAdamMachine((state?.parameters ?? (start as Float32Array)).length);
  machine.parameters.set(state?.parameters ?? (start as Float32Array));
  if (state) {
    machine.mean.set(state.mean);
    machine.square.set(state.square);
    machine.steps = state.steps;
  }
  // Tensors may share the machine's memory: they are replaced in the same step that changes it.
  let tensors = parameterTensors(places, machine.parameters);
  return {
    get tensors(): readonly Tensor[] {
      return tensors;
    },
    async step(gradients, learningRate) {
      try {
        for (const [k, { offset, size }] of places.entries())
          await readInto(gradients[k]!, machine.gradient.subarray(offset, offset + size));
      } finally {
        dispose([...gradients]);
      }
      machine.step(learningRate);
      dispose(tensors);
      tensors = parameterTensors(places, machine.parameters);
    },
    snapshot: async () => ({
      parameters: machine.parameters.slice(),
      mean: machine.mean.slice(),
      square: machine.square.slice(),
      steps: machine.steps,
    }),
    dispose: () => dispose(tensors),
  };
}
