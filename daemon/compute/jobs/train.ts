// Training as a job: reads the data files, splits them, trains, compares with the model in use, writes the new model.
import { freemem } from "node:os";
import { basename } from "node:path";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { presentTeam } from "@adatom/models/kernels/team/team.ts";
import { createLearnedPotential } from "@adatom/models/networks/learned-potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { ownThread } from "@adatom/models/training/batch-engine.ts";
import { withinLimits } from "@adatom/models/training/data-filter.ts";
import type { EpochReport, Metrics } from "@adatom/models/training/training.ts";
import type { StoppableTrainingRun } from "@adatom/models/training/training-run.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import { FeatureFiles } from "../../store/feature-cache.ts";
import { encodeSnapshot } from "../../store/snapshot-file.ts";
import { selectBackend } from "../backends/select.ts";
import type { JobParameters, JobResult } from "../contract.ts";
import { modelLabel } from "../model-registry.ts";
import { type DataSplit, splitStructures } from "./data-split.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { epochRow } from "./epoch-row.ts";
import { forecastText } from "./forecast-text.ts";
import { KnownSample } from "./known-sample.ts";
import { learnerOf, type RunPlace } from "./learner.ts";
import { startingModel } from "./starting-model.ts";
import { StepwiseEvaluation } from "./stepwise-evaluation.ts";
import { dataLimitsOf } from "./training-config.ts";
import { readTrainingFile } from "./training-file.ts";
import { TrainingThreads, takesParts, trainingParts } from "./training-threads.ts";

type Parameters = Extract<JobParameters, { kind: "train" }>;
type TrainResult = Extract<JobResult, { kind: "train" }>;

