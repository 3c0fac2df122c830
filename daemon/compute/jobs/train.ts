// Training as a job: reads the data files, splits them, trains, compares with the model in use, writes the new model.
import { readFileSync } from "node:fs";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { createLearnedPotential } from "@adatom/models/networks/learned-potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { EpochReport, Metrics } from "@adatom/models/training/training.ts";
import type { StoppableTrainingRun } from "@adatom/models/training/training-run.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import { decodeSnapshot, encodeSnapshot } from "../../store/snapshot-file.ts";
import { selectBackend } from "../backends/select.ts";
import type { JobParameters, JobResult } from "../contract.ts";
import { type DataSplit, splitStructures } from "./data-split.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { epochRow } from "./epoch-row.ts";
import { learnerOf } from "./learner.ts";
import { StepwiseEvaluation } from "./stepwise-evaluation.ts";
import { readTrainingFile } from "./training-file.ts";

type Parameters = Extract<JobParameters, { kind: "train" }>;
type TrainResult = Extract<JobResult, { kind: "train" }>;

export async function createTrainingDriver(parameters: Parameters, resumed: Snapshot | null, context: JobContext): Promise<JobDriver> {
  await selectBackend();
  const learner = learnerOf(parameters.model);
  const files = [...parameters.files.map((path) => ({ path, test: false })), ...parameters.testFiles.map((path) => ({ path, test: true }))];
  const structures: Structure[] = [];
  const testStructures: Structure[] = [];
  const digests: Record<string, string> = {};
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
    const { structures: read, digest, warnings } = readTrainingFile(path, learner.needsForces);
    for (const warning of warnings) context.warn(warning);
    for (const structure of read) (test ? testStructures : structures).push(structure);
    if (digest !== undefined) digests[path] = digest;
    context.progress("reading", filesRead, files.length);
  }

  function begin(): void {
    if (structures.length === 0) throw new Error(nothingToTrainOn(parameters));
    const { validationFraction, testFraction, seed } = parameters.dataSet;
    split = splitStructures(structures, { validationFraction, testFraction: parameters.testFiles.length > 0 ? 0 : testFraction, seed });
    run = resumed ? resumeRun(resumed, split) : startRun(split);
    if (cancelling && !endHere())
      throw new Error("The data changed since the run's checkpoint: its best model so far does not fit them and is not kept.");
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
      return learner.resume(data, { arrays: checkpoint.arrays, json: checkpoint.json.run as Snapshot["json"] });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.warn(`The checkpoint does not fit the data any more (${error.message}): training begins anew.`);
      return startRun(data);
    }
  }

  function startRun(data: DataSplit): StoppableTrainingRun {
    const { current, fresh } = parameters;
    if (current && !fresh) {
      try {
        return learner.start(data, decodeSnapshot(readFileSync(current.path)));
      } catch (error) {
        context.warn(
          `Training cannot start from ${current.name}@${current.version} (${(error as Error).message}): it starts from random weights.`,
        );
      }
    }
    return learner.start(data);
  }

  async function train(): Promise<void> {
    const progress = await run!.advance();
    context.progress(progress.phase, progress.done, progress.total);
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
    const total = compared.length + covered.length + (ofCurrent ? compared.length : 0);
    let done = 0;
    let found: Metrics | null = null;
    let foundCurrent: Metrics | null = null;
    let foundTest: Metrics | null = null;
    return () => {
      context.progress("evaluating", done++, total);
      if (!found) found = ofNew.step();
      else if (ofCurrent && !foundCurrent) foundCurrent = ofCurrent.step();
      else if (ofTest && !foundTest) foundTest = ofTest.step();
      if (!found || (ofCurrent && !foundCurrent) || (ofTest && !foundTest)) return null;
      context.requireDaemon();
      writeFileAtomically(parameters.output, encodeSnapshot(model));
      return {
        kind: "train",
        output: parameters.output,
        validation: found,
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
      return { arrays, json: { run: json, lastEpoch, seconds } };
    },
    position: () => lastEpoch?.epoch ?? 0,
    cancel() {
      if (finishing) return true;
      cancelling = !run && lastEpoch !== null;
      return cancelling || endHere();
    },
    dispose: () => run?.dispose(),
  };
}

function nothingToTrainOn({ files, model }: Parameters): string {
  if (files.length === 0) return `Data set "${model.data}" matches no files: check its globs in adatom.json.`;
  return `None of the ${files.length} files of data set "${model.data}" holds a structure that can be trained on; the run's warnings say why.`;
}
