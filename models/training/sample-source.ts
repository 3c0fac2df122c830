// The prepared structures of a run: all in memory, or with their stored derivatives in a cache on disk and read when a batch
// needs them. Either way batches get the same numbers.
import { settle, settledPairs } from "../kernels/derivative-products.ts";
import type { Structure } from "../structure/structure.ts";
import type { BatchEngine } from "./batch-engine.ts";
import type { TrainingSample } from "./batch-gradient.ts";
import { type DescriptorSample, sampleHead } from "./descriptor-sample.ts";
import { decodeFeatures, descriptorHash, encodeFeatures, type FeatureCache, type Features, featureKey } from "./feature-record.ts";
import { addInputs, describeStructure, type TrainingBasis, type TrainingPlan } from "./training-setup.ts";

export interface SampleSource {
  /** Structures described so far. */
  readonly described: number;
  /** Computes, or finds in the cache, the features of the next one. Returns its atoms. */
  describeNext(): number;
  /** Of the first so many: what scaling is fitted to. */
  values(count: number): readonly Pick<DescriptorSample, "values">[];
  /** Makes inputs of values; all structures are described. */
  prepare(basis: TrainingBasis): void;
  /** Samples of these structures, held by the engine, until the next call. */
  take(indices: readonly number[]): TrainingSample[];
  release(): void;
}

/** @param cache where stored derivatives go; absent: everything stays in memory */
export function createSampleSource(
  plan: TrainingPlan,
  structures: readonly Structure[],
  batches: BatchEngine,
  cache?: FeatureCache,
): SampleSource {
  return cache ? streamed(plan, structures, batches, cache) : inMemory(plan, structures, batches);
}

function inMemory(plan: TrainingPlan, structures: readonly Structure[], batches: BatchEngine): SampleSource {
  const described: DescriptorSample[] = [];
  let samples: TrainingSample[] = [];
  return {
    get described() {
      return described.length;
    },
    describeNext() {
      const structure = structures[described.length]!;
      described.push(describeStructure(plan, structure, settledPairs));
      return structure.atomicNumbers.length;
    },
    values: (count) => described.slice(0, count),
    prepare(basis) {
      // One after the other out of the list: an engine may make copies of its own.
      samples = described.map((sample, k) => {
        delete described[k];
        return batches.hold(settle(addInputs(plan, basis, sample, structures[k]!)));
      });
    },
    take: (indices) => indices.map((k) => samples[k]!),
    release() {
      described.length = 0;
      samples = [];
      batches.release();
    },
  };
}

function streamed(plan: TrainingPlan, structures: readonly Structure[], batches: BatchEngine, cache: FeatureCache): SampleSource {
  const hash = descriptorHash(plan);
  const values: DescriptorSample["values"][] = [];
  let inputs: TrainingSample["inputs"][] = [];
  let weights: TrainingSample["weights"][] = [];

  /** One for each place in a batch, used again for the next batch. */
  const buffers: ArrayBuffer[] = [];
  function roomAt(slot: number): (bytes: number) => Uint8Array {
    return (bytes) => {
      if ((buffers[slot]?.byteLength ?? 0) < bytes) buffers[slot] = new ArrayBuffer(Math.ceil(1.25 * bytes));
      return new Uint8Array(buffers[slot]!, 0, bytes);
    };
  }

  /** Until the next call for the same slot. */
  function features(structure: Structure, slot: number): Features {
    const key = featureKey(hash, structure);
    const known = cache.read(key, roomAt(slot));
    const found = known && decodeFeatures(known, plan.species.length);
    if (found) return found;
    const made = describeStructure(plan, structure);
    cache.write(key, encodeFeatures(made));
    return made;
  }

  return {
    get described() {
      return values.length;
    },
    describeNext() {
      const structure = structures[values.length]!;
      values.push(features(structure, 0).values.map((own) => own.slice()));
      return structure.atomicNumbers.length;
    },
    values: (count) => values.slice(0, count).map((own) => ({ values: own })),
    prepare(basis) {
      for (const [k, own] of values.entries()) {
        const made = addInputs(plan, basis, { values: own }, structures[k]!);
        inputs.push(made.inputs);
        weights.push(made.weights);
      }
    },
    take(indices) {
      batches.release();
      return indices.map((k, slot) => {
        const structure = structures[k]!;
        const sample = { ...sampleHead(structure, plan.species, plan.config.stressWeight > 0), ...features(structure, slot) };
        return batches.hold({ ...sample, inputs: inputs[k]!, weights: weights[k]! });
      });
    },
    release() {
      values.length = 0;
      inputs = [];
      weights = [];
      buffers.length = 0;
      batches.release();
    },
  };
}
