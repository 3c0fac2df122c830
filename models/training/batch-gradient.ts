// Loss and gradient of a batch of structures: a pure function of weights and samples, so that batches and shards of
// batches can be computed anywhere.
//
//   loss = sum over structures of  wE (dE / N)^2 + wF mean of dF^2 + wS mean of (V dS / N)^2        (eV and eV/angstrom)
//
// with means over components, each weight times the structure's own.
import type { KernelStep } from "../kernels/network-step.ts";
import type { DescriptorSample, SamplePlace } from "./descriptor-sample.ts";
import { type ErrorParts, errorParts } from "./error-parts.ts";
import type { ErrorSums } from "./error-sums.ts";
import { addErrors, createErrorSums } from "./error-sums.ts";
import {
  kernelFor,
  type LoadedNetworks,
  loadNetworks,
  type NetworkShape,
  type NetworkStep,
  networkStep,
  parameterCount,
} from "./network-step.ts";
import { pullBack } from "./response.ts";
import type { PartWeights } from "./structure-weights.ts";

/** What stays the same over a training run. */
export interface TrainingProblem {
  /** One network per element. */
  readonly shapes: readonly NetworkShape[];
  readonly radialSizes: readonly number[];
  /** Energy per atom of each element taken off the reference, eV. */
  readonly energyOffsets: Float64Array;
  /** Networks' outputs times this are energies less the offsets, eV. */
  readonly energyScale: number;
  readonly weights: PartWeights;
}

export interface TrainingSample extends DescriptorSample {
  /** The structure's own factors of the loss's parts. */
  readonly weights: PartWeights;
  /** Decorrelated inputs per element, rows x size. */
  readonly inputs: readonly Float32Array[];
}

export interface BatchResult {
  /** Gradient of the summed loss; left out where not asked for. */
  readonly gradient?: Float64Array;
  readonly sums: ErrorSums;
}

/** Flat parameters: the networks of `shapes`, one after the other. */
export async function batchErrors(
  problem: TrainingProblem,
  parameters: Float64Array,
  samples: readonly TrainingSample[],
  wantGradient: boolean,
): Promise<BatchResult> {
  const kernel = kernelFor(problem.shapes);
  const loaded = kernel && loadNetworks(kernel, problem.shapes, parameters);
  if (loaded) {
    try {
      const found = batchErrorsNow(problem, loaded, samples, wantGradient);
      if (found) return found;
    } finally {
      loaded.dispose();
    }
  }
  const batch = arrange(problem, samples);
  const steps: (NetworkStep | undefined)[] = [];
  try {
    let offset = 0;
    for (const [e, shape] of problem.shapes.entries()) {
      const count = parameterCount(shape);
      const own = parameters.subarray(offset, offset + count);
      steps.push(batch.rows[e] ? await networkStep(shape, own, inputsOf(problem, batch, samples, e)) : undefined);
      offset += count;
    }
    const { sums, energyAdjoints, directions } = compare(problem, batch, samples, steps, wantGradient);
    if (!wantGradient) return { sums };
    const parts: (Float64Array | undefined)[] = [];
    for (const [e, step] of steps.entries()) parts.push(await step?.backward(energyAdjoints[e]!, directions[e]!));
    return { sums, gradient: behindOneAnother(problem, parts) };
  } finally {
    for (const step of steps) step?.dispose();
  }
}

/** The same at once, of networks that are loaded. @returns undefined where their memory cannot hold a step */
export function batchErrorsNow(
  problem: TrainingProblem,
  { networks }: LoadedNetworks,
  samples: readonly TrainingSample[],
  wantGradient: boolean,
): BatchResult | undefined {
  const batch = arrange(problem, samples);
  const steps: (KernelStep | undefined)[] = [];
  try {
    for (const [e, network] of networks.entries()) {
      const step = batch.rows[e] ? network.step(inputsOf(problem, batch, samples, e)) : undefined;
      if (batch.rows[e] && !step) return undefined;
      steps.push(step);
    }
    const { sums, energyAdjoints, directions } = compare(problem, batch, samples, steps, wantGradient);
    if (!wantGradient) return { sums };
    const parts = steps.map((step, e) => step?.backwardNow(energyAdjoints[e]!, directions[e]!));
    return { sums, gradient: behindOneAnother(problem, parts) };
  } finally {
    for (const step of steps) step?.dispose();
  }
}

