// Every tensor operation that our networks use, on one backend, against plain loops in float64: the values, the
// gradient, and the gradient of the gradient along a direction. Gradients of the loops are central differences.
import * as tf from "@tensorflow/tfjs-core";
import type { PlainArray } from "./plain-array.ts";
import type { TensorCase } from "./tensor-cases.ts";

interface Reference {
  readonly value: PlainArray;
  /** What the value's elements are weighed by in the loss that is differentiated. */
  readonly weights: Float64Array;
  /** Per input. */
  readonly directions: readonly Float64Array[];
  readonly first: readonly Float64Array[];
  readonly second: readonly Float64Array[] | null;
}

/** Differences in float64: errors of about 1e-10 (first) and 1e-7 (second), below float32's own. */
const firstStep = 1e-5;
const secondStep = 1e-3;
const references = new Map<TensorCase, Reference>();

const wave = (length: number, phase: number): Float64Array => Float64Array.from({ length }, (_, k) => Math.sin(1.7 * k + phase));

function referenceOf(one: TensorCase): Reference {
  const known = references.get(one);
  if (known) return known;
  const value = one.plain(...one.inputs);
  const weights = wave(value.values.length, 0.4);
  const directions = one.inputs.map(({ values }, k) => wave(values.length, 1.1 + k));
  const lossAt = (inputs: readonly PlainArray[]): number => {
    const { values } = one.plain(...inputs);
    return values.reduce((sum, v, k) => sum + v * weights[k]!, 0);
  };
  const nudged = (inputs: readonly PlainArray[], which: number, k: number, by: number): PlainArray[] =>
    inputs.map((input, i) => (i === which ? { shape: input.shape, values: input.values.map((v, j) => (j === k ? v + by : v)) } : input));
  const along = (by: number): PlainArray[] =>
    one.inputs.map(({ shape, values }, i) => ({ shape, values: values.map((v, j) => v + by * directions[i]![j]!) }));
  const differences = (at: (which: number, k: number) => number): Float64Array[] =>
    one.inputs.map(({ values }, which) => values.map((_, k) => at(which, k)));
  const first = differences(
    (which, k) => (lossAt(nudged(one.inputs, which, k, firstStep)) - lossAt(nudged(one.inputs, which, k, -firstStep))) / (2 * firstStep),
  );
  // d/dx of <v, dL/dx>, at four corners: (x + h v, x - h v) by (x_k + h, x_k - h); then once more with half the step,
  // for Richardson's extrapolation, since a step short enough by itself would drown in rounding.
  const corners = (which: number, k: number, h: number): number => {
    const [ahead, behind] = [along(h), along(-h)];
    const difference = (inputs: readonly PlainArray[]): number =>
      lossAt(nudged(inputs, which, k, h)) - lossAt(nudged(inputs, which, k, -h));
    return (difference(ahead) - difference(behind)) / (4 * h * h);
  };
  const second =
    one.order === 2 ? differences((which, k) => (4 * corners(which, k, secondStep / 2) - corners(which, k, secondStep)) / 3) : null;
  const reference = { value, weights, directions, first, second };
  references.set(one, reference);
  return reference;
}

/** Largest error relative to the largest number of what is compared (or 1 where all are smaller). */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let error = 0;
  let scale = 1;
  for (let k = 0; k < expected.length; k++) {
    const off = Math.abs(actual[k]! - expected[k]!);
    // Not a number compares with nothing.
    error = off <= error ? error : Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
    scale = Math.max(scale, Math.abs(expected[k]!));
  }
  return error / scale;
}

export interface CaseErrors {
  readonly shape: readonly number[];
  readonly forward: number;
  readonly gradient: number;
  /** Null where the case is not differentiated twice. */
  readonly secondGradient: number | null;
}

/** Runs a case on the current backend; leaves no tensor. @throws what TensorFlow.js throws for a kernel or gradient that is missing */
export async function caseErrors(one: TensorCase): Promise<CaseErrors> {
  const reference = referenceOf(one);
  const { made, shape, forward, gradients, seconds } = tf.tidy(() => {
    const inputs = one.inputs.map(({ shape, values }) => tf.tensor(Float32Array.from(values), [...shape]));
    const weights = tf.tensor(Float32Array.from(reference.weights), [...reference.value.shape]);
    const loss = (...x: tf.Tensor[]): tf.Tensor => tf.sum(tf.mul(one.tensor(...x), weights));
    const value = one.tensor(...inputs);
    const gradients = one.order > 0 ? tf.grads(loss)(inputs) : [];
    const slope = (...x: tf.Tensor[]): tf.Tensor => {
      const parts = tf
        .grads(loss)(x)
        .map((part, i) => tf.sum(tf.mul(part, tf.tensor(Float32Array.from(reference.directions[i]!), part.shape))));
      return parts.reduce((sum, part) => tf.add(sum, part));
    };
    // An operation that is linear in its inputs has no second gradient, and TensorFlow.js refuses to give zeros.
    const linear = reference.second?.every((values) => values.every((v) => Math.abs(v) < 1e-6));
    const seconds = reference.second && !linear ? tf.grads(slope)(inputs) : [];
    return { made: [value, ...gradients, ...seconds], shape: value.shape, forward: value, gradients, seconds };
  });
  try {
    const worst = async (found: readonly tf.Tensor[], expected: readonly Float64Array[]): Promise<number> => {
      const errors = await Promise.all(found.map(async (tensor, i) => relativeError(await tensor.data(), expected[i]!)));
      return Math.max(0, ...errors);
    };
    return {
      shape,
      forward: await worst([forward], [reference.value.values]),
      gradient: await worst(gradients, reference.first),
      secondGradient: reference.second ? await worst(seconds, reference.second) : null,
    };
  } finally {
    tf.dispose(made);
  }
}
