// Optimisers that step down the gradient of every batch, with a running average of their weights: the average is what is
// validated, so noise of the last steps evens out.
import type { Snapshot } from "../dynamics/dynamics.ts";
import { adamStep, createAdam } from "./adam.ts";
import type { ResolvedTraining } from "./config.ts";
import type { GradientMethod } from "./method.ts";
import type { Resolved } from "./optimiser-config.ts";
import { learningRateAt, weightAt } from "./schedule.ts";
import { sgdStep } from "./sgd.ts";
import { storedArray } from "./stored-array.ts";

interface Stepper {
  /** What the steps remember, by name. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  step(parameters: Float64Array, gradient: Float64Array, learningRate: number): void;
}

export function steppingMethod(
  config: ResolvedTraining,
  optimiser: Resolved<"adam"> | Resolved<"sgd">,
  start: Float64Array,
  resume?: Snapshot,
): GradientMethod {
  const { averaging, firstEnergyWeight, energyWeight } = config;
  const { learningRate, schedule, lastShare } = optimiser;
  const rate = (): number => learningRateAt(learningRate, share, steps, schedule, lastShare);
  const parameters = storedArray(resume, "parameters", start);
  const average = storedArray(resume, "average", start);
  let steps = Number(resume?.json.steps ?? 0);
  let share = Number(resume?.json.share ?? 0);
  const stepper =
    optimiser.type === "adam" ? adamStepper(optimiser, steps, start.length, resume) : sgdStepper(optimiser, start.length, resume);
  return {
    wants: "gradient",
    wanted: parameters,
    result: averaging > 0 ? average : parameters,
    wholePass: false,
    get learningRate() {
      return rate();
    },
    get energyWeight() {
      return weightAt(firstEnergyWeight, energyWeight, share);
    },
    beginEpoch(now) {
      share = now;
    },
    take(_loss, gradient) {
      stepper.step(parameters, gradient, rate());
      steps++;
      // Short memory at first: the average must forget the random start.
      const decay = Math.min(averaging, (1 + steps) / (10 + steps));
      for (let k = 0; k < parameters.length; k++) average[k]! += (1 - decay) * (parameters[k]! - average[k]!);
      return "moved";
    },
    snapshot() {
      const memory = Object.fromEntries(Object.entries(stepper.arrays).map(([name, array]) => [name, array.slice()]));
      return { arrays: { parameters: parameters.slice(), average: average.slice(), ...memory }, json: { steps, share } };
    },
  };
}

function adamStepper({ weightDecay }: Resolved<"adam">, steps: number, size: number, resume?: Snapshot): Stepper {
  const adam = createAdam(size);
  adam.mean.set(storedArray(resume, "mean", adam.mean));
  adam.square.set(storedArray(resume, "square", adam.square));
  adam.steps = steps;
  return {
    arrays: { mean: adam.mean, square: adam.square },
    step(parameters, gradient, learningRate) {
      adamStep(adam, parameters, gradient, learningRate, weightDecay);
    },
  };
}

/** A single structure far off must not throw the weights away: longer gradients are shortened to this length. */
const longestGradient = 10;

function sgdStepper({ momentum }: Resolved<"sgd">, size: number, resume?: Snapshot): Stepper {
  const velocity = storedArray(resume, "velocity", new Float64Array(size));
  return {
    arrays: { velocity },
    step(parameters, gradient, learningRate) {
      const length = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
      const shortened = length > longestGradient ? learningRate * (longestGradient / length) : learningRate;
      sgdStep(velocity, parameters, gradient, shortened, momentum);
    },
  };
}