export async function createTrainingDriver(parameters: Parameters, resumed: Snapshot | null, context: JobContext): Promise<JobDriver> {
  const backend = await selectBackend();
  const learner = learnerOf(parameters.model);
  let parts = 1;
  let threads: TrainingThreads | undefined;
  const files = [...parameters.files.map((path) => ({ path, test: false })), ...parameters.testFiles.map((path) => ({ path, test: true }))];
  const structures: Structure[] = [];
  const testStructures: Structure[] = [];
  const digests: Record<string, string> = {};
  /** Where a structure is from, for those that a model names as near. */
  const origins = new WeakMap<Structure, string>();
  let filesRead = 0;
  let split: DataSplit | undefined;
  let run: StoppableTrainingRun | undefined;
  let lastEpoch = (resumed?.json.lastEpoch ?? null) as EpochReport | null;
  let seconds = (resumed?.json.seconds ?? 0) as number;
  let reason = "";
  /** Cancelled while its data were read again: it ends once its best model can be measured by them. */
  let cancelling = false;
  let finishing: (() => TrainResult | null) | undefined;

  function readOne(): void {
    const { path, test } = files[filesRead++]!;
    const { structures: read, digest, warnings } = readTrainingFile(path, learner.needsForces ? "energy and forces" : "energy");
    for (const warning of warnings) context.warn(warning);
    for (const [k, structure] of read.entries()) {
      (test ? testStructures : structures).push(structure);
      origins.set(structure, `${basename(path)}, structure ${k + 1}`);
    }
    if (digest !== undefined) digests[path] = digest;
    context.progress("reading", filesRead, files.length);
  }

  function begin(): void {
    if (structures.length === 0) throw new Error(nothingToTrainOn(parameters));
    const { validationFraction, testFraction, seed } = parameters.dataSet;
    const kept = withoutOutliers();
    split = splitStructures(kept, { validationFraction, testFraction: parameters.testFiles.length > 0 ? 0 : testFraction, seed });
    // A run that is resumed keeps its number of parts: the same weights, bit for bit, on any number of threads.
    const { batchStructures } = learner;
    const wanted = batchStructures === undefined ? 1 : trainingParts(backend.name, split.train, batchStructures);
    parts = takesParts(backend.name) ? Number(resumed?.json.parts ?? wanted) : 1;
    if (parts > 1) threads = new TrainingThreads(backend.name, parts, presentTeam().size);
    run = resumed ? resumeRun(resumed, split) : startRun(split);
    if (cancelling && !endHere())
      throw new Error("The data changed since the run's checkpoint: its best model so far does not fit them and is not kept.");
  }

  /** Where the run computes and keeps its features. */
  function place(): RunPlace {
    const { features, model } = parameters;
    const asked = model.type === "behler-parrinello" ? model.training?.memoryMegabytes : undefined;
    const memoryBytes = asked === undefined ? freemem() / 2 : asked * 2 ** 20;
    return { batches: threads ?? ownThread, ...(features !== undefined && { features: new FeatureFiles(features), memoryBytes }) };
  }

  /** Structures within the model's limits; what is left out is said. */
  function withoutOutliers(): readonly Structure[] {
    const limits = dataLimitsOf(parameters.model);
    const { kept, left } = withinLimits(structures, limits);
    for (const { reason, count, highest } of left) {
      const [what, limit, unit] =
        reason === "energy"
          ? ["energy per atom", `maximumEnergy ${limits.maximumEnergy}`, "eV"]
          : ["force", `maximumForce ${limits.maximumForce}`, "eV/angstrom"];
      const part = `${count} of ${structures.length} structures left out`;
      context.warn(`${part}: their highest ${what} is above ${limit} ${unit} (at most ${highest.toPrecision(4)}).`);
    }
    if (kept.length === 0) throw new Error("No structure is within training.maximumEnergy and training.maximumForce: raise them.");
    return kept;
  }

  /** False where there is no model to end with. */
  function endHere(): boolean {
    if (!run?.hasModel()) return false;
    reason = "cancelled";
    finishing = finish(run.bestModel());
    return true;
  }

  function resumeRun(checkpoint: Snapshot, data: DataSplit): StoppableTrainingRun {
    try {
      return learner.resume(data, { arrays: checkpoint.arrays, json: checkpoint.json.run as Snapshot["json"] }, place());
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.warn(`The checkpoint does not fit the data any more (${error.message}): training begins anew.`);
      return startRun(data);
    }
  }

  function startRun(data: DataSplit): StoppableTrainingRun {
    const { current, fresh, from, model } = parameters;
    if (current && !fresh) {
      try {
        return learner.start(data, { model: startingModel(current, model), own: true }, place());
      } catch (error) {
        const instead = from ? modelLabel(from) : "random weights";
        context.warn(`Training cannot start from ${modelLabel(current)} (${(error as Error).message}): it starts from ${instead}.`);
      }
    }
    if (!from) return learner.start(data, undefined, place());
    try {
      return learner.start(data, { model: startingModel(from, model), own: false }, place());
    } catch (error) {
      throw new Error(`Training cannot start from ${modelLabel(from)}: ${(error as Error).message}.`);
    }
  }

  async function train(): Promise<void> {
    const progress = await run!.advance();
    context.progress(progress.phase, progress.done, progress.total);
    const forecast = progress.forecast && forecastText(progress.forecast);
    if (forecast) context.warn(forecast);
    if (progress.epoch) {
      lastEpoch = progress.epoch;
      context.row(progress.epoch.epoch, epochRow(progress.epoch));
    }
    if (!progress.reason) return;
    reason = progress.reason;
    if (reason === "diverged") context.warn(`Training diverged at epoch ${progress.done}: try a lower learning rate.`);
    if (!run!.hasModel())
      throw new Error(
        "Training diverged before the first epoch ended: lower training.optimiser.learningRate, or look for wrong energies or forces in the data.",
      );
    finishing = finish(run!.bestModel());
  }

  /** Each call does a little: validation and test errors of the new model, validation errors of the current one, the file. */
  function finish(model: Snapshot): () => TrainResult | null {
    const { train: trained, validation, test } = split!;
    const potential = createLearnedPotential(model, parameters.modelName);
    const compared = validation.length > 0 ? validation : trained;
    const tested = testStructures.length > 0 ? testStructures : test;
    const covered = tested.filter(({ atomicNumbers }) => atomicNumbers.every((number) => potential.species.includes(number)));
    if (covered.length < tested.length)
      context.warn(`${tested.length - covered.length} test structures hold elements that were not trained on; they are left out.`);
    const ofNew = new StepwiseEvaluation(potential, compared);
    const ofTest = covered.length > 0 ? new StepwiseEvaluation(potential, covered) : null;
    const ofCurrent = currentEvaluation(compared);
    const known = new KnownSample(model, trained, (structure) => origins.get(structure) ?? "a training structure");
    const total = compared.length + covered.length + (ofCurrent ? compared.length : 0) + known.total;
    let stored: Snapshot | null = null;
    let done = 0;
    let found: Metrics | null = null;
    let foundCurrent: Metrics | null = null;
    let foundTest: Metrics | null = null;
    return () => {
      context.progress("evaluating", done++, total);
      if (!found) found = ofNew.step();
      else if (ofCurrent && !foundCurrent) foundCurrent = ofCurrent.step();
      else if (ofTest && !foundTest) foundTest = ofTest.step();
      else stored = known.step();
      if (!stored) return null;
      context.requireDaemon();
      writeFileAtomically(parameters.output, encodeSnapshot(stored));
      return {
        kind: "train",
        output: parameters.output,
        validation: found!,
        currentValidation: foundCurrent,
        test: foundTest,
        lastEpoch,
        reason,
        seconds,
        species: potential.species,
        files: digests,
      };
    };
  }

  function currentEvaluation(compared: readonly Structure[]): StepwiseEvaluation | null {
    const { current } = parameters;
    if (!current) return null;
    try {
      const potential = context.models.load(current);
      const covers = compared.every(({ atomicNumbers }) => atomicNumbers.every((number) => potential.species.includes(number)));
      return covers ? new StepwiseEvaluation(potential, compared) : null;
    } catch (error) {
      context.warn(`${current.name}@${current.version} cannot be compared with: ${(error as Error).message}`);
      return null;
    }
  }

  return {
    async step() {
      const start = performance.now();
      try {
        if (filesRead < files.length) readOne();
        else if (!run) begin();
        else if (!finishing) await train();
        else return finishing();
        return null;
      } finally {
        seconds += (performance.now() - start) / 1000;
      }
    },
    snapshot() {
      if (!run) return resumed;
      const { arrays, json } = run.snapshot();
      return { arrays, json: { run: json, lastEpoch, seconds, parts } };
    },
    position: () => lastEpoch?.epoch ?? 0,
    cancel() {
      if (finishing) return true;
      cancelling = !run && lastEpoch !== null;
      return cancelling || endHere();
    },
    dispose() {
      run?.dispose();
      threads?.dispose();
    },
  };
}

function nothingToTrainOn({ files, model }: Parameters): string {
  if (files.length === 0) return `Data set "${model.data}" matches no files: check its globs in adatom.json.`;
  return `None of the ${files.length} files of data set "${model.data}" holds a structure that can be trained on; the run's warnings say why.`;
}
