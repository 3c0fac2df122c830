// How symmetry functions are scaled for training. Values of one element are centred, divided by their standard
// deviation and decorrelated (whitened): neighbouring symmetry functions are nearly the same number, and first-order
// optimisers crawl along such valleys. Whitening is a fixed linear map before the first layer, so a finished model
// needs none of it: its first layer absorbs it.
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.ts";

export interface InputScaling {
  /** Mean and 1 / standard deviation of each function; 0 deviation counts as 1. */
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  /** size x size: decorrelated input = (G - centre) * scale . transform. Inverse beside it. */
  readonly transform: Float64Array;
  readonly inverse: Float64Array;
}

/**
 * Added to the variance along each direction before it is scaled to one: directions in which the functions hardly vary
 * stay small. With nothing here the network fits what they say of the training set alone; chosen on silicon by the
 * validation error of forces (1e-5: 0.071 eV/angstrom, 0.01: 0.070, 0.1 and 0.3: 0.068).
 */
const defaultFloor = 0.1;

/** @param values rows x size matrices of all training structures */
export function fitInputScaling(values: readonly Float64Array[], size: number, floor = defaultFloor): InputScaling {
  const centre = new Float64Array(size);
  const scale = new Float64Array(size).fill(1);
  const minimum = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const maximum = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  let rows = 0;
  for (const matrix of values) {
    rows += matrix.length / size;
    for (let start = 0; start < matrix.length; start += size) {
      for (let d = 0; d < size; d++) {
        const value = matrix[start + d]!;
        centre[d]! += value;
        if (value < minimum[d]!) minimum[d] = value;
        if (value > maximum[d]!) maximum[d] = value;
      }
    }
  }
  if (rows === 0) throw new RangeError("no atom of this element in the training set");
  for (let d = 0; d < size; d++) centre[d]! /= rows;

  const covariance = new Float64Array(size * size);
  const x = new Float64Array(size);
  for (const matrix of values) {
    for (let start = 0; start < matrix.length; start += size) {
      for (let d = 0; d < size; d++) x[d] = matrix[start + d]! - centre[d]!;
      for (let p = 0; p < size; p++) for (let q = p; q < size; q++) covariance[p * size + q]! += x[p]! * x[q]!;
    }
  }
  for (let k = 0; k < covariance.length; k++) covariance[k]! /= rows;
  for (let d = 0; d < size; d++) {
    const deviation = Math.sqrt(covariance[d * size + d]!);
    if (deviation > 1e-12 * Math.max(1, Math.abs(centre[d]!))) scale[d] = 1 / deviation;
  }
  for (let p = 0; p < size; p++) {
    for (let q = p; q < size; q++) {
      covariance[p * size + q]! *= scale[p]! * scale[q]!;
      covariance[q * size + p] = covariance[p * size + q]!;
    }
  }
  return { centre, scale, minimum, maximum, ...whitening(covariance, size, floor) };
}

function whitening(correlation: Float64Array, size: number, floor: number): { transform: Float64Array; inverse: Float64Array } {
  const { values, vectors } = symmetricEigen(correlation, size);
  const transform = new Float64Array(size * size);
  const inverse = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const width = Math.sqrt(Math.max(values[k]!, 0) + floor);
    for (let d = 0; d < size; d++) {
      transform[d * size + k] = vectors[d * size + k]! / width;
      inverse[k * size + d] = vectors[d * size + k]! * width;
    }
  }
  return { transform, inverse };
}

/** Decorrelated float32 inputs of raw values, rows x size. */
export function scaleInputs(scaling: InputScaling, values: Float64Array): Float32Array {
  const { centre, scale, transform } = scaling;
  const size = centre.length;
  const out = new Float32Array(values.length);
  const sum = new Float64Array(size);
  for (let start = 0; start < values.length; start += size) {
    sum.fill(0);
    for (let d = 0; d < size; d++) {
      const x = (values[start + d]! - centre[d]!) * scale[d]!;
      for (let k = 0; k < size; k++) sum[k]! += x * transform[d * size + k]!;
    }
    out.set(sum, start);
  }
  return out;
}
