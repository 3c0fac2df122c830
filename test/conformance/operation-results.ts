// A tensor operation on the backend that is chosen, and in plain float64 loops: its values, its gradient, and the gradient of the
// gradient along a direction. Gradients of the loops are central differences.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import * as tf from "@tensorflow/tfjs-core";
import { type PlainArray, plain } from "./plain-array.ts";
import type { Result, Results } from "./suite/case.ts";

export interface TensorOperation {
  /** As TensorFlow.js calls it. */
  readonly operation: string;
  readonly name: string;
  readonly inputs: readonly PlainArray[];
  tensor(...inputs: tf.Tensor[]): tf.Tensor;
  plain(...inputs: PlainArray[]): PlainArray;
  /** How often it is differentiated: twice is what a loss on forces needs. */
  readonly order: 0 | 1 | 2;
  /** WGSL grants this function an error that is no rounding: tolerances of its own. */
  readonly vagueOnGpus?: boolean;
  /** Backends that throw for it, as they should: an error is no wrong number. */
  readonly refusedBy?: readonly string[];
}

const random = createRandom(11);
/** Normal numbers, at least 0.05 from zero so that differences do not straddle a kink; squared and shifted where roots and logarithms are taken. */
export function draw(shape: readonly number[], positive = false): PlainArray {
  return plain(shape, () => {
    const x = random.normal();
    return Math.fround(positive ? 0.5 + x * x : x + 0.05 * Math.sign(x));
  });
}

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
const references = new Map<TensorOperation, Reference>();

const wave = (length: number, phase: number): Float64Array => Float64Array.from({ length }, (_, k) => Math.sin(1.7 * k + phase));

function referenceOf(one: TensorOperation): Reference {
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

function results(
  { vagueOnGpus }: TensorOperation,
  value: ArrayLike<number>,
  gradients: readonly ArrayLike<number>[],
  seconds: readonly ArrayLike<number>[],
): Results {
  if (vagueOnGpus) return [value, ...gradients].map((values) => ({ quantity: "sines, cosines and their gradients", values }));
  return [
    { quantity: "value of an operation", values: value },
    ...gradients.map((values): Result => ({ quantity: "its gradient", values })),
    ...seconds.map((values): Result => ({ quantity: "its gradient's gradient", values })),
  ];
}

/** An operation that is linear in its inputs has no second gradient, and TensorFlow.js refuses to give zeros. */
const secondsOf = ({ second }: Reference): readonly Float64Array[] =>
  second?.some((values) => values.some((v) => Math.abs(v) >= 1e-6)) ? second : [];

export function operationReference(one: TensorOperation): Results {
  const reference = referenceOf(one);
  return results(one, reference.value.values, one.order > 0 ? reference.first : [], secondsOf(reference));
}

/** On the current backend; leaves no tensor. @throws what TensorFlow.js throws for a kernel or gradient that is missing, Error for another shape */
export async function operationResults(one: TensorOperation): Promise<Results> {
  const reference = referenceOf(one);
  const { value, gradients, seconds } = tf.tidy(() => {
    const inputs = one.inputs.map(({ shape, values }) => tf.tensor(Float32Array.from(values), [...shape]));
    const weights = tf.tensor(Float32Array.from(reference.weights), [...reference.value.shape]);
    const loss = (...x: tf.Tensor[]): tf.Tensor => tf.sum(tf.mul(one.tensor(...x), weights));
    const slope = (...x: tf.Tensor[]): tf.Tensor => {
      const parts = tf
        .grads(loss)(x)
        .map((part, i) => tf.sum(tf.mul(part, tf.tensor(Float32Array.from(reference.directions[i]!), part.shape))));
      return parts.reduce((sum, part) => tf.add(sum, part));
    };
    return {
      value: one.tensor(...inputs),
      gradients: one.order > 0 ? tf.grads(loss)(inputs) : [],
      seconds: secondsOf(reference).length > 0 ? tf.grads(slope)(inputs) : [],
    };
  });
  try {
    if (`${value.shape}` !== `${reference.value.shape}`) throw new Error(`the shape is [${value.shape}], not [${reference.value.shape}]`);
    const read = (tensors: readonly tf.Tensor[]) => Promise.all(tensors.map((tensor) => tensor.data()));
    return results(one, await value.data(), await read(gradients), await read(seconds));
  } finally {
    tf.dispose([value, ...gradients, ...seconds]);
  }
}
