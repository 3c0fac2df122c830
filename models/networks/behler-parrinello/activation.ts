// Activations of hidden layers, one at a time in float64. Their tensor forms are with the training step.

/** "twisted-tanh": 1.7159 tanh(2x/3) + 0.1 x (LeCun et al. 1998; the linear twist keeps the slope from vanishing). */
export type Activation = "tanh" | "linear" | "sigmoid" | "softplus" | "twisted-tanh" | "silu";

export const activations: readonly Activation[] = ["tanh", "linear", "sigmoid", "softplus", "twisted-tanh", "silu"];

/** Slope of the linear twist. */
export const twist = 0.1;

/** Overwrites `x[0..size)` by its activation and writes the slope at each. */
export function activateInPlace(kind: Activation, x: Float64Array, slope: Float64Array, size: number): void {
  switch (kind) {
    case "tanh":
      for (let k = 0; k < size; k++) {
        const y = Math.tanh(x[k]!);
        x[k] = y;
        slope[k] = 1 - y * y;
      }
      return;
    case "linear":
      slope.fill(1, 0, size);
      return;
    case "sigmoid":
      for (let k = 0; k < size; k++) {
        const y = logistic(x[k]!);
        x[k] = y;
        slope[k] = y * (1 - y);
      }
      return;
    case "softplus":
      for (let k = 0; k < size; k++) {
        const v = x[k]!;
        x[k] = Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
        slope[k] = logistic(v);
      }
      return;
    case "twisted-tanh":
      for (let k = 0; k < size; k++) {
        const t = Math.tanh((2 / 3) * x[k]!);
        x[k] = 1.7159 * t + twist * x[k]!;
        slope[k] = ((1.7159 * 2) / 3) * (1 - t * t) + twist;
      }
      return;
    case "silu":
      for (let k = 0; k < size; k++) {
        const v = x[k]!;
        const s = logistic(v);
        x[k] = v * s;
        slope[k] = s * (1 + v * (1 - s));
      }
  }
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
