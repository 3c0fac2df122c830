// Loss and gradient of a batch of structures: a pure function of weights and samples, so that batches and shards of
// batches can be computed anywhere.
//
//   loss = sum over structures of  wE (dE / N)^2 + wF mean of dF^2 + wS mean of (V dS / N)^2        (eV and eV/angstrom)
//
// with means over components, each weight times the structure's own.
import type { DescriptorSample, SamplePlace } from "./descriptor-sample.ts";
import { type ErrorParts, errorParts } from "./error-parts.ts";
import type { ErrorSums } from "./error-sums.ts";
import { addErrors, createErrorSums } from "./error-sums.ts";
import type { NetworkShape, NetworkStep } from "./network-step.ts";
import { networkStep, parameterCount } from "./network-step.ts";
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
  const { shapes, radialSizes, energyScale } = problem;
  const sums = createErrorSums();
  const widths = shapes.map((shape) => shape.columns);
  const starts = samples.map(() => shapes.map(() => 0));
  const rows = shapes.map((_, e) => {
    let total = 0;
    for (const [s, sample] of samples.entries()) {
      starts[s]![e] = total;
      total += sample.rowCounts[e]!;
    }
    return total;
  });
  const steps: (NetworkStep | undefined)[] = [];
  const offsets: number[] = [];
  let offset = 0;
  try {
    for (const [e, shape] of shapes.entries()) {
      const count = parameterCount(shape);
      offsets.push(offset);
      if (rows[e]! === 0) steps.push(undefined);
      else {
        const inputs = new Float32Array(rows[e]! * shape.inputSize);
        for (const [s, sample] of samples.entries()) inputs.set(sample.inputs[e]!, starts[s]![e]! * shape.inputSize);
        steps.push(await networkStep(shape, parameters.subarray(offset, offset + count), inputs));
      }
      offset += count;
    }
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
    if (!wantGradient) return { sums };
    const gradient = new Float64Array(parameters.length);
    for (const [e, step] of steps.entries()) if (step) gradient.set(await step.backward(energyAdjoints[e]!, directions[e]!), offsets[e]!);
    return { gradient, sums };
  } finally {
    for (const step of steps) step?.dispose();
  }
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
