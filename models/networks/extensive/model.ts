// An extensive model as data, and its form as a safetensors file.
import type { SafetensorsContent } from "../../formats/safetensors.ts";
import { namedParameters, parametersFromNamed } from "../layers/parameters.ts";
import { checkWhole, readShape } from "../layers/stored-shape.ts";
import { createExtensiveNetwork } from "./network.ts";
import type { ExtensiveShape, TileLayer } from "./shape.ts";

export interface ExtensiveModel {
  readonly shape: ExtensiveShape;
  /** Flat, by the network's places. */
  readonly parameters: Float32Array;
}

const format = "adatom-extensive-1";

export function extensiveToSafetensors({ shape, parameters }: ExtensiveModel): SafetensorsContent {
  const { places } = createExtensiveNetwork(shape);
  return { tensors: namedParameters(places, parameters), metadata: { format, shape: JSON.stringify(shape) } };
}

/** @throws RangeError naming the field or tensor that is wrong */
export function extensiveFromSafetensors({ tensors, metadata }: SafetensorsContent): ExtensiveModel {
  const given = readShape(metadata, format);
  const { borders, layers } = given;
  if (borders !== "zero" && borders !== "shared") throw new RangeError(`model: shape.borders must be "zero" or "shared"`);
  if (!Array.isArray(layers) || layers.length > 64) throw new RangeError("model: shape.layers must be a list of at most 64 layers");
  const shape: ExtensiveShape = {
    dimensions: checkWhole("shape.dimensions", given.dimensions, 1, 3) as 1 | 2 | 3,
    channels: checkWhole("shape.channels", given.channels, 1, 128),
    focus: checkWhole("shape.focus", given.focus, 1, 4096),
    context: checkWhole("shape.context", given.context, 0, 4096),
    layers: layers.map(checkLayer),
    borders,
  };
  return { shape, parameters: parametersFromNamed(createExtensiveNetwork(shape).places, tensors) };
}

function checkLayer(value: unknown, l: number): TileLayer {
  const { kind, width, side, stride, channels } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const name = `shape.layers[${l}]`;
  if (kind === "dense") return { kind, width: checkWhole(`${name}.width`, width, 1, 65536) };
  if (kind !== "convolution") throw new RangeError(`model: ${name}.kind must be "convolution" or "dense"`);
  return {
    kind,
    side: checkWhole(`${name}.side`, side, 1, 64),
    stride: checkWhole(`${name}.stride`, stride, 1, 64),
    channels: checkWhole(`${name}.channels`, channels, 1, 4096),
  };
}
