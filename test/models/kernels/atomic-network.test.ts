// The network kernel against the plain evaluator: energies and gradients for every activation it has, odd and even widths.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createNetworkKernel } from "@adatom/models/kernels/atomic-network.ts";
import { type Activation, activations } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { createNetworkEvaluator, type Network } from "@adatom/models/networks/behler-parrinello/network.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

function randomNetwork(activation: Activation, sizes: readonly number[]): Network {
  const random = createRandom(sizes.length + sizes[0]!);
  const numbers = (length: number, scale: number): Float64Array => Float64Array.from({ length }, () => scale * (random.uniform() - 0.5));
  return {
    activation,
    centre: numbers(sizes[0]!, 1),
    scale: numbers(sizes[0]!, 4),
    layers: sizes.slice(1).map((width, l) => ({ weights: numbers(sizes[l]! * width, 2), biases: numbers(width, 1) })),
    energyOffset: -3,
    outputScale: 1.7,
  };
}

const withKernel: readonly Activation[] = ["tanh", "linear", "sigmoid", "reversed-sigmoid", "scaled-tanh", "twisted-tanh", "softplus"];
const architectures = [
  [42, 24, 24, 1],
  [27, 25, 25, 1],
  [1, 1, 1],
  [5, 1],
  [8, 3, 2, 7, 1],
];

for (const form of ["plain", "relaxed"] as const) {
  for (const activation of withKernel) {
    test(`${activation}: the ${form} form equals the plain evaluator`, () => {
      const random = createRandom(5);
      for (const sizes of architectures) {
        const network = randomNetwork(activation, sizes);
        const [kernel, plain] = [createNetworkKernel(network, form)!, createNetworkEvaluator(network)];
        const [found, expected] = [new Float64Array(sizes[0]!), new Float64Array(sizes[0]!)];
        // The last inputs drive the activations to their ends.
        for (const size of [1, 1, 3, 1000]) {
          const values = Float64Array.from(found, () => size * (random.uniform() - 0.5));
          const energy = plain(values, expected);
          // Sums of some thousand products; linear networks let the largest inputs grow to 1e6.
          const scale = Math.max(1, Math.abs(energy), ...expected.map(Math.abs));
          assert.ok(Math.abs(kernel(values) - energy) < 1e-12 * scale, `energy of ${sizes}`);
          assert.ok(Math.abs(kernel(values, found) - energy) < 1e-12 * scale);
          for (const [d, slope] of expected.entries()) assert.ok(Math.abs(found[d]! - slope) < 1e-11 * scale, `slope ${d} of ${sizes}`);
        }
      }
    });
  }
}

test("networks do not disturb each other, and other activations have no kernel", () => {
  const networks = [randomNetwork("tanh", [6, 4, 1]), randomNetwork("tanh", [7, 4, 1])];
  const kernels = networks.map((network) => createNetworkKernel(network)!);
  const values = Float64Array.of(1, 2, 3, 4, 5, 6, 7);
  const first = kernels.map((kernel) => kernel(values));
  assert.equal(
    kernels.map((kernel) => kernel(values)),
    first,
  );
  assert.is.not(first[0], first[1]);
  for (const activation of activations)
    assert.is(createNetworkKernel(randomNetwork(activation, [3, 2, 1])) !== undefined, withKernel.includes(activation), activation);
});

test.run();
