// A direct force model as data: the network, the scales around it, and its form as a safetensors file.
import { describeNearestNeighbours, nearestNeighbourWidth } from "../../descriptors/nearest-neighbours.ts";
import type { NamedTensor, SafetensorsContent } from "../../formats/safetensors.ts";
import type { Structure } from "../../structure/structure.ts";
import { namedParameters, parametersFromNamed } from "../layers/parameters.ts";
import { checkWhole, readShape } from "../layers/stored-shape.ts";
import { createDirectForceNetwork, type DirectForceShape } from "./network.ts";

export interface DirectForceModel {
  readonly shape: DirectForceShape;
  /** Flat, by the network's places. */
  readonly parameters: Float32Array;
  /** The network sees (input - centre) * scale; fixed before training. */
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  /** Force = forceScale * network, eV/angstrom. */
  readonly forceScale: number;
}

const format = "adatom-direct-force-1";

/** The network's inputs for every atom, atoms x width. */
export function directForceInputs({ shape, centre, scale }: Omit<DirectForceModel, "parameters">, structure: Structure): Float32Array {
  const rows = describeNearestNeighbours(structure, shape);
  const width = centre.length;
  return Float32Array.from(rows, (x, k) => (x - centre[k % width]!) * scale[k % width]!);
}

/** Centres and scales that give inputs of mean 0 and variance 1 over these structures, and forces of variance 1. */
export function fitDirectForceScales(shape: DirectForceShape, structures: readonly Structure[]): Omit<DirectForceModel, "parameters"> {
  const width = nearestNeighbourWidth(shape);
  const sum = new Float64Array(width);
  const squares = new Float64Array(width);
  let atoms = 0;
  let forceSquares = 0;
  const described = structures.map((structure) => describeNearestNeighbours(structure, shape));
  for (const rows of described) {
    atoms += rows.length / width;
    for (let k = 0; k < rows.length; k++) sum[k % width]! += rows[k]!;
  }
  const centre = sum.map((x) => x / Math.max(1, atoms));
  for (const rows of described) for (let k = 0; k < rows.length; k++) squares[k % width]! += (rows[k]! - centre[k % width]!) ** 2;
  for (const { reference } of structures) for (const force of reference?.forces ?? []) forceSquares += force * force;
  // An input that does not vary, such as the only element's number, carries nothing: it becomes zero, unscaled.
  const scale = squares.map((square) => (square > 1e-20 * atoms ? Math.sqrt(atoms / square) : 1));
  const forceScale = forceSquares > 0 ? Math.sqrt(forceSquares / (3 * atoms)) : 1;
  return { shape, centre, scale, forceScale };
}

export function directForceToSafetensors({ shape, parameters, centre, scale, forceScale }: DirectForceModel): SafetensorsContent {
  const { places } = createDirectForceNetwork(shape);
  return {
    tensors: {
      ...namedParameters(places, parameters),
      centre: { shape: [centre.length], data: centre.slice() },
      scale: { shape: [scale.length], data: scale.slice() },
    },
    metadata: { format, shape: JSON.stringify(shape), forceScale: String(forceScale) },
  };
}

/** @throws RangeError naming the field or tensor that is wrong */
export function directForceFromSafetensors({ tensors, metadata }: SafetensorsContent): DirectForceModel {
  const given = readShape(metadata, format);
  const { species, hidden } = given;
  if (typeof species !== "boolean") throw new RangeError("model: shape.species must be true or false");
  if (!Array.isArray(hidden) || hidden.length > 16) throw new RangeError("model: shape.hidden must be a list of at most 16 widths");
  const shape: DirectForceShape = {
    neighbours: checkWhole("shape.neighbours", given.neighbours, 1, 200),
    species,
    hidden: hidden.map((width, l) => checkWhole(`shape.hidden[${l}]`, width, 1, 16384)),
  };
  const forceScale = Number(metadata.forceScale);
  if (!(forceScale > 0 && Number.isFinite(forceScale))) throw new RangeError("model: forceScale must be a positive number");
  return {
    shape,
    parameters: parametersFromNamed(createDirectForceNetwork(shape).places, tensors),
    centre: doubles(tensors, "centre", nearestNeighbourWidth(shape)),
    scale: doubles(tensors, "scale", nearestNeighbourWidth(shape)),
    forceScale,
  };
}

function doubles(tensors: Readonly<Record<string, NamedTensor>>, name: string, length: number): Float64Array {
  const data = tensors[name]?.data;
  if (!(data instanceof Float64Array) || data.length !== length || !data.every(Number.isFinite))
    throw new RangeError(`model: tensor ${name} must be ${length} finite float64 numbers`);
  return data;
}
