// What a user may say about each optimiser, and what is taken where nothing is said.
import { type Schedule, schedules } from "./schedule.ts";

/**
 * Which weights' errors a Kalman filter thinks of as connected: all, those of one element, or those of one layer. The work
 * grows with the square of a group; layers gave the best errors for the same time on silicon, and are taken by default.
 */
export type CovarianceGroups = "all" | "element" | "layer";

interface Stepping {
  /** Highest learning rate: reached after a short rise, then falling as `schedule` says. */
  readonly learningRate?: number | undefined;
  /** How the learning rate falls over the run; default "cosine". */
  readonly schedule?: Schedule | undefined;
  /** Share of it that is left at the end; default 0.001. */
  readonly lastShare?: number | undefined;
}

export type OptimiserConfig =
  | ({
      readonly type: "adam";
      /** Decoupled weight decay (AdamW); default 0. */
      readonly weightDecay?: number | undefined;
    } & Stepping)
  | ({
      readonly type: "sgd";
      /** Share of the last step that is taken again, from 0 to below 1; default 0.9. */
      readonly momentum?: number | undefined;
    } & Stepping)
  | {
      readonly type: "l-bfgs";
      /** Pairs kept; default 20. */
      readonly memory?: number | undefined;
    }
  | {
      readonly type: "levenberg-marquardt";
      /** First damping, as a share of the mean of the Gauss-Newton matrix's diagonal; default 0.1. */
      readonly damping?: number | undefined;
      /** What the damping is divided by after a step that gains what was expected, and multiplied by after one that gains little or nothing; default 5. */
      readonly dampingFactor?: number | undefined;
      /** Trial steps an epoch; default 3. */
      readonly trials?: number | undefined;
      /** A step that lowers the loss by a smaller share than this ends the epoch; default 1e-3. */
      readonly threshold?: number | undefined;
      /**
       * Share of the force components that the curvature is known by, drawn afresh at each accepted step; default, as null: as many as
       * there are weights.
       */
      readonly forceShare?: number | null | undefined;
    }
  | {
      readonly type: "kalman";
      readonly groups?: CovarianceGroups | undefined;
      /** Share of the force components that weights are fitted to in an epoch, drawn afresh in each; default 0.05. */
      readonly forceShare?: number | undefined;
      /** Variance of the first weights; default 100. */
      readonly initialVariance?: number | undefined;
      /** Variance that the references are taken to have, in the first epoch and after many; default 100 and 1. */
      readonly measurementNoise?: readonly [number, number] | undefined;
      /** Variance that weights gain with every structure, in the first epoch and after many; default 0.01 and 1e-6. */
      readonly processNoise?: readonly [number, number] | undefined;
    };

type Of<T extends OptimiserConfig["type"]> = Extract<OptimiserConfig, { type: T }>;
type Whole<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
export type ResolvedOptimiser = Whole<OptimiserConfig>;
export type Resolved<T extends OptimiserConfig["type"]> = Whole<Of<T>>;

/** A warm start begins near its goal: full-size first steps would only throw it out. */
const warmLearningRateShare = 0.3;

/** Epochs where nothing is said: how many passes each takes to come to rest on some hundred structures. */
export const defaultEpochs: Readonly<Record<OptimiserConfig["type"], number>> = {
  adam: 800,
  sgd: 800,
  "l-bfgs": 500,
  "levenberg-marquardt": 300,
  kalman: 60,
};

/** Share of so many force components that Levenberg-Marquardt knows the curvature by. */
export function curvatureShare(forceShare: number | null, weights: number, components: number): number {
  return forceShare ?? (components > weights ? weights / components : 1);
}

/** @throws RangeError naming the field that makes no sense */
export function resolveOptimiser(optimiser: OptimiserConfig, warm: boolean): ResolvedOptimiser {
  const check = (fits: boolean, field: string, rule: string): void => {
    if (!fits) throw new RangeError(`training.optimiser.${field}: must be ${rule}`);
  };
  const whole = (value: number): boolean => Number.isInteger(value) && value >= 1;
  const positive = (value: number): boolean => value > 0 && Number.isFinite(value);
  const start = warm ? warmLearningRateShare : 1;
  const fallOf = ({ schedule = "cosine", lastShare = 1e-3 }: Stepping) => {
    check(schedules.includes(schedule), "schedule", `one of ${schedules.join(", ")}`);
    check(lastShare > 0 && lastShare <= 1, "lastShare", "above 0, at most 1");
    return { schedule, lastShare };
  };
  switch (optimiser.type) {
    case "adam": {
      const { learningRate = start * 0.007, weightDecay = 0 } = optimiser;
      check(positive(learningRate), "learningRate", "positive");
      check(weightDecay >= 0, "weightDecay", "zero or positive");
      return { type: "adam", learningRate, weightDecay, ...fallOf(optimiser) };
    }
    case "sgd": {
      const { learningRate = start * 0.02, momentum = 0.9 } = optimiser;
      check(positive(learningRate), "learningRate", "positive");
      check(momentum >= 0 && momentum < 1, "momentum", "from 0 to below 1");
      return { type: "sgd", learningRate, momentum, ...fallOf(optimiser) };
    }
    case "l-bfgs": {
      const { memory = 20 } = optimiser;
      check(whole(memory), "memory", "a whole number from 1");
      return { type: "l-bfgs", memory };
    }
    case "levenberg-marquardt": {
      const { damping = 0.1, dampingFactor = 5, trials = 3, threshold = 1e-3, forceShare = null } = optimiser;
      check(positive(damping), "damping", "positive");
      check(dampingFactor > 1, "dampingFactor", "above 1");
      check(whole(trials), "trials", "a whole number from 1");
      check(threshold >= 0, "threshold", "zero or positive");
      check(forceShare === null || (forceShare > 0 && forceShare <= 1), "forceShare", "above 0, at most 1");
      return { type: "levenberg-marquardt", damping, dampingFactor, trials, threshold, forceShare };
    }
    case "kalman": {
      const { groups = "layer", forceShare = 0.05, initialVariance = 100 } = optimiser;
      const { measurementNoise = [100, 1], processNoise = [0.01, 1e-6] } = optimiser;
      check(["all", "element", "layer"].includes(groups), "groups", "one of all, element, layer");
      check(forceShare >= 0 && forceShare <= 1, "forceShare", "from 0 to 1");
      check(positive(initialVariance), "initialVariance", "positive");
      check(measurementNoise.length === 2 && measurementNoise.every(positive), "measurementNoise", "two positive numbers");
      check(processNoise.length === 2 && processNoise.every((value) => value >= 0), "processNoise", "two numbers, zero or positive");
      return { type: "kalman", groups, forceShare, initialVariance, measurementNoise, processNoise };
    }
  }
}
