// A Behler-Parrinello training run: descriptors, then epochs of batches with a validation after each; the weights of
// the best validation are kept. Advances in short steps and can be snapshotted between any two of them.

import type { Snapshot } from "../dynamics/dynamics.ts";
import { createRandom, type RandomState } from "../dynamics/random.ts";
import { modelFromSnapshot, modelToSnapshot } from "../networks/behler-parrinello/model.ts";
import { type BatchEngine, ownThread } from "./batch-engine.ts";
import type { TrainingProblem, TrainingSample } from "./batch-gradient.ts";
import { type ResolvedTraining, resolveTraining, type TrainingConfig } from "./config.ts";
import { addSums, createErrorSums, type ErrorSums, meanLoss, metricsOf } from "./error-sums.ts";
import type { FeatureCache } from "./feature-record.ts";
import { forecastTraining } from "./forecast.ts";
import { type Curvature, createMethod, type GradientMethod, type Method, type ObservationMethod, type Outcome } from "./method.ts";
import { observe } from "./observations.ts";
import { dataFingerprint, packSnapshot, type RunCounters, restoreSnapshot } from "./run-snapshot.ts";
import { createSampleSource, type SampleSource } from "./sample-source.ts";
import type { EpochReport, TrainingData, TrainingProgress, TrainingRun } from "./training.ts";
import { createProblem, firstParameters, fitBasis, modelOf, planTraining, type TrainingBasis } from "./training-setup.ts";
import { validationScore } from "./validation-score.ts";

export interface TrainingOptions {
  /** A model to start from (a snapshot that `bestModel` gave): same descriptors and layers; its ranges are extended. */
  readonly initial?: Snapshot | undefined;
  /** Descriptors, layers and activation that the configuration leaves out are those of `initial`; default: the usual ones. */
  readonly adopt?: boolean | undefined;
  /** Milliseconds on any scale; needed for timeLimitSeconds to have an effect. */
  readonly now?: (() => number) | undefined;
  /** Where batches are computed; default: on this thread. */
  readonly batches?: BatchEngine | undefined;
  /** Where stored derivatives go that are more than `memoryBytes`; without it all stay in memory. */
  readonly features?: FeatureCache | undefined;
  readonly memoryBytes?: number | undefined;
}

export interface StoppableTrainingRun extends TrainingRun {
  /** Ends the run at the next advance; the best model so far stays. */
  requestStop(reason: "time-limit" | "early-stopping"): void;
  /** Whether bestModel() has something to give yet. */
  hasModel(): boolean;
}

type Reason = NonNullable<TrainingProgress["reason"]>;

/** Atoms worked on in one advance: some 10 to 20 ms of descriptors or of batches. */
const atomsAnAdvance = { descriptors: 128, batches: 1500, observations: 600 };

/** @throws RangeError naming what is wrong with the configuration, the data, or the model to start from */
export function startTraining(config: TrainingConfig, data: TrainingData, options: TrainingOptions = {}): StoppableTrainingRun {
  return createRun(resolveTraining(config, options.initial !== undefined, options.adopt), data, options);
}

/**
 * Goes on from a snapshot with the same data: further weights are the same, bit for bit, as without the break.
 * @throws RangeError when the snapshot is not one of a training run, or the data are not the same
 */
export function resumeTraining(
  data: TrainingData,
  snapshot: Snapshot,
  options: Omit<TrainingOptions, "initial" | "adopt"> = {},
): StoppableTrainingRun {
  const { config, initial } = restoreSnapshot(snapshot, data);
  return createRun(config, data, { ...options, initial }, snapshot);
}