/** A batch's rows of each element, and where each sample's begin. */
interface Arrangement {
  readonly rows: readonly number[];
  readonly starts: readonly (readonly number[])[];
}

function arrange({ shapes }: TrainingProblem, samples: readonly TrainingSample[]): Arrangement {
  const rows = shapes.map(() => 0);
  const starts = samples.map(({ rowCounts }) =>
    rowCounts.map((count, e) => {
      rows[e]! += count;
      return rows[e]! - count;
    }),
  );
  return { rows, starts };
}

function inputsOf(
  { shapes }: TrainingProblem,
  { rows, starts }: Arrangement,
  samples: readonly TrainingSample[],
  element: number,
): Float32Array {
  const { inputSize } = shapes[element]!;
  const inputs = new Float32Array(rows[element]! * inputSize);
  for (const [s, sample] of samples.entries()) inputs.set(sample.inputs[element]!, starts[s]![element]! * inputSize);
  return inputs;
}

/** Errors of the samples, and what the loss makes of them: its derivatives by energies, and by gradients, rows x columns. */
function compare(
  problem: TrainingProblem,
  { rows, starts }: Arrangement,
  samples: readonly TrainingSample[],
  steps: readonly (NetworkStep | undefined)[],
  wantGradient: boolean,
): { sums: ErrorSums; energyAdjoints: readonly Float32Array[]; directions: readonly Float32Array[] } {
  const { shapes, radialSizes, energyScale } = problem;
  const sums = createErrorSums();
  const widths = shapes.map((shape) => shape.columns);
  const gradients = steps.map((step) => step?.gradients ?? new Float32Array(0));
  const energyAdjoints = rows.map((count) => new Float32Array(wantGradient ? count : 0));
  const directions = rows.map((count, e) => new Float32Array(wantGradient ? count * widths[e]! : 0));
  for (const [s, sample] of samples.entries()) {
    const rowStart = starts[s]!;
    const place: SamplePlace = { rowStart, widths, radialSizes };
    const parts = errorParts(problem, sample, steps, gradients, place);
    addErrors(sums, sample.atomCount, parts.perAtom, parts.forces, parts.loss, parts.stress, sample.volume);
    if (!wantGradient) continue;
    const energyAdjoint = (2 * parts.weights.energy * energyScale * parts.perAtom) / sample.atomCount;
    for (const [e, adjoint] of energyAdjoints.entries()) adjoint.fill(energyAdjoint, rowStart[e]!, rowStart[e]! + sample.rowCounts[e]!);
    pullBackErrors(parts, energyScale, sample, directions, place);
  }
  return { sums, energyAdjoints, directions };
}

/** Gradients of the elements' networks; zeros for an element without atoms. */
function behindOneAnother({ shapes }: TrainingProblem, parts: readonly (Float64Array | undefined)[]): Float64Array {
  const counts = shapes.map(parameterCount);
  const gradient = new Float64Array(counts.reduce((sum, count) => sum + count, 0));
  let offset = 0;
  for (const [e, count] of counts.entries()) {
    if (parts[e]) gradient.set(parts[e]!, offset);
    offset += count;
  }
  return gradient;
}

/** Adds the derivatives of the loss of forces and stress by dE/dcolumn, networks' outputs being in units of `energyScale`. */
function pullBackErrors(
  { weights, forces, strain }: ErrorParts,
  energyScale: number,
  sample: TrainingSample,
  directions: readonly Float32Array[],
  place: SamplePlace,
): void {
  const ofForces = (2 * weights.force * energyScale) / forces.length;
  const ofStrain = (2 * weights.stress * energyScale) / (strain.length * sample.atomCount ** 2);
  const f = weights.force > 0 ? forces.map((error) => ofForces * error) : new Float64Array(0);
  const s = weights.stress > 0 ? strain.map((error) => ofStrain * error) : new Float64Array(0);
  pullBack(sample, f, s, directions, place);
}
