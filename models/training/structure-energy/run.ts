// A training run of a structure-energy network: loss (E - y)^2, a step of AdamW for every structure, a validation every so
// many steps, the weights of the best one kept. Advances in short steps and can be snapshotted between any two of them.
import { evenly } from "../../data/evenly.ts";
import type { Snapshot } from "../../dynamics/dynamics.ts";
import { createRandom, shuffle } from "../../dynamics/random.ts";
import { descriptorSize } from "../../networks/structure-energy/architecture.ts";
import { boundModelParameters, createStructureEnergyCalculator, firstModelParameters } from "../../networks/structure-energy/energy.ts";
import {
  type StructureEnergyModel,
  structureEnergyFromSnapshot,
  structureEnergyToSnapshot,
} from "../../networks/structure-energy/model.ts";
import { adamStep, createAdam } from "../adam.ts";
import { addErrors, createErrorSums, type ErrorSums, meanLoss, metricsOf } from "../error-sums.ts";
import { dataFingerprint } from "../run-snapshot.ts";
import { learningRateAt } from "../schedule.ts";
import type { EpochReport, TrainingData, TrainingProgress } from "../training.ts";
import type { StoppableTrainingRun, TrainingOptions } from "../training-run.ts";
import { checkEnergies, energyPerAtomSpread, inputScale, meanAtomicEnergy, measureDescriptors } from "./basis.ts";
import { type ResolvedStructureEnergy, resolveStructureEnergy, type StructureEnergyConfig } from "./config.ts";
import { packStructureEnergyRun, restoreStructureEnergyRun, type StructureEnergyCounters } from "./snapshot.ts";

/** beta1 and beta2 of the paper. */
const decays = { mean: 0.5, square: 0.9 };
/** Structures from which scales and, at the end, ranges are taken, spread over the training set. */
const structuresMeasured = 512;

/** @throws RangeError naming what is wrong with the configuration, the data, or the model to start from */
export function startStructureEnergyTraining(
  config: StructureEnergyConfig,
  data: TrainingData,
  options: Pick<TrainingOptions, "initial"> = {},
): StoppableTrainingRun {
  return createRun(resolveStructureEnergy(config), data, options.initial);
}

/**
 * Goes on from a snapshot with the same data: further weights are the same, bit for bit, as without the break.
 * @throws RangeError when the snapshot is not one of such a run, or the data are not the same
 */
export function resumeStructureEnergyTraining(data: TrainingData, snapshot: Snapshot): StoppableTrainingRun {
  return createRun(restoreStructureEnergyRun(snapshot, dataFingerprint(data)).config, data, undefined, snapshot);
}

