// Kernels and tensors of training: products of stored derivatives, the step of a Behler-Parrinello network, Adam, a Kalman filter's
// covariance.
import { expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { createStructureDescriber } from "@adatom/models/descriptors/structure-describer.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createAdamMachine } from "@adatom/models/kernels/adam-step.ts";
import { type Covariance, createCovariance } from "@adatom/models/kernels/covariance.ts";
import { createDerivativeProducts, type DerivativeProducts } from "@adatom/models/kernels/derivative-products.ts";
import { createNetworkStepKernel } from "@adatom/models/kernels/network-step.ts";
import { type Activation, activations } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { createNetworkEvaluator, type Layer } from "@adatom/models/networks/behler-parrinello/network.ts";
import type { ParameterPlace } from "@adatom/models/networks/layers/parameters.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { adamStep, createAdam } from "@adatom/models/training/adam.ts";
import { type DescriptorSample, prepareSample, type SamplePlace } from "@adatom/models/training/descriptor-sample.ts";
import { type NetworkShape, type NetworkStep, parameterCount } from "@adatom/models/training/network-step.ts";
import { createDeviceParameters } from "@adatom/models/training/parameters/device.ts";
import { createHostParameters } from "@adatom/models/training/parameters/host.ts";
import { plainContractForces, plainPullBackResiduals } from "@adatom/models/training/plain-products.ts";
import { tensorNetworkStep } from "@adatom/models/training/tensor-network-step.ts";
import { tensor } from "@tensorflow/tfjs-core";
import { diamond, displaced } from "../structures.ts";
import type { ConformanceCase, Processor, Result, Results } from "../suite/case.ts";
import { largest } from "../suite/compare.ts";

/** Two elements, odd and even numbers of functions. */
const describer = createStructureDescriber(
  [
    {
      atomicNumber: 8,
      config: { radial: { cutoff: 5, eta: [0.1, 1, 3] }, angular: { cutoff: 4.2, eta: [0.1], zeta: [1], lambda: [1] as (1 | -1)[] } },
    },
    {
      atomicNumber: 14,
      config: { radial: { cutoff: 4.6, eta: [0.2] }, angular: { kind: "G5" as const, cutoff: 4.6, eta: [0.1, 0.3], zeta: [1, 4] } },
    },
  ].map(({ atomicNumber, config }) => ({
    atomicNumber,
    functions: expandDescriptors(config, [8, 14]).filter((f) => f.centre === atomicNumber),
  })),
);

/** With reference forces: derivatives are made for structures that have some. */
function sampleOf(structure: Structure): DescriptorSample {
  const labelled = { ...structure, reference: { energy: 0, forces: new Float64Array(3 * structure.atomicNumbers.length) } };
  return prepareSample(labelled, buildNeighbourList(structure, 5), describer);
}

const widths = describer.descriptors.map(({ size }) => size);
const radialSizes = describer.descriptors.map(({ columns }) => columns.radialSize);
/** In the middle of a batch's matrices. */
export const place: SamplePlace = { rowStart: [3, 5], widths, radialSizes };

/** Matrices with room before and behind the sample's rows. */
export const matrices = (sample: DescriptorSample, seed: number): Float32Array[] =>
  widths.map((width, e) =>
    Float32Array.from({ length: (place.rowStart[e]! + sample.rowCounts[e]! + 2) * width }, (_, k) => Math.sin(seed + k)),
  );

const structures: readonly (readonly [string, () => Structure])[] = [
  ["two elements", () => ({ ...displaced(diamond(1), 0.2, 1), atomicNumbers: Uint8Array.of(14, 8, 14, 14, 8, 8, 14, 8) })],
  ["one of the elements", () => ({ ...displaced(diamond(1), 0.2, 2), atomicNumbers: new Uint8Array(8).fill(8) })],
  ["216 atoms", () => ({ ...displaced(diamond(3), 0.2, 3), atomicNumbers: Uint8Array.from({ length: 216 }, (_, i) => (i % 3 ? 14 : 8)) })],
];

/** Made when asked for. */
export const derivativeSamples = structures.map(([name, structure]) => {
  let made: DescriptorSample | undefined;
  return {
    name,
    sample: (): DescriptorSample => {
      made ??= sampleOf(structure());
      return made;
    },
  };
});

/** One of each form for all samples: what it keeps of one is nothing to the next. */
const products = new Map<Processor["form"], DerivativeProducts>();
function productsOf(form: Processor["form"]): DerivativeProducts {
  const found = products.get(form) ?? createDerivativeProducts(form)!;
  products.set(form, found);
  return found;
}

const productCases = derivativeSamples.map(({ name, sample }, seed): ConformanceCase => {
  const gradients = (): Float32Array[] => matrices(sample(), seed);
  const residuals = (): Float64Array => Float64Array.from({ length: 3 * sample().atomCount }, (_, c) => Math.cos(c));
  const results = (forces: Float64Array, pulled: readonly Float32Array[]): Results => [
    { quantity: "forces of stored derivatives", values: forces },
    ...pulled.map((values): Result => ({ quantity: "residuals pulled back", values, scale: Math.max(...pulled.map(largest)) })),
  ];
  return {
    subject: "products of stored derivatives",
    name,
    covers: ["kernels/derivative-products/"],
    reference() {
      const pulled = matrices(sample(), 7);
      plainPullBackResiduals(sample(), residuals(), pulled, place);
      return results(plainContractForces(sample(), gradients(), place), pulled);
    },
    onProcessor({ form }) {
      const pulled = matrices(sample(), 7);
      const forces = productsOf(form).contractForces(sample(), gradients(), place);
      if (!forces || !productsOf(form).pullBackResiduals(sample(), residuals(), pulled, place)) throw new Error("the sample is too large");
      return results(forces, pulled);
    },
  };
});

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

const stepCases = activations.flatMap((activation) => [[], [6], [6, 4], [5, 4, 3]].map((hidden) => stepCase(activation, hidden)));

const places: readonly ParameterPlace[] = [
  { name: "layers.0.weights", shape: [3, 5], offset: 0, size: 15, fanIn: 3 },
  { name: "layers.0.biases", shape: [5], offset: 15, size: 5, fanIn: 3 },
  { name: "layers.1.weights", shape: [1], offset: 20, size: 1, fanIn: 1 },
];
const size = 21;
const first = Float32Array.from({ length: size }, (_, k) => Math.sin(k));
/** Some of them zero, as those of units that are off. */
const gradientAt = (step: number): Float32Array =>
  Float32Array.from({ length: size }, (_, k) => (k % 7 === 3 ? 0 : Math.cos(k + 0.3 * step) * 10 ** ((k % 5) - 3)));
const [steps, rate] = [40, 0.01];

const adamCases = [0, 0.1].map((weightDecay): ConformanceCase => {
  const results = (...parts: readonly ArrayLike<number>[]): Results =>
    parts.map((values) => ({ quantity: "parameters after steps of Adam", values }));
  return {
    subject: "Adam",
    name: weightDecay > 0 ? "with weight decay" : "without weight decay",
    covers: ["kernels/adam-step/"],
    reference() {
      const parameters = Float64Array.from(first);
      const state = createAdam(size);
      for (let step = 0; step < steps; step++) adamStep(state, parameters, Float64Array.from(gradientAt(step)), rate, weightDecay);
      return results(parameters, parameters);
    },
    onProcessor: ({ form }) =>
      results(
        ...([form, "loops"] as const).map((one) => {
          const machine = createAdamMachine(size, one);
          machine.parameters.set(first);
          for (let step = 0; step < steps; step++) {
            machine.gradient.set(gradientAt(step));
            machine.step(rate, weightDecay);
          }
          return machine.parameters.slice();
        }),
      ),
    ...(weightDecay === 0 && {
      async onTensors() {
        const found = [];
        for (const create of [createHostParameters, createDeviceParameters]) {
          const store = create(places, first);
          for (let step = 0; step < steps; step++) {
            const gradient = gradientAt(step);
            await store.step(
              places.map(({ shape, offset, size }) => tensor(gradient.subarray(offset, offset + size), [...shape])),
              rate,
            );
          }
          found.push((await store.snapshot()).parameters);
          store.dispose();
        }
        return results(...found);
      },
    }),
  };
});

/** Odd and even sizes, and blocks of one row. */
const groups = [7, 1, 16, 33, 2];

/** Some products and changes, as a Kalman filter's observations make them. */
export function covarianceSteps(covariance: Covariance, between: () => void = () => {}): Results {
  const numbers = createRandom(5);
  const entries = covariance.entries();
  let at = -1;
  for (const own of groups) {
    for (let p = 0; p < own; p++) {
      at += p + 1;
      entries[at] = 2;
    }
  }
  const products: number[] = [];
  for (let step = 0; step < 20; step++) {
    for (let k = 0; k < covariance.h.length; k++) covariance.h[k] = numbers.normal();
    covariance.multiply();
    products.push(...covariance.product);
    const spread = covariance.h.reduce((sum, value, k) => sum + value * covariance.product[k]!, 1);
    covariance.change(spread, step % 3 === 0 ? 0.01 : 0);
    between();
  }
  return [
    { quantity: "entries of a covariance", values: covariance.entries().slice() },
    { quantity: "its products", values: products },
  ];
}

export const newCovariance = (form: Processor["form"] | "loops"): Covariance => createCovariance(groups, form);

const covarianceCase: ConformanceCase = {
  subject: "covariance of a Kalman filter",
  name: `blocks of ${groups.join(", ")}`,
  covers: ["kernels/covariance/"],
  reference: () => covarianceSteps(newCovariance("loops")),
  onProcessor: ({ form }) => covarianceSteps(newCovariance(form)),
};

export const trainingCases: readonly ConformanceCase[] = [...productCases, ...stepCases, ...adamCases, covarianceCase];
