// The hand-written network step, on tensors and in its kernel, against the plain float64 network and differences of it.
// time limit: 300 s, which the software GPU of npm run test:native takes on a busy machine.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { type Activation, activations } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { createNetworkEvaluator, type Layer } from "@adatom/models/networks/behler-parrinello/network.ts";
import { networkStep, parameterCount } from "@adatom/models/training/network-step.ts";
import { tensorNetworkStep } from "@adatom/models/training/tensor-network-step.ts";
import { memory } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { presentBackends } from "../../conformance/present-backends.ts";

const inputSize = 5;
const rows = 7;
const random = createRandom(3);
const draw = (size: number): Float64Array => Float64Array.from({ length: size }, () => random.normal());
const inputs = draw(rows * inputSize);
const e = draw(rows);
const v = draw(rows * inputSize);
// A diagonal transform: what the evaluator's `scale` does.
const scale = draw(inputSize);
const transform = new Float64Array(inputSize * inputSize);
for (let d = 0; d < inputSize; d++) transform[d * (inputSize + 1)] = scale[d]!;

/** Layer upon layer of these leaves float32's range unless weights are small. */
const growing: readonly Activation[] = ["exponential", "harmonic"];

/** sum_a e_a E_a + <V_a, dE_a/dG> in float64. */
function reference(
  activation: Activation,
  hidden: readonly number[],
  parameters: Float64Array,
): { value: number; energies: number[]; gradients: number[] } {
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

/** The step as every backend takes it, and on WebAssembly's tensors where that takes the kernel. */
const ways = [
  ...(await presentBackends()).map((backend) => ({ name: backend, backend, step: networkStep })),
  { name: "tensors on wasm", backend: "wasm", step: tensorNetworkStep },
];

for (const { name, backend, step: take } of ways) {
  for (const activation of activations) {
    for (const hidden of [[], [6], [6, 4], [5, 4, 3]]) {
      test(`${name}, ${activation}, hidden [${hidden}]: energies, input gradients, weight gradient; no tensor left`, async () => {
        await selectBackend(backend);
        const shape = { inputSize, columns: inputSize, hidden, activation, transform };
        const parameters = draw(parameterCount(shape)).map((w) => (growing.includes(activation) ? 0.2 : 0.6) * w);
        const before = memory().numTensors;
        const step = await take(shape, parameters, Float32Array.from(inputs));
        const gradient = await step.backward(Float32Array.from(e), Float32Array.from(v));
        const expected = reference(activation, hidden, parameters);
        // Float32 with some tens of additions of numbers up to 10: 1e-5 relative, with room for the steeper of them.
        // WGSL grants cosines an absolute error of 2^-11 (5e-4), and layers and derivatives multiply it.
        const tolerance = backend === "webgpu" && activation === "cosine" ? 5e-3 : 1e-4;
        const close = (actual: number, wanted: number, what: string): void =>
          assert.ok(Math.abs(actual - wanted) < tolerance * Math.max(1, Math.abs(wanted)), `${what}: ${actual} against ${wanted}`);
        for (let a = 0; a < rows; a++) close(step.energies[a]!, expected.energies[a]!, "energy");
        for (let k = 0; k < rows * inputSize; k++) close(step.gradients[k]!, expected.gradients[k]!, "input gradient");
        for (let k = 0; k < parameters.length; k++) {
          const at = (by: number): number => {
            const moved = parameters.slice();
            moved[k]! += by;
            return reference(activation, hidden, moved).value;
          };
          close(gradient[k]!, (at(1e-5) - at(-1e-5)) / 2e-5, `weight ${k}`);
        }
        step.dispose();
        step.dispose();
        assert.is(memory().numTensors, before);
      });
    }
  }
}

test.run();
