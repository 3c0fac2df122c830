// Activations of hidden layers, one at a time in float64. Their tensor forms are with the training step.

/**
 * "scaled-tanh": 1.7159 tanh(2x/3), aenet's mtanh; "twisted-tanh": the same + 0.1 x (LeCun et al. 1998; the linear twist keeps
 * the slope from vanishing). "gaussian" exp(-x^2/2), "cosine" cos x, "reversed-sigmoid" 1 - sigmoid, "exponential" exp(-x) and
 * "harmonic" x^2 as n2p2 defines them.
 */
export type Activation =
  | "tanh"
  | "linear"
  | "sigmoid"
  | "softplus"
  | "scaled-tanh"
  | "twisted-tanh"
  | "silu"
  | "gaussian"
  | "relu"
  | "cosine"
  | "reversed-sigmoid"
  | "exponential"
  | "harmonic";

export const activations: readonly Activation[] = [
  "tanh",
  "linear",
  "sigmoid",
  "softplus",
  "scaled-tanh",
  "twisted-tanh",
  "silu",
  "gaussian",
  "relu",
  "cosine",
  "reversed-sigmoid",
  "exponential",
  "harmonic",
];

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
      return;
    case "scaled-tanh":
      for (let k = 0; k < size; k++) {
        const t = Math.tanh((2 / 3) * x[k]!);
        x[k] = 1.7159 * t;
        slope[k] = ((1.7159 * 2) / 3) * (1 - t * t);
      }
      return;
    case "gaussian":
      for (let k = 0; k < size; k++) {
        const v = x[k]!;
        x[k] = Math.exp(-0.5 * v * v);
        slope[k] = -v * x[k]!;
      }
      return;
    case "relu":
      for (let k = 0; k < size; k++) {
        slope[k] = x[k]! > 0 ? 1 : 0;
        x[k] = Math.max(x[k]!, 0);
      }
      return;
    case "cosine":
      for (let k = 0; k < size; k++) {
        slope[k] = -Math.sin(x[k]!);
        x[k] = Math.cos(x[k]!);
      }
      return;
    case "reversed-sigmoid":
      for (let k = 0; k < size; k++) {
        const y = logistic(-x[k]!);
        x[k] = y;
        slope[k] = y * (y - 1);
      }
      return;
    case "exponential":
      for (let k = 0; k < size; k++) {
        x[k] = Math.exp(-x[k]!);
        slope[k] = -x[k]!;
      }
      return;
    case "harmonic":
      for (let k = 0; k < size; k++) {
        slope[k] = 2 * x[k]!;
        x[k] = x[k]! * x[k]!;
      }
  }
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
