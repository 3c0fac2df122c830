// One structure as observations: how far its energy and some of its force components are from their references, and how
// each of these changes with every weight. What optimisers need that know more than the gradient of the loss.
//
// An observation is weighted as in the loss (sqrt of the energy's weight times the energy per atom, sqrt of the forces' times a
// force component, sqrt of the stress's times a component of the strain derivative per atom), so that half the sum of their
// squares is what is minimised.
import type { TrainingProblem, TrainingSample } from "./batch-gradient.ts";
import type { SamplePlace } from "./descriptor-sample.ts";
import { errorParts } from "./error-parts.ts";
import { addErrors, createErrorSums, type ErrorSums } from "./error-sums.ts";
import { type NetworkStep, networkStep, parameterCount } from "./network-step.ts";
import { pullBack } from "./response.ts";

export interface Observations {
  /** Prediction less reference, weighted: the energy, the components asked for, the strain derivative where stress is trained on. */
  readonly residuals: Float64Array;
  /** Of each residual's square in the loss: 1 for the energy; means over force components, as if those asked for were all, and over strains. */
  readonly shares: Float64Array;
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
  const { shapes, radialSizes, energyScale } = problem;
  const { atomCount, rowCounts } = sample;
  const widths = shapes.map((shape) => shape.columns);
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
    const gradients = steps.map((step) => step?.gradients ?? new Float32Array(0));
    const parts = errorParts(problem, sample, steps, gradients, place);
    const { perAtom, forces, strain, stress, weights } = parts;
    const sums = createErrorSums();
    addErrors(sums, atomCount, perAtom, forces, parts.loss, stress, sample.volume);

    const energyFactor = Math.sqrt(weights.energy);
    const forceFactor = Math.sqrt(weights.force);
    const strainFactor = strain.length > 0 ? Math.sqrt(weights.stress) / atomCount : 0;
    const strains = weights.stress > 0 ? [...strain] : [];
    const residuals = Float64Array.of(
      energyFactor * perAtom,
      ...components.map((c) => forceFactor * forces[c]!),
      ...strains.map((error) => strainFactor * error),
    );
    const shares = residuals.map((_, r) => (r === 0 ? 1 : 1 / (r > components.length ? strains.length : components.length)));
    if (!wantRows) return { residuals, shares, rows: new Float32Array(0), sums };
    const rows = new Float32Array(residuals.length * parameters.length);
    const unit = new Float64Array(forces.length);
    const unitStrain = new Float64Array(strains.length);
    for (let r = 0; r < residuals.length; r++) {
      const directions = rowCounts.map((count, e) => new Float32Array(count * widths[e]!));
      if (r > components.length) {
        unitStrain[r - 1 - components.length] = energyScale * strainFactor;
        pullBack(sample, new Float64Array(0), unitStrain, directions, place);
        unitStrain.fill(0);
      } else if (r > 0) {
        unit[components[r - 1]!] = energyScale * forceFactor;
        pullBack(sample, unit, new Float64Array(0), directions, place);
        unit[components[r - 1]!] = 0;
      }
      const adjoint = r === 0 ? (energyScale * energyFactor) / atomCount : 0;
      for (const [e, step] of steps.entries()) {
        if (!step) continue;
        const adjoints = new Float32Array(rowCounts[e]!).fill(adjoint);
        rows.set(await step.backward(adjoints, directions[e]!), r * parameters.length + offsets[e]!);
      }
    }
    return { residuals, shares, rows, sums };
  } finally {
    for (const step of steps) step?.dispose();
  }
}
