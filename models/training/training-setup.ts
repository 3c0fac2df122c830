// What a Behler-Parrinello run works on, built in two stages: descriptors, one structure after the other; then, once
// all are there, scaling, energy offsets and the first weights.
import type { Descriptor } from "../descriptors/descriptor.ts";
import type { MakePairs } from "../descriptors/pair-derivatives.ts";
import type { ProductFunction } from "../descriptors/product-function.ts";
import { createStructureDescriber, type StructureDescriber } from "../descriptors/structure-describer.ts";
import { createRandom } from "../dynamics/random.ts";
import type { BehlerParrinelloModel, ElementModel } from "../networks/behler-parrinello/model.ts";
import { cellVolume } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { functionsOf, type NetworkPlan, networkOf } from "./architecture.ts";
import type { TrainingProblem, TrainingSample } from "./batch-gradient.ts";
import type { ResolvedTraining } from "./config.ts";
import type { DescriptorSample } from "./descriptor-sample.ts";
import { prepareSample } from "./descriptor-sample.ts";
import { atomicEnergiesOf, fitEnergyOffsets, fitEnergyScale } from "./energy-offsets.ts";
import { initialParameters } from "./initialisation.ts";
import type { InputScaling } from "./input-scaling.ts";
import { fitInputScaling, scaleInputs } from "./input-scaling.ts";
import { elementModelFromParameters, parametersFromElementModel } from "./model-parameters.ts";
import { type NetworkShape, parameterCount } from "./network-step.ts";
import { structureWeights } from "./structure-weights.ts";
import type { TrainingData } from "./training.ts";

/** Known before any descriptor is computed. */
export interface TrainingPlan {
  readonly config: ResolvedTraining;
  readonly species: readonly number[];
  /** All functions, element by element in the order of `species`. */
  readonly functions: readonly ProductFunction[];
  /** Of each element. */
  readonly descriptors: readonly Descriptor[];
  readonly networks: readonly NetworkPlan[];
  readonly describer: StructureDescriber;
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
  checkStresses(data.train, config);
  checkStructureWeights(data.train, config);
  const inData = [...new Set(data.train.flatMap(({ atomicNumbers }) => [...new Set(atomicNumbers)]))].sort((a, b) => a - b);
  const species = initial ? initial.elements.map((element) => element.atomicNumber) : inData;
  for (const z of [...inData, ...data.validation.flatMap(({ atomicNumbers }) => [...new Set(atomicNumbers)])]) {
    if (species.includes(z)) continue;
    if (initial) throw new RangeError(`the model to start from does not know ${symbolOf(z)}: train afresh`);
    throw new RangeError(`${symbolOf(z)} is in the validation structures and not in the training structures`);
  }
  const functions = functionsOf(config, species, initial);
  const networks = species.map((z, e) => networkOf(config, z, initial?.elements[e]));
  const describer = createStructureDescriber(
    species.map((atomicNumber) => ({ atomicNumber, functions: functions.filter((f) => f.centre === atomicNumber) })),
  );
  return { config, species, functions, descriptors: describer.descriptors, networks, describer, initial };
}

/** @throws RangeError where stresses are to be trained on and there are none */
function checkStresses(structures: readonly Structure[], { stressWeight }: ResolvedTraining): void {
  if (stressWeight > 0 && !structures.some(({ reference, cell }) => reference?.stress && cellVolume(cell) !== 0))
    throw new RangeError("no training structure has a reference stress; add them, or leave stressWeight at 0");
}

/** @throws RangeError where a structure's own weight is none, or no structure is of any group that is named */
function checkStructureWeights(structures: readonly Structure[], { weights }: ResolvedTraining): void {
  for (const [k, structure] of structures.entries()) {
    try {
      structureWeights(structure, weights);
    } catch (error) {
      throw new RangeError(`training structure ${k + 1}: ${(error as Error).message}`);
    }
  }
  const { groups = {}, groupKey = "config_type" } = weights;
  const names = Object.keys(groups);
  if (names.length === 0 || structures.some(({ info }) => names.includes(String(info?.[groupKey])))) return;
  const present = [...new Set(structures.flatMap(({ info }) => (info?.[groupKey] === undefined ? [] : [String(info[groupKey])])))];
  throw new RangeError(
    `training.weights.groups: no training structure has a ${groupKey} of ${names.join(", ")}; there is ${present.slice(0, 10).join(", ") || "none at all"}`,
  );
}

function checkReferences(structures: readonly Structure[], part: string, config: ResolvedTraining): void {
  for (const [k, { atomicNumbers, reference }] of structures.entries()) {
    const where = `${part} structure ${k + 1}`;
    if (atomicNumbers.length === 0) throw new RangeError(`${where} has no atoms`);
    if (reference?.energy === undefined || !Number.isFinite(reference.energy)) throw new RangeError(`${where} has no reference energy`);
    if (reference.stress && !(reference.stress.length === 6 && reference.stress.every(Number.isFinite)))
      throw new RangeError(`${where} has a reference stress that is not six finite numbers`);
    if (config.forceWeight > 0 && !reference.forces) {
      throw new RangeError(`${where} has no reference forces; add them, or train on energies alone with forceWeight 0`);
    }
    if (reference.forces && (reference.forces.length !== 3 * atomicNumbers.length || !reference.forces.every(Number.isFinite))) {
      throw new RangeError(`${where} has reference forces that are not three finite numbers an atom`);
    }
  }
}