function createRun(config: ResolvedStructureEnergy, data: TrainingData, initial?: Snapshot, resume?: Snapshot): StoppableTrainingRun {
  const { architecture, averaging } = config;
  const restored = resume && restoreStructureEnergyRun(resume, dataFingerprint(data));
  const element = checkEnergies(data.train, data.validation);
  const calculator = createStructureEnergyCalculator(architecture);
  const validation = config.validationStructures > 0 ? evenly(data.validation, config.validationStructures) : data.validation;
  const random = createRandom(restored?.random ?? config.seed);
  const before = restored?.model ?? (initial && startingModel(config, initial, element));
  const parameters = restored?.parameters ?? before?.parameters.slice() ?? firstModelParameters(architecture, random);
  const model: StructureEnergyModel = { ...(before ?? freshBasis()), parameters };
  const average = restored?.average ?? parameters.slice();
  const adam = restored?.adam ?? createAdam(parameters.length);
  const order = restored?.order ?? Int32Array.from(data.train, (_, k) => k);
  let trainSums: ErrorSums = restored?.trainSums ?? createErrorSums();
  let validationSums: ErrorSums = restored?.validationSums ?? createErrorSums();
  let best: Float64Array | undefined = restored?.best;
  const counters: StructureEnergyCounters = restored?.counters ?? {
    stage: "training",
    position: 0,
    validated: 0,
    epoch: 1,
    bestScore: null,
    improved: false,
    reason: null,
  };
  let wantedStop: TrainingProgress["reason"];
  if (!restored) shuffle(order, random);

  function freshBasis(): StructureEnergyModel {
    const measured = evenly(data.train, structuresMeasured);
    const size = descriptorSize(architecture);
    const { mean, deviation, minimum, maximum } = measureDescriptors(calculator, parameters, measured, size);
    const energyOffset = meanAtomicEnergy(data.train);
    const energyScale = energyPerAtomSpread(data.train, energyOffset);
    return {
      architecture,
      atomicNumber: element,
      parameters,
      centre: mean,
      scale: inputScale(deviation),
      energyOffset,
      energyScale,
      minimum,
      maximum,
    };
  }

  const share = (): number => ((counters.epoch - 1) * order.length + counters.position) / (config.epochs * order.length);

  function rate(): number {
    return config.schedule === "constant" ? config.learningRate : learningRateAt(config.learningRate, share(), adam.steps);
  }

  function trainOne(): void {
    const structure = data.train[order[counters.position]!]!;
    const target = structure.reference!.energy!;
    const { energy, parameterGradient } = calculator.evaluate(model, calculator.geometry(structure), "parameters");
    const error = energy - target;
    if (!Number.isFinite(error)) {
      finish("diverged");
      return;
    }
    const atoms = structure.atomicNumbers.length;
    addErrors(trainSums, atoms, error / atoms, new Float64Array(0), error * error);
    for (let k = 0; k < parameterGradient.length; k++) parameterGradient[k]! *= 2 * error;
    adamStep(adam, parameters, parameterGradient, rate(), config.weightDecay, decays);
    boundModelParameters(architecture, parameters);
    if (averaging > 0) {
      // Short memory at first: the average must forget the random start.
      const decay = Math.min(averaging, (1 + adam.steps) / (10 + adam.steps));
      for (let k = 0; k < average.length; k++) average[k]! += (1 - decay) * (parameters[k]! - average[k]!);
    }
    counters.position++;
    if (adam.steps % config.validateEvery === 0 || counters.position === order.length) beginValidation();
  }

  function beginValidation(): void {
    counters.stage = "validation";
    counters.validated = 0;
    validationSums = createErrorSums();
  }

  function validateOne(): EpochReport | undefined {
    const structure = validation[counters.validated];
    const result = averaging > 0 ? average : parameters;
    if (structure) {
      const { energy } = calculator.evaluate({ ...model, parameters: result }, calculator.geometry(structure), "nothing");
      const atoms = structure.atomicNumbers.length;
      const error = energy - structure.reference!.energy!;
      addErrors(validationSums, atoms, error / atoms, new Float64Array(0), error * error);
      counters.validated++;
      if (counters.validated < validation.length) return undefined;
    }
    // Without validation structures the last weights are as good as any.
    const score = validation.length > 0 ? meanLoss(validationSums) : 0;
    if (!Number.isFinite(score)) {
      finish("diverged");
      return undefined;
    }
    if (counters.bestScore === null || score < counters.bestScore || validation.length === 0) {
      counters.bestScore = score;
      counters.improved = true;
      best = result.slice();
    }
    counters.stage = "training";
    return counters.position === order.length ? closeEpoch() : undefined;
  }

  function closeEpoch(): EpochReport {
    const { epoch, improved } = counters;
    const report: EpochReport = {
      epoch,
      loss: meanLoss(trainSums),
      train: metricsOf(trainSums),
      validation: metricsOf(validationSums),
      best: improved,
      learningRate: rate(),
    };
    trainSums = createErrorSums();
    counters.improved = false;
    if (epoch === config.epochs) finish("maximum-epochs");
    else {
      counters.epoch++;
      counters.position = 0;
      shuffle(order, random);
    }
    return report;
  }

  function finish(reason: NonNullable<TrainingProgress["reason"]>): void {
    counters.stage = "finished";
    counters.reason = reason;
  }

  function bestModel(): Snapshot {
    if (!best) throw new Error("there is no trained model yet: no validation has ended");
    const measured = measureDescriptors(calculator, best, evenly(data.train, structuresMeasured), descriptorSize(architecture));
    return structureEnergyToSnapshot({ ...model, parameters: best, minimum: measured.minimum, maximum: measured.maximum });
  }

  return {
    async advance() {
      if (wantedStop && counters.stage !== "finished") finish(wantedStop);
      let report: EpochReport | undefined;
      if (counters.stage === "training") trainOne();
      else if (counters.stage === "validation") report = validateOne();
      const { epoch, reason } = counters;
      const counts = {
        done: report || reason ? (report?.epoch ?? epoch) : epoch - 1,
        total: config.epochs,
        ...(report ? { epoch: report } : {}),
      };
      return reason ? { phase: "finished", ...counts, reason } : { phase: "epochs", ...counts };
    },
    snapshot: () =>
      packStructureEnergyRun(config, dataFingerprint(data), {
        counters,
        model,
        parameters,
        average,
        adam,
        order,
        trainSums,
        validationSums,
        best,
        random: random.state(),
      }),
    hasModel: () => best !== undefined,
    bestModel,
    requestStop(reason) {
      wantedStop = reason;
    },
    dispose() {
      if (counters.stage !== "finished") finish("early-stopping");
    },
  };
}

function startingModel(config: ResolvedStructureEnergy, initial: Snapshot, element: number): StructureEnergyModel {
  const model = structureEnergyFromSnapshot(initial);
  if (model.atomicNumber !== element) throw new RangeError("the model to start from is of another element: train afresh");
  if (JSON.stringify(model.architecture) !== JSON.stringify(config.architecture))
    throw new RangeError("the model to start from has another network or other descriptors: train afresh");
  return model;
}
