// The network of one atom in its kernel: energy and gradient for every activation that it has, odd and even widths.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createNetworkKernel } from "@adatom/models/kernels/atomic-network.ts";
import type { Activation } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { createNetworkEvaluator, type Network, type NetworkEvaluator } from "@adatom/models/networks/behler-parrinello/network.ts";
import type { ConformanceCase, Result } from "../suite/case.ts";
import { largest } from "../suite/compare.ts";

export function randomNetwork(activation: Activation, sizes: readonly number[]): Network {
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

export const kernelActivations: readonly Activation[] = [
  ...(["tanh", "linear", "sigmoid", "reversed-sigmoid", "scaled-tanh", "twisted-tanh", "softplus"] as const),
];
const architectures = [
  [42, 24, 24, 1],
  [27, 25, 25, 1],
  [1, 1, 1],
  [5, 1],
  [8, 3, 2, 7, 1],
];

/** The last inputs drive the activations to their ends. */
const sizesOfInputs = [1, 1, 3, 1000];

function results(evaluate: NetworkEvaluator, sizes: readonly number[], alsoAlone: boolean): Result[] {
  const random = createRandom(5);
  return sizesOfInputs.flatMap((size): Result[] => {
    const values = Float64Array.from({ length: sizes[0]! }, () => size * (random.uniform() - 0.5));
    const gradient = new Float64Array(sizes[0]!);
    const energy = evaluate(values, gradient);
    const scale = Math.max(1, Math.abs(energy), largest(gradient));
    return [
      // With its gradient and without.
      { quantity: "energy of a network", values: [energy, alsoAlone ? evaluate(values) : energy], scale },
      { quantity: "slopes of a network", values: gradient, scale },
    ];
  });
}

export const atomicNetworkCases: readonly ConformanceCase[] = kernelActivations.flatMap((activation) =>
  architectures.map((sizes) => {
    const network = randomNetwork(activation, sizes);
    return {
      subject: "network of an atom",
      name: `${activation}, ${sizes.join("-")}`,
      covers: ["kernels/atomic-network/"],
      reference: () => results(createNetworkEvaluator(network), sizes, false),
      onProcessor: ({ form }) => results(createNetworkKernel(network, form)!, sizes, true),
    };
  }),
);
