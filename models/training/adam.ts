// Adam over flat parameters, with the decoupled weight decay of AdamW (Kingma and Ba 2015; Loshchilov and Hutter 2019).

export interface AdamState {
  readonly mean: Float64Array;
  readonly square: Float64Array;
  steps: number;
}

export function createAdam(size: number): AdamState {
  return { mean: new Float64Array(size), square: new Float64Array(size), steps: 0 };
}

/** Decay of the running means of the gradient and of its square: beta1 and beta2 of the paper. */
export interface AdamDecays {
  readonly mean: number;
  readonly square: number;
}

const usualDecays: AdamDecays = { mean: 0.9, square: 0.999 };
const tiny = 1e-8;

/** One step down `gradient`; changes `parameters` and `state`. */
export function adamStep(
  state: AdamState,
  parameters: Float64Array,
  gradient: Float64Array,
  learningRate: number,
  weightDecay = 0,
  { mean: decayMean, square: decaySquare }: AdamDecays = usualDecays,
): void {
  state.steps++;
  const { mean, square, steps } = state;
  const meanScale = 1 / (1 - decayMean ** steps);
  const squareScale = 1 / (1 - decaySquare ** steps);
  for (let k = 0; k < parameters.length; k++) {
    const g = gradient[k]!;
    mean[k] = decayMean * mean[k]! + (1 - decayMean) * g;
    square[k] = decaySquare * square[k]! + (1 - decaySquare) * g * g;
    const step = (mean[k]! * meanScale) / (Math.sqrt(square[k]! * squareScale) + tiny);
    parameters[k]! -= learningRate * (step + weightDecay * parameters[k]!);
  }
}