/** Descriptors and derivatives of one structure: the slow part of preparing. @param makePairs where derivatives are put */
export function describeStructure(plan: TrainingPlan, structure: Structure, makePairs?: MakePairs): DescriptorSample {
  const { describer, config } = plan;
  return prepareSample(structure, describer.listOf(structure), describer, config.stressWeight > 0, makePairs);
}

/** Fixed once descriptors are there; kept in snapshots so that a resumed run does not depend on refitting. */
export interface TrainingBasis {
  readonly scalings: readonly InputScaling[];
  readonly energyOffsets: Float64Array;
  /** Networks' outputs times this are energies less the offsets, eV. */
  readonly energyScale: number;
}

/** Scaling and ranges from the training structures (ranges: and from the model started from). */
export function fitBasis(
  plan: TrainingPlan,
  train: readonly Structure[],
  samples: readonly Pick<DescriptorSample, "values">[],
): TrainingBasis {
  const scalings = plan.descriptors.map(({ size }, e): InputScaling => {
    const before = plan.initial?.elements[e];
    const values = samples.map((sample) => sample.values[e]!);
    // Nothing new of this element: keep the model's own scaling.
    if (before && values.every((matrix) => matrix.length === 0)) return scalingOf(before);
    const scaling = fitInputScaling(values, size);
    if (!before) return scaling;
    const minimum = scaling.minimum.map((value, d) => Math.min(value, before.minimum[d]!));
    const maximum = scaling.maximum.map((value, d) => Math.max(value, before.maximum[d]!));
    return { ...scaling, minimum, maximum };
  });
  const { initial } = plan;
  const given = atomicEnergiesOf(plan.config.atomicEnergies ?? undefined, plan.species);
  const energyOffsets = initial
    ? Float64Array.from(initial.elements, (element) => element.energyOffset)
    : (given ?? fitEnergyOffsets(train, plan.species));
  return { scalings, energyOffsets, energyScale: fitEnergyScale(plan.config.normalise, train, plan.species, energyOffsets) };
}

function scalingOf({ centre, scale, minimum, maximum }: ElementModel): InputScaling {
  const identity = new Float64Array(centre.length ** 2);
  for (let d = 0; d < centre.length; d++) identity[d * (centre.length + 1)] = 1;
  return { centre, scale, minimum, maximum, transform: identity, inverse: identity };
}

export function createProblem(plan: TrainingPlan, basis: TrainingBasis): TrainingProblem {
  const { normaliseNodes, energyWeight, forceWeight, stressWeight } = plan.config;
  const shapes = basis.scalings.map((scaling, e): NetworkShape => {
    const descriptor = plan.descriptors[e]!;
    return {
      inputSize: scaling.scale.length,
      columns: descriptor.columns.radialSize + descriptor.columns.angularSize,
      ...plan.networks[e]!,
      normaliseNodes,
      transform: columnTransform(descriptor, scaling),
    };
  });
  const radialSizes = plan.descriptors.map(({ columns }) => columns.radialSize);
  const weights = { energy: energyWeight, force: forceWeight, stress: stressWeight };
  return { shapes, radialSizes, energyOffsets: basis.energyOffsets, energyScale: basis.energyScale, weights };
}

/** How a network's inputs change with each column of stored derivatives: columns x inputs. */
function columnTransform({ columns }: Descriptor, { scale, transform }: InputScaling): Float64Array {
  const size = scale.length;
  const found = new Float64Array((columns.radialSize + columns.angularSize) * size);
  for (const [k, terms] of columns.combination.entries()) {
    for (const [column, weight] of terms)
      for (let i = 0; i < size; i++) found[column * size + i]! += weight * scale[k]! * transform[k * size + i]!;
  }
  return found;
}

/** Ready for the networks. @param structure that the sample is of */
export function addInputs<T extends Pick<DescriptorSample, "values">>(
  plan: TrainingPlan,
  basis: TrainingBasis,
  sample: T,
  structure: Structure,
): T & Pick<TrainingSample, "inputs" | "weights"> {
  const weights = structureWeights(structure, plan.config.weights);
  return { ...sample, weights, inputs: basis.scalings.map((scaling, e) => scaleInputs(scaling, sample.values[e]!)) };
}

/** Seeded first weights, or the weights of the model started from. */
export function firstParameters(plan: TrainingPlan, problem: TrainingProblem, basis: TrainingBasis): Float64Array {
  const random = createRandom(plan.config.seed);
  const parameters = new Float64Array(problem.shapes.reduce((sum, shape) => sum + parameterCount(shape), 0));
  eachNetwork(problem, parameters, (own, e) => {
    const initial = plan.initial?.elements[e];
    const { initialisation, normaliseNodes } = plan.config;
    if (initial) parametersFromElementModel(initial, basis.scalings[e]!, { normaliseNodes, energyScale: basis.energyScale }, own);
    else initialParameters(random, initialisation, { ...problem.shapes[e]!, normaliseNodes }, own);
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
  const { normaliseNodes } = plan.config;
  const units = { normaliseNodes, energyScale: basis.energyScale };
  eachNetwork(problem, parameters, (own, e) => {
    const { hidden, activation } = problem.shapes[e]!;
    const [scaling, offset] = [basis.scalings[e]!, basis.energyOffsets[e]!];
    elements.push(elementModelFromParameters(plan.species[e]!, activation, hidden, scaling, offset, units, own));
  });
  return { functions: plan.functions, elements };
}

function eachNetwork(problem: TrainingProblem, parameters: Float64Array, visit: (own: Float64Array, element: number) => void): void {
  let offset = 0;
  for (const [e, shape] of problem.shapes.entries()) {
    const count = parameterCount(shape);
    visit(parameters.subarray(offset, offset + count), e);
    offset += count;
  }
}