function createRun(config: ResolvedTraining, data: TrainingData, options: TrainingOptions, resume?: Snapshot): StoppableTrainingRun {
  const { now, initial, batches = ownThread } = options;
  const plan = planTraining(config, data, initial && modelFromSnapshot(initial));
  const restored = resume && restoreSnapshot(resume, data);
  const structures = [...data.train, ...data.validation];
  const trained = data.train.length;
  const validated = data.validation.length;
  /** Made once it is known whether all fits into memory. */
  let source: SampleSource | undefined;
  let basis: TrainingBasis | undefined = restored?.basis;
  let problem: TrainingProblem | undefined;
  let method: Method | undefined;
  let random = createRandom(config.seed);
  // The first weights take their own numbers from the seed; shuffling must not repeat them.
  for (let k = 0; k < 1000; k++) random.bits();

  const order = Int32Array.from(data.train, (_, k) => k);
  let trainSums: ErrorSums = createErrorSums();
  let validationSums: ErrorSums = createErrorSums();
  let passGradient: Float64Array = new Float64Array(0);
  // There from the start of a resumed run, which may be ended before its descriptors are there again.
  let best: Float64Array | undefined = restored?.best;
  let counters: RunCounters = {
    stage: "descriptors",
    position: 0,
    epoch: 0,
    bestEpoch: 0,
    bestScore: null,
    elapsedMs: 0,
    reason: null,
    stalled: false,
  };
  let startedAt = now?.() ?? 0;
  let wantedStop: Reason | undefined;

  const progress = (epoch?: EpochReport): TrainingProgress => {
    const { stage, reason } = counters;
    if (stage === "descriptors") return { phase: "descriptors", done: source?.described ?? 0, total: structures.length };
    const counts = { done: counters.epoch, total: config.epochs, ...(epoch ? { epoch } : {}) };
    return reason ? { phase: "finished", ...counts, reason } : { phase: "epochs", ...counts };
  };

  function elapsed(): number {
    return now ? now() - startedAt : 0;
  }

  async function lookAhead(): Promise<TrainingProgress> {
    const { features, memoryBytes = Number.POSITIVE_INFINITY } = options;
    // A run that goes on has told its forecast.
    const clock = resume ? undefined : now;
    const forecast = await forecastTraining(plan, data, { parts: batches.threads, now: clock, ...(features && { memoryBytes }) });
    source = createSampleSource(plan, structures, batches, forecast.streams ? features : undefined);
    return { ...progress(), ...(!resume && { forecast }) };
  }

  function describe(): void {
    let atoms = 0;
    const { described } = source!;
    for (let k = described; k < structures.length && atoms < atomsAnAdvance.descriptors; k++) atoms += source!.describeNext();
    if (source!.described === structures.length) prepare();
  }

  function prepare(): void {
    basis ??= fitBasis(plan, data.train, source!.values(trained));
    problem = createProblem(plan, basis);
    source!.prepare(basis);
    const start = firstParameters(plan, problem, basis);
    const components = data.train.reduce((sum, { reference }) => sum + (reference?.forces?.length ?? 0), 0);
    method = createMethod(config, problem, { structures: trained, components }, start, restored?.method);
    passGradient = new Float64Array(start.length);
    if (restored?.counters) {
      counters = { ...restored.counters };
      random = createRandom(restored.random!);
      order.set(restored.order!);
      trainSums = restored.trainSums!;
      validationSums = restored.validationSums!;
      passGradient = restored.passGradient!;
      startedAt = (now?.() ?? 0) - counters.elapsedMs;
      weigh();
    } else if (initial) {
      // The model started from is the one to beat.
      counters.stage = "validation";
    } else beginEpoch();
  }

  function beginEpoch(): void {
    counters.stage = "training";
    counters.position = 0;
    counters.epoch++;
    trainSums = createErrorSums();
    const limit = config.timeLimitSeconds;
    const clockShare = limit && now ? elapsed() / (1000 * limit) : 0;
    method!.beginEpoch(Math.max((counters.epoch - 1) / config.epochs, clockShare), counters.epoch);
    weigh();
    if (method!.wholePass) return;
    for (let k = order.length - 1; k > 0; k--) {
      const other = random.integer(k + 1);
      const kept = order[k]!;
      order[k] = order[other]!;
      order[other] = kept;
    }
  }

  /** Takes the weights that this epoch's loss has. */
  function weigh(): void {
    if (method!.wants === "gradient" && method!.energyWeight !== problem!.weights.energy)
      problem = { ...problem!, weights: { ...problem!.weights, energy: method!.energyWeight } };
  }

  function trainSome(): Promise<void> {
    return method!.wants === "gradient" ? trainByGradient(method!) : trainByObservations(method!);
  }

  async function trainByGradient(own: GradientMethod): Promise<void> {
    const { curvature } = own;
    if (curvature?.working) {
      curvature.work();
      return;
    }
    if (curvature?.wanted) {
      await survey(own.result, curvature);
      return;
    }
    let atoms = 0;
    while (counters.stage === "training" && atoms < atomsAnAdvance.batches && !curvature?.working && !curvature?.wanted) {
      const batch = source!.take([...order.subarray(counters.position, counters.position + config.batchStructures)]);
      const { gradient, sums } = await batches.errors(problem!, own.wanted, batch, true);
      atoms += sums[1]!;
      addSums(trainSums, sums);
      counters.position += batch.length;
      if (own.wholePass) {
        for (let k = 0; k < passGradient.length; k++) passGradient[k]! += gradient![k]! / trained;
        if (counters.position < trained) continue;
        const loss = meanLoss(trainSums);
        const outcome = own.take(loss, passGradient);
        passGradient.fill(0);
        closePass(outcome, loss);
        continue;
      }
      if (!Number.isFinite(meanLoss(sums)) || !gradient!.every(Number.isFinite)) {
        finish("diverged");
        return;
      }
      for (let k = 0; k < gradient!.length; k++) gradient![k]! /= batch.length;
      own.take(meanLoss(sums), gradient!);
      if (counters.position === trained) beginValidation();
    }
  }

  /** Observations of every structure, for the curvature at `point`; no more after one whose rows are to be worked on first. */
  async function survey(point: Float64Array, curvature: Curvature): Promise<void> {
    let atoms = 0;
    while (!curvature.working && atoms < atomsAnAdvance.observations) {
      if (counters.position === trained) {
        curvature.close();
        counters.position = 0;
        return;
      }
      const sample = source!.take([order[counters.position]!])[0]!;
      const observations = await observe(problem!, point, sample, drawComponents(sample, curvature.forceShare, 1), true);
      atoms += sample.atomCount * observations.residuals.length;
      counters.position++;
      curvature.take(observations);
    }
  }

  async function trainByObservations(own: ObservationMethod): Promise<void> {
    if (own.working) {
      own.work();
      if (!own.working && counters.position === trained) beginValidation();
      return;
    }
    let atoms = 0;
    while (counters.stage === "training" && !own.working && atoms < atomsAnAdvance.observations) {
      const sample = source!.take([order[counters.position]!])[0]!;
      const observations = await observe(problem!, own.wanted, sample, drawComponents(sample, own.forceShare), true);
      atoms += sample.atomCount * observations.residuals.length;
      addSums(trainSums, observations.sums);
      counters.position++;
      if (!observations.rows.every(Number.isFinite)) {
        finish("diverged");
        return;
      }
      own.take(observations);
    }
  }

  /** Force components of a structure to learn from: as many as its share, rounded up or down by chance, none twice. */
  function drawComponents(sample: TrainingSample, share: number, fewest = 0): number[] {
    const available = config.forceWeight > 0 ? sample.forces.length : 0;
    if (share === 0 || available === 0) return [];
    if (share === 1) return Array.from({ length: available }, (_, k) => k);
    const count = Math.max(fewest, Math.floor(share * available + random.uniform()));
    const all = Array.from({ length: available }, (_, k) => k);
    for (let k = 0; k < count && k < available; k++) {
      const other = k + random.integer(available - k);
      [all[k], all[other]] = [all[other]!, all[k]!];
    }
    return all.slice(0, count);
  }

  function closePass(outcome: Outcome, loss: number): void {
    if (outcome === "again") {
      counters.position = 0;
      trainSums = createErrorSums();
      return;
    }
    if (!Number.isFinite(loss)) {
      finish("diverged");
      return;
    }
    counters.stalled = outcome === "stalled";
    beginValidation();
  }

  function beginValidation(): void {
    counters.stage = "validation";
    counters.position = 0;
    validationSums = createErrorSums();
  }

  async function validateSome(): Promise<EpochReport | undefined> {
    let atoms = 0;
    while (counters.position < validated && atoms < atomsAnAdvance.batches) {
      const end = Math.min(validated, counters.position + config.batchStructures);
      const batch = source!.take(Array.from({ length: end - counters.position }, (_, k) => trained + counters.position + k));
      const { sums } = await batches.errors(problem!, method!.result, batch, false);
      addSums(validationSums, sums);
      counters.position += batch.length;
      atoms += sums[1]!;
    }
    return counters.position < validated ? undefined : closeEpoch();
  }

  function closeEpoch(): EpochReport | undefined {
    const { epoch } = counters;
    // Losses of different epochs compare only where their weights do not change.
    const own = (): number => (method!.wholePass ? meanLoss(trainSums) : validationScore(metricsOf(trainSums), config));
    const unvalidated = epoch === 0 ? Number.MAX_VALUE : own();
    const score = validated > 0 ? validationScore(metricsOf(validationSums), config) : unvalidated;
    if (!Number.isFinite(score)) {
      finish("diverged");
      return undefined;
    }
    const improved = counters.bestScore === null || epoch === config.keepFrom || score < counters.bestScore;
    if (improved) {
      counters.bestScore = score;
      counters.bestEpoch = epoch;
      best = method!.result.slice();
    }
    const rate = method!.learningRate;
    const report: EpochReport = {
      epoch,
      loss: meanLoss(trainSums),
      train: metricsOf(trainSums),
      validation: metricsOf(validationSums),
      best: improved,
      ...(rate === undefined ? {} : { learningRate: rate }),
    };
    if (counters.stalled || epoch - counters.bestEpoch >= config.patience) finish("early-stopping");
    else if (epoch >= config.epochs) finish("maximum-epochs");
    else if (now && config.timeLimitSeconds !== null && elapsed() >= 1000 * config.timeLimitSeconds) finish("time-limit");
    else beginEpoch();
    return epoch === 0 ? undefined : report;
  }

  function finish(reason: Reason): void {
    counters.stage = "finished";
    counters.reason = reason;
    source?.release();
  }

  return {
    async advance() {
      if (wantedStop && counters.stage !== "finished" && counters.stage !== "descriptors") finish(wantedStop);
      let report: EpochReport | undefined;
      if (counters.stage === "descriptors" && !source) return await lookAhead();
      if (counters.stage === "descriptors") describe();
      else if (counters.stage === "training") await trainSome();
      else if (counters.stage === "validation") report = await validateSome();
      return progress(report);
    },
    snapshot() {
      // Until descriptors are there again, a resumed run stands where it stood.
      if (counters.stage === "descriptors" && resume) return resume;
      counters.elapsedMs = elapsed();
      const state: RandomState = random.state();
      return packSnapshot(config, dataFingerprint(data), initial, {
        counters,
        basis,
        method: method?.snapshot(),
        random: state,
        order,
        trainSums,
        validationSums,
        passGradient,
        best,
      });
    },
    hasModel: () => best !== undefined,
    bestModel() {
      if (!best || !basis) throw new Error("there is no trained model yet: no epoch has ended");
      problem ??= createProblem(plan, basis);
      return modelToSnapshot(modelOf(plan, problem, basis, best));
    },
    requestStop(reason) {
      wantedStop = reason;
    },
    dispose() {
      // Tensors live only inside a step; what is freed here is the memory of descriptors.
      if (counters.stage !== "finished") finish("early-stopping");
    },
  };
}
