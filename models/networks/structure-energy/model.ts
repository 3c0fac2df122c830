// A structure-energy model as data, and its form as named arrays with JSON, checked in full on the way in.
import type { Snapshot } from "../../dynamics/dynamics.ts";
import { type Architecture, descriptorSize, parameterCount } from "./architecture.ts";

export interface StructureEnergyModel {
  readonly architecture: Architecture;
  readonly atomicNumber: number;
  /** Descriptor parameters, then network parameters. */
  readonly parameters: Float64Array;
  /** The network sees (G - centre) * scale; fixed before training, not trained. */
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  /** Atomic energy = energyOffset + energyScale * network, eV. */
  readonly energyOffset: number;
  readonly energyScale: number;
  /** Range of every descriptor over the training structures. */
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
}

export const structureEnergyFormat = "adatom-structure-energy-1";
const arrayNames = ["parameters", "centre", "scale", "minimum", "maximum"] as const;

export function structureEnergyToSnapshot(model: StructureEnergyModel): Snapshot {
  const { architecture, atomicNumber, energyOffset, energyScale } = model;
  return {
    arrays: Object.fromEntries(arrayNames.map((name) => [name, model[name].slice()])),
    json: { format: structureEnergyFormat, architecture: { ...architecture }, atomicNumber, energyOffset, energyScale },
  };
}

/** @throws RangeError naming the field or array that is missing, of wrong length or not finite */
export function structureEnergyFromSnapshot({ arrays, json }: Snapshot): StructureEnergyModel {
  if (json.format !== structureEnergyFormat)
    throw new RangeError(`model: format is "${String(json.format)}", expected "${structureEnergyFormat}"`);
  const architecture = checkArchitecture(json.architecture);
  const array = (name: (typeof arrayNames)[number], length: number): Float64Array => {
    const value = arrays[name];
    if (!(value instanceof Float64Array)) throw new RangeError(`model: array ${name} is missing or not float64`);
    if (value.length !== length) throw new RangeError(`model: array ${name} has ${value.length} numbers, expected ${length}`);
    if (!value.every(Number.isFinite)) throw new RangeError(`model: array ${name} holds a number that is not finite`);
    return value;
  };
  const number = (name: "atomicNumber" | "energyOffset" | "energyScale"): number => {
    const value = json[name];
    if (typeof value !== "number" || !Number.isFinite(value)) throw new RangeError(`model: ${name} must be a finite number`);
    return value;
  };
  const size = descriptorSize(architecture);
  return {
    architecture,
    atomicNumber: number("atomicNumber"),
    energyOffset: number("energyOffset"),
    energyScale: number("energyScale"),
    parameters: array("parameters", parameterCount(architecture)),
    centre: array("centre", size),
    scale: array("scale", size),
    minimum: array("minimum", size),
    maximum: array("maximum", size),
  };
}

function checkArchitecture(value: unknown): Architecture {
  if (typeof value !== "object" || value === null) throw new RangeError("model: architecture must be an object");
  const { network, widths, radial, angular, reach, angularReach } = value as Record<string, unknown>;
  if (network !== "mlp" && network !== "cnn") throw new RangeError(`model: architecture.network must be "mlp" or "cnn"`);
  const whole = (name: string, found: unknown, least: number): number => {
    if (typeof found === "number" && Number.isInteger(found) && found >= least && found <= 4096) return found;
    throw new RangeError(`model: architecture.${name} must be a whole number from ${least} to 4096`);
  };
  const length = (name: string, found: unknown): number => {
    if (typeof found === "number" && found >= 1 && found <= 100) return found;
    throw new RangeError(`model: architecture.${name} must be a length from 1 to 100 angstrom`);
  };
  if (!Array.isArray(widths) || widths.length === 0) throw new RangeError("model: architecture.widths must be a list of whole numbers");
  return {
    network,
    widths: widths.map((width, l) => whole(`widths[${l}]`, width, 1)),
    radial: whole("radial", radial, 1),
    angular: whole("angular", angular, 0),
    reach: length("reach", reach),
    angularReach: length("angularReach", angularReach),
  };
}
