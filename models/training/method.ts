// How weights move: one face for optimisers that know the gradient of the loss, of a batch (Adam, gradient descent) or of
// the whole set (L-BFGS, and Levenberg-Marquardt, which asks for observations' derivatives between passes), and another for the
// Kalman filter, which knows observations alone.
import type { Snapshot } from "../dynamics/dynamics.ts";
import type { TrainingProblem } from "./batch-gradient.ts";
import type { ResolvedTraining } from "./config.ts";
import { createKalmanFilter } from "./kalman.ts";
import { createLBfgs } from "./l-bfgs.ts";
import { createLevenbergMarquardt } from "./levenberg-marquardt.ts";
import { parameterCount } from "./network-step.ts";
import type { Observations } from "./observations.ts";
import { type CovarianceGroups, curvatureShare, type Resolved } from "./optimiser-config.ts";
import { noiseAt } from "./schedule.ts";
import { steppingMethod } from "./stepping-method.ts";

interface CommonMethod {
  /** Where loss and derivatives are wanted next. */
  readonly wanted: Float64Array;
  /** The weights to validate and keep. */
  readonly result: Float64Array;
  /** True where `take` or `close` expects a whole pass over the data, false where a batch. */
  readonly wholePass: boolean;
  /** @param share of the run that is over, 0 to 1 */
  beginEpoch(share: number, epoch: number): void;
  readonly learningRate: number | undefined;
  snapshot(): Snapshot;
}

/** "again": a further pass at another point belongs to the same epoch. */
export type Outcome = "moved" | "again" | "stalled";

export interface GradientMethod extends CommonMethod {
  readonly wants: "gradient";
  /** Of energies in the loss, in this epoch. */
  readonly energyWeight: number;
  /** Takes mean loss and gradient. */
  take(loss: number, gradient: Float64Array): Outcome;
  /** Of methods that know how the loss bends: what they ask for before a pass. */
  readonly curvature?: Curvature;
}

/** What every structure's observations, or a sample of them, say about the loss's curvature. */
export interface Curvature {
  /** Share of the force components that is wanted of every structure, at least one. */
  readonly forceShare: number;
  /** Whether observations at `result` are wanted next, of the whole set. */
  readonly wanted: boolean;
  take(observations: Observations): void;
  /** All are taken. */
  close(): void;
  /** While true, `work` is to be called before anything else. */
  readonly working: boolean;
  work(): void;
}

export interface ObservationMethod extends CommonMethod {
  readonly wants: "observations";
  /** Share of the force components that is wanted, drawn afresh in each epoch. */
  readonly forceShare: number;
  /** Takes what one structure says at `wanted`. */
  take(observations: Observations): void;
  /** While true, `work` is to be called before anything else. */
  readonly working: boolean;
  /** A short part of the arithmetic that moves the weights. */
  work(): void;
}

export type Method = GradientMethod | ObservationMethod;

export interface TrainingSize {
  readonly structures: number;
  readonly components: number;
}

/**
 * @param start first weights, or those of the snapshot's beginning (their length counts)
 * @param size structures of the training set, and components of their forces
 */
export function createMethod(
  config: ResolvedTraining,
  problem: TrainingProblem,
  size: TrainingSize,
  start: Float64Array,
  resume?: Snapshot,
): Method {
  const { optimiser } = config;
  switch (optimiser.type) {
    case "adam":
    case "sgd":
      return steppingMethod(config, optimiser, start, resume);
    case "l-bfgs":
      return searchingMethod(problem, start, optimiser.memory, resume);
    case "levenberg-marquardt":
      return dampedMethod(problem, start, size, optimiser, resume);
    case "kalman":
      return filterMethod(problem, start, optimiser, resume);
  }
}

function searchingMethod({ weights }: TrainingProblem, start: Float64Array, memory: number, resume?: Snapshot): GradientMethod {
  const search = createLBfgs(start, memory, resume);
  return {
    wants: "gradient",
    energyWeight: weights.energy,
    wanted: search.trial,
    result: search.point,
    wholePass: true,
    learningRate: undefined,
    beginEpoch() {},
    take(loss, gradient) {
      const outcome = search.tell(loss, gradient);
      return outcome === "accepted" ? "moved" : outcome === "searching" ? "again" : "stalled";
    },
    snapshot: search.snapshot,
  };
}

/** On silicon 0.5 came to a lower loss in the same time than 0 and 0.8. */
const keptOfSamples = 0.5;

function dampedMethod(
  { weights }: TrainingProblem,
  start: Float64Array,
  { structures, components }: TrainingSize,
  optimiser: Resolved<"levenberg-marquardt">,
  resume?: Snapshot,
): GradientMethod {
  const forceShare = curvatureShare(optimiser.forceShare, start.length, components);
  const sampled = weights.force > 0 && forceShare < 1;
  const search = createLevenbergMarquardt(start, optimiser, sampled ? keptOfSamples : 0, resume);
  return {
    wants: "gradient",
    energyWeight: weights.energy,
    wanted: search.trial,
    result: search.point,
    wholePass: true,
    learningRate: undefined,
    beginEpoch() {},
    take(loss, gradient) {
      const outcome = search.tell(loss, gradient);
      return outcome === "searching" ? "again" : outcome;
    },
    curvature: {
      forceShare,
      get wanted() {
        return search.wantsRows;
      },
      take({ rows, shares }) {
        // The loss is the mean over structures of shares times squares: its second derivative without the residuals' own.
        search.tellRows(
          rows,
          shares.map((share) => (2 * share) / structures),
        );
      },
      close: search.closeRows,
      get working() {
        return search.working;
      },
      work: search.work,
    },
    snapshot: search.snapshot,
  };
}

/** Numbers of weights whose covariances are kept together. */
export function covarianceSizes({ shapes }: TrainingProblem, groups: CovarianceGroups): number[] {
  const byElement = shapes.map(parameterCount);
  if (groups === "all") return [byElement.reduce((sum, count) => sum + count, 0)];
  if (groups === "element") return byElement;
  return shapes.flatMap(({ inputSize, hidden }) => [...hidden, 1].map((size, l) => ((l === 0 ? inputSize : hidden[l - 1]!) + 1) * size));
}

function filterMethod(
  problem: TrainingProblem,
  start: Float64Array,
  { groups, forceShare, initialVariance, measurementNoise, processNoise }: Resolved<"kalman">,
  resume?: Snapshot,
): ObservationMethod {
  const sizes = covarianceSizes(problem, groups);
  const filter = createKalmanFilter(start, sizes, initialVariance, resume);
  let epoch = Number(resume?.json.epoch ?? 1);
  return {
    wants: "observations",
    wanted: filter.point,
    result: filter.point,
    wholePass: false,
    forceShare,
    learningRate: undefined,
    beginEpoch(_share, now) {
      epoch = now;
    },
    take({ residuals, rows }) {
      filter.tell(residuals, rows, noiseAt(measurementNoise, epoch), noiseAt(processNoise, epoch));
    },
    get working() {
      return filter.working;
    },
    work: filter.work,
    snapshot() {
      const { arrays, json } = filter.snapshot();
      return { arrays, json: { ...json, epoch } };
    },
  };
}
