// The networks of structure-energy models over the descriptors of many atoms: dense layers by matrix products, convolutions of one
// value by pieces, against both taken value by value. (Its descriptors are plain loops: test/models/descriptors/trainable.)
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { type Architecture, createAtomNetwork, descriptorSize } from "@adatom/models/networks/structure-energy/architecture.ts";
import type { ConformanceCase, Results } from "../suite/case.ts";

const rows = 200;
const base = { radial: 4, angular: 3, reach: 4.6, angularReach: 3.9 };
const architectures: readonly Architecture[] = [
  { ...base, network: "mlp", widths: [12, 8] },
  { ...base, network: "mlp", widths: [31, 17, 5] },
  { ...base, network: "cnn", widths: [4, 6] },
  { ...base, network: "cnn", widths: [5, 9, 7] },
];

/** Dense layers one after the other, each with weights row by output, then biases; what is below zero is cut off, except in `linear`. */
function through(parameters: Float64Array, inputs: readonly number[], widths: readonly number[], linear?: number) {
  let at = 0;
  let x = inputs;
  for (const [l, width] of widths.entries()) {
    const [before, weights, biases] = [x, at, at + width * x.length];
    x = Array.from({ length: width }, (_, k) => {
      const sum = before.reduce((total, value, d) => total + parameters[weights + k * before.length + d]! * value, parameters[biases + k]!);
      return l === linear ? sum : Math.max(0, sum);
    });
    at = biases + width;
  }
  return { values: x, next: at };
}

function plainEnergy({ network, widths }: Architecture, parameters: Float64Array, inputs: readonly number[]): number {
  if (network === "mlp") return through(parameters, inputs, [...widths, 1], widths.length).values[0]!;
  // Every value goes through the same layers; a readout of all channels of all values, and its bias.
  let sum = parameters.at(-1)!;
  for (const [d, x] of inputs.entries()) {
    const { values, next } = through(parameters, [x], widths);
    for (const [c, value] of values.entries()) sum += parameters[next + d * values.length + c]! * value;
  }
  return sum;
}

export const structureEnergyCases: readonly ConformanceCase[] = architectures.map((architecture) => {
  const size = descriptorSize(architecture);
  const network = createAtomNetwork(architecture);
  const random = createRandom(3);
  const parameters = network.firstParameters(random);
  const inputs = Float64Array.from({ length: size * rows }, () => 1.5 * random.normal());
  const alongInputs = inputs.map((_, k) => Math.sin(1.9 * k));
  const alongParameters = parameters.map((_, k) => Math.sin(2.3 * k + 0.7));
  const results = (energies: Float64Array, slopes: readonly number[]): Results => [
    { quantity: "energies of many atoms' networks", values: energies },
    { quantity: "slopes of their sum", values: slopes },
  ];
  const plain = (weights: Float64Array, x: Float64Array): Float64Array =>
    Float64Array.from({ length: rows }, (_, r) => plainEnergy(architecture, weights, [...x.subarray(r * size, (r + 1) * size)]));
  return {
    subject: "structure-energy network",
    name: `${architecture.network}, ${architecture.widths.join("-")}`,
    covers: ["networks/structure-energy"],
    reference() {
      const step = 1e-6;
      const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
      const moved = (values: Float64Array, along: Float64Array, by: number): Float64Array => values.map((v, k) => v + by * along[k]!);
      const ofInputs = [step, -step].map((by) => sum(plain(parameters, moved(inputs, alongInputs, by))));
      const ofParameters = [step, -step].map((by) => sum(plain(moved(parameters, alongParameters, by), inputs)));
      return results(
        plain(parameters, inputs),
        [ofInputs, ofParameters].map(([ahead, behind]) => (ahead! - behind!) / (2 * step)),
      );
    },
    onProcessor() {
      const energies = new Float64Array(rows);
      const inputGradient = new Float64Array(inputs.length);
      const parameterGradient = new Float64Array(network.parameterCount);
      network.evaluate(parameters, inputs, rows, { energies, inputGradient, parameterGradient });
      const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
      return results(energies, [dot(inputGradient, alongInputs), dot(parameterGradient, alongParameters)]);
    },
  };
});
