// What optimisers do with numbers by the million: Adam over flat parameters, and a Kalman filter's covariance.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createAdamMachine } from "@adatom/models/kernels/adam-step.ts";
import { type Covariance, createCovariance } from "@adatom/models/kernels/covariance.ts";
import type { ParameterPlace } from "@adatom/models/networks/layers/parameters.ts";
import { adamStep, createAdam } from "@adatom/models/training/adam.ts";
import { createDeviceParameters } from "@adatom/models/training/parameters/device.ts";
import { createHostParameters } from "@adatom/models/training/parameters/host.ts";
import { tensor } from "@tensorflow/tfjs-core";
import type { ConformanceCase, Processor, Results } from "../suite/case.ts";

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

export const optimiserCases: readonly ConformanceCase[] = [...adamCases, covarianceCase];
