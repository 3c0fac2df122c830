// Loss and gradient of a batch of structures: a pure function of weights and samples, so that batches and shards of
// batches can be computed anywhere.
//
//   loss = sum over structures of  wE (dE / N)^2 + wF mean over components of dF^2        (eV and eV/angstrom)
import type { DescriptorSample, SamplePlace } from "./descriptor-sample.ts";
import { contractForces, pullBackResiduals } from "./descriptor-sample.ts";
import type { ErrorSums } from "./error-sums.ts";
import { addErrors, createErrorSums } from "./error-sums.ts";
import type { NetworkShape, NetworkStep } from "./network-step.ts";
import { networkStep, parameterCount } from "./network-step.ts";

/** What stays the same over a training run. */
export interface TrainingProblem {
  /** One network per element. */
  readonly shapes: readonly NetworkShape[];
  readonly radialSizes: readonly number[];
  /** Energy per atom of each element taken off the reference, eV. */
  readonly energyOffsets: Float64Array;
  readonly energyWeight: number;
  readonly forceWeight: number;
}

export interface TrainingSample extends DescriptorSample {
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
  const { shapes, radialSizes, energyOffsets, energyWeight, forceWeight } = problem;
  const sums = createErrorSums();
  const widths = shapes.map((shape) => shape.inputSize);
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
      const { atomCount } = sample;
      let energy = 0;
      for (const [e, step] of steps.entries()) {
        const count = sample.rowCounts[e]!;
        energy += count * energyOffsets[e]!;
        for (let row = 0; row < count; row++) energy += step!.energies[rowStart[e]! + row]!;
      }
      const perAtom = (energy - sample.energy) / atomCount;
      let loss = energyWeight * perAtom * perAtom;
      const errors = sample.forces.length > 0 ? contractForces(sample, gradients, place) : new Float64Array(0);
      let squares = 0;
      for (let k = 0; k < errors.length; k++) {
        errors[k]! -= sample.forces[k]!;
        squares += errors[k]! ** 2;
      }
      if (errors.length > 0) loss += (forceWeight * squares) / errors.length;
      addErrors(sums, atomCount, perAtom, errors, loss);
      if (!wantGradient) continue;
      const energyAdjoint = (2 * energyWeight * perAtom) / atomCount;
      for (const [e, adjoint] of energyAdjoints.entries()) adjoint.fill(energyAdjoint, rowStart[e]!, rowStart[e]! + sample.rowCounts[e]!);
      if (errors.length === 0 || forceWeight === 0) continue;
      const factor = (2 * forceWeight) / errors.length;
      for (let k = 0; k < errors.length; k++) errors[k]! *= factor;
      pullBackResiduals(sample, errors, directions, place);
    }
    if (!wantGradient) return { sums };
    const gradient = new Float64Array(parameters.length);
    for (const [e, step] of steps.entries()) if (step) gradient.set(await step.backward(energyAdjoints[e]!, directions[e]!), offsets[e]!);
    return { gradient, sums };
  } finally {
    for (const step of steps) step?.dispose();
  }
}
