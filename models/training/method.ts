// How weights move: one face for optimisers that know the gradient of the loss, of a batch (Adam, gradient descent) or of
// the whole set (L-BFGS), and another for those that know every observation's derivatives (Levenberg-Marquardt, Kalman).
import type { Snapshot } from "../dynamics/dynamics.ts";
import type { TrainingProblem } from "./batch-gradient.ts";
import type { ResolvedTraining } from "./config.ts";
import { createKalmanFilter } from "./kalman.ts";
import { createLBfgs } from "./l-bfgs.ts";
import { createLevenbergMarquardt } from "./levenberg-marquardt.ts";
import { parameterCount } from "./network-step.ts";
import type { Observations } from "./observations.ts";
import type { CovarianceGroups, Resolved } from "./optimiser-config.ts";
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
}

export interface ObservationMethod extends CommonMethod {
  readonly wants: "observations";
  /** Share of the force components that is wanted, drawn afresh in each epoch. */
  readonly forceShare: number;
  /** Takes what one structure says at `wanted`. */
  take(observations: Observations): void;
  /** The batch, or the whole pass, is over. */
  close(): Outcome;
  /** While true, `work` is to be called before anything else. */
  readonly working: boolean;
  /** A short part of the arithmetic that moves the weights. */
  work(): void;
}

export type Method = GradientMethod | ObservationMethod;

/** @param start first weights, or those of the snapshot's beginning (their length counts) @param structures in the training set */
export function createMethod(
  config: ResolvedTraining,
  problem: TrainingProblem,
  structures: number,
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
      return dampedMethod(start, structures, optimiser, resume);
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

function dampedMethod(
  start: Float64Array,
  structures: number,
  optimiser: Resolved<"levenberg-marquardt">,
  resume?: Snapshot,
): ObservationMethod {
  const search = createLevenbergMarquardt(start, structures, optimiser, resume);
  return {
    wants: "observations",
    wanted: search.trial,
    result: search.point,
    wholePass: true,
    forceShare: 0,
    learningRate: undefined,
    beginEpoch() {},
    take({ residuals, rows }) {
      search.tell(residuals[0]!, rows);
    },
    close() {
      const outcome = search.close();
      return outcome === "searching" ? "again" : outcome;
    },
    get working() {
      return search.working;
    },
    work: search.work,
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
    close: () => "moved",
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
