// Where each layer's parameters lie in one flat array, and their way to tensors and to the named arrays of safetensors.
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { NamedTensor } from "../../formats/safetensors.ts";
import type { Layer } from "./layer.ts";

export interface ParameterPlace {
  /** layers.0.weights, layers.0.biases, layers.1.weights, ... */
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  readonly fanIn: number;
}

export function placeParameters(layers: readonly Layer[]): ParameterPlace[] {
  let offset = 0;
  return layers.flatMap((layer, l) =>
    layer.parameters.map(({ name, shape, fanIn }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const place = { name: `layers.${l}.${name}`, shape, offset, size, fanIn };
      offset += size;
      return place;
    }),
  );
}

/** One tensor a place, the caller's to dispose. Some backends read the array only when the tensor is first used. */
export function parameterTensors(places: readonly ParameterPlace[], flat: Float32Array): Tensor[] {
  return places.map(({ shape, offset, size }) => tensor(flat.subarray(offset, offset + size), [...shape]));
}

/** For a safetensors file. */
export function namedParameters(places: readonly ParameterPlace[], flat: Float32Array): Record<string, NamedTensor> {
  return Object.fromEntries(places.map(({ name, shape, offset, size }) => [name, { shape, data: flat.slice(offset, offset + size) }]));
}

/** @throws RangeError naming the tensor that is missing, of another shape, or not finite */
export function parametersFromNamed(places: readonly ParameterPlace[], tensors: Readonly<Record<string, NamedTensor>>): Float32Array {
  const flat = new Float32Array(places.reduce((sum, { size }) => sum + size, 0));
  for (const { name, shape, offset, size } of places) {
    const found = tensors[name];
    if (!found || !(found.data instanceof Float32Array)) throw new RangeError(`model: tensor ${name} is missing or not float32`);
    if (found.data.length !== size || found.shape.join() !== shape.join())
      throw new RangeError(`model: tensor ${name} has shape [${found.shape}], expected [${shape}]`);
    if (!found.data.every(Number.isFinite)) throw new RangeError(`model: tensor ${name} holds a number that is not finite`);
    flat.set(found.data, offset);
  }
  return flat;
}
