// Gradient descent with momentum over flat parameters (Polyak 1964): each step is the gradient's and a share of the last.

/** One step down `gradient`; changes `parameters` and `velocity`, the last step. */
export function sgdStep(
  velocity: Float64Array,
  parameters: Float64Array,
  gradient: Float64Array,
  learningRate: number,
  momentum: number,
): void {
  for (let k = 0; k < parameters.length; k++) {
    velocity[k] = momentum * velocity[k]! - learningRate * gradient[k]!;
    parameters[k]! += velocity[k]!;
  }
}
