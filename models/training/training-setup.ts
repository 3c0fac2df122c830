// What a Behler-Parrinello run works on, built in two stages: descriptors, one structure after the other; then, once
// all are there, scaling, energy offsets and the first weights.
import { expandDescriptors } from "../descriptors/descriptor-config.ts";
import type { SymmetryFunctionCalculator } from "../descriptors/symmetry-function-calculator.ts";
import { createSymmetryFunctionCalculator } from "../descriptors/symmetry-function-calculator.ts";
import type { SymmetryFunctionSet } from "../descriptors/symmetry-function-set.ts";
import { createSymmetryFunctionSet } from "../descriptors/symmetry-function-set.ts";
import { createRandom } from "../dynamics/random.ts";
import type { BehlerParrinelloModel, ElementModel } from "../networks/behler-parrinello/model.ts";
import { symbolOf } from "../structure/elements.ts";
import { buildNeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import type { TrainingProblem, TrainingSample } from "./batch-gradient.ts";
import type { ResolvedTraining } from "./config.ts";
import type { DescriptorSample } from "./descriptor-sample.ts";
import { prepareSample } from "./descriptor-sample.ts";
import { fitEnergyOffsets } from "./energy-offsets.ts";
import type { InputScaling } from "./input-scaling.ts";
import { fitInputScaling, scaleInputs } from "./input-scaling.ts";
import { elementModelFromParameters, initialParameters, parametersFromElementModel } from "./model-parameters.ts";
import { parameterCount } from "./network-step.ts";
import type { TrainingData } from "./training.ts";

/** Known before any descriptor is computed. */
export interface TrainingPlan {
  readonly config: ResolvedTraining;
  readonly species: readonly number[];
  readonly sets: readonly SymmetryFunctionSet[];
  readonly calculators: readonly SymmetryFunctionCalculator[];
  readonly cutoffAngstrom: number;
  /** The model that a warm start begins from. */
  readonly initial: BehlerParrinelloModel | undefined;
}

/**
 * @throws RangeError for data without energies, elements that a warm start does not know, or another architecture than its
 */
export function planTraining(config: ResolvedTraining, data: TrainingData, initial?: BehlerParrinelloModel): TrainingPlan {
  if (data.train.length === 0) throw new RangeError("training needs at least one structure");
  checkReferences(data.train, "training", config);
  checkReferences(data.validation, "validation", config);
  const inData = [...new Set(data.train.flatMap(({ atomicNumbers }) => [...new Set(atomicNumbers)]))].sort((a, b) => a - b);
  const species = initial ? initial.elements.map((element) => element.atomicNumber) : inData;
  for (const z of [...inData, ...data.validation.flatMap(({ atomicNumbers }) => [...new Set(atomicNumbers)])]) {
    if (species.includes(z)) continue;
    if (initial) throw new RangeError(`the model to start from does not know ${symbolOf(z)}: train afresh`);
    throw new RangeError(`${symbolOf(z)} is in the validation structures and not in the training structures`);
  }
  const expanded = expandDescriptors(config.descriptors, species);
  const sets = species.map((z) => createSymmetryFunctionSet(expanded, z));
  if (initial) checkSameArchitecture(config, sets, initial);
  const calculators = sets.map(createSymmetryFunctionCalculator);
  return { config, species, sets, calculators, cutoffAngstrom: Math.max(...sets.map((set) => set.cutoff)), initial };
}

function checkReferences(structures: readonly Structure[], part: string, config: ResolvedTraining): void {
  for (const [k, { atomicNumbers, reference }] of structures.entries()) {
    const where = `${part} structure ${k + 1}`;
    if (atomicNumbers.length === 0) throw new RangeError(`${where} has no atoms`);
    if (reference?.energy === undefined || !Number.isFinite(reference.energy)) throw new RangeError(`${where} has no reference energy`);
    if (config.forceWeight > 0 && !reference.forces) {
      throw new RangeError(`${where} has no reference forces; add them, or train on energies alone with forceWeight 0`);
    }
    if (reference.forces && (reference.forces.length !== 3 * atomicNumbers.length || !reference.forces.every(Number.isFinite))) {
      throw new RangeError(`${where} has reference forces that are not three finite numbers an atom`);
    }
  }
}

function checkSameArchitecture(config: ResolvedTraining, sets: readonly SymmetryFunctionSet[], initial: BehlerParrinelloModel): void {
  const theirs = initial.elements.flatMap(({ atomicNumber }) => createSymmetryFunctionSet(initial.functions, atomicNumber).names);
  const ours = sets.flatMap((set) => set.names);
  if (ours.join() !== theirs.join()) throw new RangeError("the model to start from has other descriptors: train afresh");
  for (const { layers, activation } of initial.elements) {
    const hidden = layers.slice(0, -1).map((layer) => layer.biases.length);
    if (hidden.join() !== config.hidden.join() || activation !== config.activation) {
      throw new RangeError(
        `the model to start from has hidden layers ${hidden.join("-")} ${activation}, not ${config.hidden.join("-")} ${config.activation}: train afresh`,
      );
    }
  }
}

/** Descriptors and derivatives of one structure: the slow part of preparing. */
export function describeStructure(plan: TrainingPlan, structure: Structure): DescriptorSample {
  return prepareSample(structure, buildNeighbourList(structure, plan.cutoffAngstrom), plan.calculators);
}

/** Fixed once descriptors are there; kept in snapshots so that a resumed run does not depend on refitting. */
export interface TrainingBasis {
  readonly scalings: readonly InputScaling[];
  readonly energyOffsets: Float64Array;
}

/** Scaling and ranges from the training structures (ranges: and from the model started from). */
export function fitBasis(plan: TrainingPlan, train: readonly Structure[], samples: readonly DescriptorSample[]): TrainingBasis {
  const scalings = plan.sets.map((set, e): InputScaling => {
    const before = plan.initial?.elements[e];
    const values = samples.map((sample) => sample.values[e]!);
    // Nothing new of this element: keep the model's own scaling.
    if (before && values.every((matrix) => matrix.length === 0)) return scalingOf(before);
    const scaling = fitInputScaling(values, set.size);
    if (!before) return scaling;
    const minimum = scaling.minimum.map((value, d) => Math.min(value, before.minimum[d]!));
    const maximum = scaling.maximum.map((value, d) => Math.max(value, before.maximum[d]!));
    return { ...scaling, minimum, maximum };
  });
  const { initial } = plan;
  const energyOffsets = initial
    ? Float64Array.from(initial.elements, (element) => element.energyOffset)
    : fitEnergyOffsets(train, plan.species);
  return { scalings, energyOffsets };
}

function scalingOf({ centre, scale, minimum, maximum }: ElementModel): InputScaling {
  const identity = new Float64Array(centre.length ** 2);
  for (let d = 0; d < centre.length; d++) identity[d * (centre.length + 1)] = 1;
  return { centre, scale, minimum, maximum, transform: identity, inverse: identity };
}

export function createProblem(plan: TrainingPlan, basis: TrainingBasis): TrainingProblem {
  const { hidden, activation, energyWeight, forceWeight } = plan.config;
  const shapes = basis.scalings.map(({ scale, transform }) => {
    const inputSize = scale.length;
    return { inputSize, hidden, activation, transform: transform.map((value, k) => value * scale[Math.floor(k / inputSize)]!) };
  });
  return { shapes, radialSizes: plan.sets.map((set) => set.radialSize), energyOffsets: basis.energyOffsets, energyWeight, forceWeight };
}

export function addInputs(basis: TrainingBasis, sample: DescriptorSample): TrainingSample {
  return { ...sample, inputs: basis.scalings.map((scaling, e) => scaleInputs(scaling, sample.values[e]!)) };
}

/** Seeded first weights, or the weights of the model started from. */
export function firstParameters(plan: TrainingPlan, problem: TrainingProblem, basis: TrainingBasis): Float64Array {
  const random = createRandom(plan.config.seed);
  const parameters = new Float64Array(problem.shapes.reduce((sum, shape) => sum + parameterCount(shape), 0));
  eachNetwork(problem, parameters, (own, e) => {
    const initial = plan.initial?.elements[e];
    if (initial) parametersFromElementModel(initial, basis.scalings[e]!, own);
    else initialParameters(random, problem.shapes[e]!.inputSize, plan.config.hidden, own);
  });
  return parameters;
}

export function modelOf(
  plan: TrainingPlan,
  problem: TrainingProblem,
  basis: TrainingBasis,
  parameters: Float64Array,
): BehlerParrinelloModel {
  const elements: ElementModel[] = [];
  const { activation, hidden } = plan.config;
  eachNetwork(problem, parameters, (own, e) => {
    elements.push(elementModelFromParameters(plan.species[e]!, activation, hidden, basis.scalings[e]!, basis.energyOffsets[e]!, own));
  });
  return { functions: plan.sets.flatMap((set) => set.functions), elements };
}

function eachNetwork(problem: TrainingProblem, parameters: Float64Array, visit: (own: Float64Array, element: number) => void): void {
  let offset = 0;
  for (const [e, shape] of problem.shapes.entries()) {
    const count = parameterCount(shape);
    visit(parameters.subarray(offset, offset + count), e);
    offset += count;
  }
}
