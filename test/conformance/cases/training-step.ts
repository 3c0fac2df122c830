// The step of a Behler-Parrinello network in training: energies, input gradients, and the weight gradient of a loss of both, through
// every activation; on tensors, and in its kernel.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createNetworkStepKernel } from "@adatom/models/kernels/network-step.ts";
import { type Activation, activations } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { createNetworkEvaluator, type Layer } from "@adatom/models/networks/behler-parrinello/network.ts";
import { type NetworkShape, type NetworkStep, parameterCount } from "@adatom/models/training/network-step.ts";
import { tensorNetworkStep } from "@adatom/models/training/tensor-network-step.ts";
import type { ConformanceCase, Results } from "../suite/case.ts";

const random = createRandom(3);
const draw = (size: number): Float64Array => Float64Array.from({ length: size }, () => random.normal());
const [inputSize, rows] = [5, 7];
const inputs = draw(rows * inputSize);
const e = draw(rows);
const v = draw(rows * inputSize);
// A diagonal transform: what the evaluator's `scale` does.
const scale = draw(inputSize);
const transform = new Float64Array(inputSize * inputSize);
for (let d = 0; d < inputSize; d++) transform[d * (inputSize + 1)] = scale[d]!;
/** Layer upon layer of these leaves float32's range unless weights are small. */
const growing: readonly Activation[] = ["exponential", "harmonic"];

/** Energies and input gradients, and sum_a e_a E_a + <V_a, dE_a/dG>, in float64. */
function plainStep(activation: Activation, hidden: readonly number[], parameters: Float64Array) {
  const layers: Layer[] = [];
  let offset = 0;
  let width = inputSize;
  for (const size of [...hidden, 1]) {
    layers.push({
      weights: parameters.subarray(offset, offset + width * size),
      biases: parameters.subarray(offset + width * size, offset + (width + 1) * size),
    });
    offset += (width + 1) * size;
    width = size;
  }
  const network = createNetworkEvaluator({ activation, layers, energyOffset: 0, centre: new Float64Array(inputSize), scale });
  let value = 0;
  const energies: number[] = [];
  const gradients: number[] = [];
  for (let a = 0; a < rows; a++) {
    const gradient = new Float64Array(inputSize);
    // Inputs are after the transform; the evaluator scales by itself.
    const raw = inputs.slice(a * inputSize, (a + 1) * inputSize).map((x, d) => x / scale[d]!);
    energies.push(network(raw, gradient));
    gradients.push(...gradient);
    value += e[a]! * energies[a]!;
    for (let d = 0; d < inputSize; d++) value += v[a * inputSize + d]! * gradient[d]!;
  }
  return { value, energies, gradients };
}

function stepCase(activation: Activation, hidden: readonly number[]): ConformanceCase {
  const shape: NetworkShape = { inputSize, columns: inputSize, hidden, activation, transform };
  const parameters = draw(parameterCount(shape)).map((w) => (growing.includes(activation) ? 0.2 : 0.6) * w);
  const quantity = activation === "cosine" ? "the same through cosines" : "energies and gradients of a training step";
  const results = (...parts: readonly ArrayLike<number>[]): Results => parts.map((values) => ({ quantity, values }));
  const finished = async (step: NetworkStep): Promise<Results> => {
    const weights = await step.backward(Float32Array.from(e), Float32Array.from(v));
    const found = results(step.energies.slice(), step.gradients.slice(), weights);
    step.dispose();
    // A second time is no harm.
    step.dispose();
    return found;
  };
  return {
    subject: "training step of a network",
    name: `${activation}, hidden [${hidden}]`,
    covers: ["networks/behler-parrinello", "networks/atomic-network", "kernels/network-step/"],
    reference() {
      const { energies, gradients } = plainStep(activation, hidden, parameters);
      // Weights by central differences: right to 1e-9.
      const weights = parameters.map((_, k) => {
        const at = (by: number): number =>
          plainStep(
            activation,
            hidden,
            parameters.map((w, p) => (p === k ? w + by : w)),
          ).value;
        return (at(1e-5) - at(-1e-5)) / 2e-5;
      });
      return results(energies, gradients, weights);
    },
    onTensors: async () => finished(await tensorNetworkStep(shape, parameters, Float32Array.from(inputs))),
    // Networks without a hidden layer are left to tensors.
    ...(hidden.length > 0 && {
      async onProcessor({ form }) {
        const step = createNetworkStepKernel(form)?.step(shape, parameters, Float32Array.from(inputs));
        if (!step) throw new Error("it is not the kernel's work");
        return finished(step);
      },
    }),
  };
}

export const trainingStepCases: readonly ConformanceCase[] = activations.flatMap((activation) =>
  [[], [6], [6, 4], [5, 4, 3]].map((hidden) => stepCase(activation, hidden)),
);
