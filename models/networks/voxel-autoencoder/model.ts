// A voxel autoencoder as data, and its form as a safetensors file.
import type { SafetensorsContent } from "../../formats/safetensors.ts";
import { namedParameters, parametersFromNamed } from "../layers/parameters.ts";
import { checkWhole, readShape } from "../layers/stored-shape.ts";
import { createVoxelAutoencoder, type VoxelAutoencoderShape } from "./network.ts";

export interface VoxelAutoencoderModel {
  readonly shape: VoxelAutoencoderShape;
  /** Flat, by the places of the whole. */
  readonly parameters: Float32Array;
}

const format = "adatom-voxel-autoencoder-1";

export function voxelAutoencoderToSafetensors({ shape, parameters }: VoxelAutoencoderModel): SafetensorsContent {
  const { whole } = createVoxelAutoencoder(shape);
  return { tensors: namedParameters(whole.places, parameters), metadata: { format, shape: JSON.stringify(shape) } };
}

/** @throws RangeError naming the field or tensor that is wrong */
export function voxelAutoencoderFromSafetensors({ tensors, metadata }: SafetensorsContent): VoxelAutoencoderModel {
  const given = readShape(metadata, format);
  const { widths, latent } = given;
  if (!Array.isArray(widths) || widths.length < 1 || widths.length > 8)
    throw new RangeError("model: shape.widths must be a list of 1 to 8 channels");
  const shape: VoxelAutoencoderShape = {
    side: checkWhole("shape.side", given.side, 2, 512),
    channels: checkWhole("shape.channels", given.channels, 1, 128),
    widths: widths.map((width, l) => checkWhole(`shape.widths[${l}]`, width, 1, 4096)),
    filter: checkWhole("shape.filter", given.filter, 1, 16),
    latent: latent === null ? null : checkWhole("shape.latent", latent, 1, 65536),
  };
  return { shape, parameters: parametersFromNamed(createVoxelAutoencoder(shape).whole.places, tensors) };
}
