// One structure as observations: how far its energy and some of its force components are from their references, and how
// each of these changes with every weight. What optimisers need that know more than the gradient of the loss.
//
// An observation is weighted as in the loss (sqrt(energyWeight) times the energy per atom, sqrt(forceWeight) times a
// force component), so that half the sum of their squares is what is minimised.
import type { TrainingProblem, TrainingSample } from "./batch-gradient.ts";
import { contractForces, pullBackResiduals, type SamplePlace } from "./descriptor-sample.ts";
import { addErrors, createErrorSums, type ErrorSums } from "./error-sums.ts";
import { type NetworkStep, networkStep, parameterCount } from "./network-step.ts";

export interface Observations {
  /** Prediction less reference, weighted: the energy, then the components asked for. */
  readonly residuals: Float64Array;
  /** Derivatives of each residual by the parameters, residuals x parameters. */
  readonly rows: Float32Array;
  readonly sums: ErrorSums;
}

/**
 * @param components of the forces, 0 to 3N - 1
 * @param wantRows false: `rows` stays empty
 */
export async function observe(
  problem: TrainingProblem,
  parameters: Float64Array,
  sample: TrainingSample,
  components: readonly number[],
  wantRows: boolean,
): Promise<Observations> {
  const { shapes, radialSizes, energyOffsets, energyWeight, forceWeight } = problem;
  const { atomCount, rowCounts } = sample;
  const widths = shapes.map((shape) => shape.inputSize);
  const place: SamplePlace = { rowStart: shapes.map(() => 0), widths, radialSizes };
  const steps: (NetworkStep | undefined)[] = [];
  const offsets: number[] = [];
  try {
    let offset = 0;
    for (const [e, shape] of shapes.entries()) {
      const count = parameterCount(shape);
      offsets.push(offset);
      steps.push(rowCounts[e] ? await networkStep(shape, parameters.subarray(offset, offset + count), sample.inputs[e]!) : undefined);
      offset += count;
    }
    let energy = 0;
    for (const [e, step] of steps.entries()) {
      energy += rowCounts[e]! * energyOffsets[e]!;
      for (const own of step?.energies ?? []) energy += own;
    }
    const perAtom = (energy - sample.energy) / atomCount;
    const gradients = steps.map((step) => step?.gradients ?? new Float32Array(0));
    const errors = sample.forces.length > 0 ? contractForces(sample, gradients, place) : new Float64Array(0);
    let squares = 0;
    for (let k = 0; k < errors.length; k++) {
      errors[k]! -= sample.forces[k]!;
      squares += errors[k]! ** 2;
    }
    const sums = createErrorSums();
    const loss = energyWeight * perAtom * perAtom + (errors.length > 0 ? (forceWeight * squares) / errors.length : 0);
    addErrors(sums, atomCount, perAtom, errors, loss);

    const energyScale = Math.sqrt(energyWeight);
    const forceScale = Math.sqrt(forceWeight);
    const residuals = Float64Array.of(energyScale * perAtom, ...components.map((c) => forceScale * errors[c]!));
    if (!wantRows) return { residuals, rows: new Float32Array(0), sums };
    const rows = new Float32Array(residuals.length * parameters.length);
    const unit = new Float64Array(errors.length);
    for (let r = 0; r < residuals.length; r++) {
      const directions = rowCounts.map((count, e) => new Float32Array(count * widths[e]!));
      if (r > 0) {
        unit[components[r - 1]!] = forceScale;
        pullBackResiduals(sample, unit, directions, place);
        unit[components[r - 1]!] = 0;
      }
      const adjoint = r === 0 ? energyScale / atomCount : 0;
      for (const [e, step] of steps.entries()) {
        if (!step) continue;
        const adjoints = new Float32Array(rowCounts[e]!).fill(adjoint);
        rows.set(await step.backward(adjoints, directions[e]!), r * parameters.length + offsets[e]!);
      }
    }
    return { residuals, rows, sums };
  } finally {
    for (const step of steps) step?.dispose();
  }
}
