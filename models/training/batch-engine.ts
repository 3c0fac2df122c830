// Where batches of a training run are computed: on the calling thread, or in parts on several (daemon/compute/jobs). The
// number of parts decides in which order sums are formed, so the same number gives the same weights, bit for bit, whoever
// computes the parts.
import { type BatchResult, batchErrors, type TrainingProblem, type TrainingSample } from "./batch-gradient.ts";
import { addSums, createErrorSums } from "./error-sums.ts";

export interface BatchEngine {
  /** Parts of a batch. */
  readonly parts: number;
  /** Threads that share them. */
  readonly threads: number;
  /** Takes a sample in, before it is in a batch: what to go on with in its place. */
  hold(sample: TrainingSample): TrainingSample;
  /** As batchErrors, of samples that are held. */
  errors(
    problem: TrainingProblem,
    parameters: Float64Array,
    samples: readonly TrainingSample[],
    wantGradient: boolean,
  ): Promise<BatchResult>;
  /** Gives up all samples. */
  release(): void;
}

export const ownThread: BatchEngine = { parts: 1, threads: 1, hold: (sample) => sample, errors: batchErrors, release() {} };

/** A batch in at most so many runs of samples with about as many atoms each; none is empty. */
export function partsOf(samples: readonly TrainingSample[], parts: number): TrainingSample[][] {
  const total = samples.reduce((sum, { atomCount }) => sum + atomCount, 0);
  const found: TrainingSample[][] = [];
  let before = 0;
  let last = -1;
  for (const sample of samples) {
    // By the middle of the sample.
    const part = Math.min(parts - 1, Math.floor((parts * (before + sample.atomCount / 2)) / total));
    if (part !== last) found.push([]);
    last = part;
    found.at(-1)!.push(sample);
    before += sample.atomCount;
  }
  return found;
}

/** Sums of parts, in their order. */
export function joinParts(parts: readonly BatchResult[]): BatchResult {
  const sums = createErrorSums();
  for (const part of parts) addSums(sums, part.sums);
  const [first, ...others] = parts;
  const gradient = first?.gradient?.slice();
  if (!gradient) return { sums };
  for (const { gradient: more } of others) for (let k = 0; k < gradient.length; k++) gradient[k]! += more![k]!;
  return { gradient, sums };
}
