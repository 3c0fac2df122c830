// How weights move: one face for an optimiser that steps after every batch (Adam) and one that wants the gradient of
// the whole set at trial points (L-BFGS).
import type { Snapshot } from "../dynamics/dynamics.ts";
import { adamStep, createAdam } from "./adam.ts";
import type { ResolvedTraining } from "./config.ts";
import { createLBfgs } from "./l-bfgs.ts";
import { learningRateAt } from "./schedule.ts";

export interface Method {
  /** Where loss and gradient are wanted next. */
  readonly wanted: Float64Array;
  /** The weights to validate and keep. */
  readonly result: Float64Array;
  /** True where `take` expects a whole pass over the data, false where a batch. */
  readonly wholePass: boolean;
  /** @param share of the run that is over, 0 to 1 */
  beginEpoch(share: number): void;
  readonly learningRate: number | undefined;
  /** Takes mean loss and gradient. "again": a further pass at another point belongs to the same epoch. */
  take(loss: number, gradient: Float64Array): "moved" | "again" | "stalled";
  snapshot(): Snapshot;
}

/** @param start first weights, or those of the snapshot's beginning (their length counts) */
export function createMethod(config: ResolvedTraining, start: Float64Array, resume?: Snapshot): Method {
  const { optimiser } = config;
  if (optimiser.type === "adam") return adamMethod(config, optimiser, start, resume);
  const search = createLBfgs(start, optimiser.memory, resume);
  return {
    get wanted() {
      return search.trial;
    },
    get result() {
      return search.point;
    },
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

/** Adam with a running average of its weights: the average is what is validated, so noise of the last steps evens out. */
function adamMethod(
  config: ResolvedTraining,
  optimiser: { readonly learningRate: number; readonly weightDecay: number },
  start: Float64Array,
  resume?: Snapshot,
): Method {
  const { averaging } = config;
  const size = start.length;
  const stored = (name: string, fallback: Float64Array): Float64Array => {
    const array = resume?.arrays[name];
    if (!resume) return fallback;
    if (!(array instanceof Float64Array) || array.length !== size)
      throw new RangeError(`training snapshot: array ${name} is missing or of wrong length`);
    return array.slice();
  };
  const parameters = stored("parameters", start.slice());
  const average = stored("average", start.slice());
  const adam = createAdam(size);
  adam.mean.set(stored("mean", adam.mean));
  adam.square.set(stored("square", adam.square));
  adam.steps = Number(resume?.json.steps ?? 0);
  let share = Number(resume?.json.share ?? 0);
  return {
    wanted: parameters,
    result: averaging > 0 ? average : parameters,
    wholePass: false,
    get learningRate() {
      return learningRateAt(optimiser.learningRate, share, adam.steps);
    },
    beginEpoch(now) {
      share = now;
    },
    take(_loss, gradient) {
      adamStep(adam, parameters, gradient, learningRateAt(optimiser.learningRate, share, adam.steps), optimiser.weightDecay);
      // Short memory at first: the average must forget the random start.
      const decay = Math.min(averaging, (1 + adam.steps) / (10 + adam.steps));
      for (let k = 0; k < size; k++) average[k]! += (1 - decay) * (parameters[k]! - average[k]!);
      return "moved";
    },
    snapshot: () => ({
      arrays: { parameters: parameters.slice(), average: average.slice(), mean: adam.mean.slice(), square: adam.square.slice() },
      json: { steps: adam.steps, share },
    }),
  };
}
