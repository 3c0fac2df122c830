// Activations as tensor operations with their first and second derivatives, for the training step.
import type { Tensor2D } from "@tensorflow/tfjs-core";
import {
  add,
  cast,
  cos,
  exp,
  greater,
  mul,
  neg,
  onesLike,
  relu,
  sigmoid,
  sin,
  softplus,
  square,
  sub,
  tanh,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import { twist } from "../networks/behler-parrinello/activation.ts";

export interface ActivatedTensor {
  readonly value: Tensor2D;
  readonly slope: Tensor2D;
  /** Second derivative; called only by the backward pass. */
  curvature(): Tensor2D;
}

/** To be called inside a tidy: temporaries are the caller's to clean. */
export function activateTensor(kind: Activation, z: Tensor2D): ActivatedTensor {
  switch (kind) {
    case "tanh": {
      const value = tanh(z);
      const slope = sub(1, square(value)) as Tensor2D;
      return { value, slope, curvature: () => mul(mul(value, slope), -2) };
    }
    case "linear":
      return { value: z, slope: onesLike(z), curvature: () => zerosLike(z) };
    case "sigmoid": {
      const value = sigmoid(z);
      const slope = mul(value, sub(1, value)) as Tensor2D;
      return { value, slope, curvature: () => mul(slope, sub(1, mul(value, 2))) };
    }
    case "softplus": {
      const slope = sigmoid(z);
      return { value: softplus(z), slope, curvature: () => mul(slope, sub(1, slope)) };
    }
    case "twisted-tanh": {
      const t = tanh(mul(z, 2 / 3)) as Tensor2D;
      const bend = sub(1, square(t)) as Tensor2D;
      const slope = add(mul(bend, (1.7159 * 2) / 3), twist) as Tensor2D;
      return { value: add(mul(t, 1.7159), mul(z, twist)), slope, curvature: () => mul(mul(t, bend), (-2 * 1.7159 * 4) / 9) };
    }
    case "silu": {
      const s = sigmoid(z);
      const value = mul(z, s) as Tensor2D;
      const slope = add(s, mul(value, sub(1, s))) as Tensor2D;
      // s (1 - s) (2 + z (1 - 2 s))
      return { value, slope, curvature: () => mul(mul(s, sub(1, s)), add(2, mul(z, sub(1, mul(s, 2))))) };
    }
    case "scaled-tanh": {
      const t = tanh(mul(z, 2 / 3)) as Tensor2D;
      const bend = sub(1, square(t)) as Tensor2D;
      return { value: mul(t, 1.7159), slope: mul(bend, (1.7159 * 2) / 3), curvature: () => mul(mul(t, bend), (-2 * 1.7159 * 4) / 9) };
    }
    case "gaussian": {
      const value = exp(mul(square(z), -0.5)) as Tensor2D;
      return { value, slope: neg(mul(z, value)), curvature: () => mul(sub(square(z), 1), value) };
    }
    case "relu":
      return { value: relu(z), slope: cast(greater(z, 0), "float32"), curvature: () => zerosLike(z) };
    case "cosine": {
      const value = cos(z) as Tensor2D;
      return { value, slope: neg(sin(z)), curvature: () => neg(value) };
    }
    case "reversed-sigmoid": {
      const value = sigmoid(neg(z)) as Tensor2D;
      const slope = mul(value, sub(value, 1)) as Tensor2D;
      return { value, slope, curvature: () => mul(slope, sub(mul(value, 2), 1)) };
    }
    case "exponential": {
      const value = exp(neg(z)) as Tensor2D;
      return { value, slope: neg(value), curvature: () => value };
    }
    case "harmonic":
      return { value: square(z), slope: mul(z, 2), curvature: () => mul(onesLike(z), 2) as Tensor2D };
  }
}
