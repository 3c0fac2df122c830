// A Behler-Parrinello model as data: its functions, their training ranges and one network per element;
// and its form as named arrays with JSON, checked in full on the way in.
import { checkProductFunction } from "../../descriptors/check-function.ts";
import type { ProductFunction } from "../../descriptors/product-function.ts";
import type { SymmetryFunction } from "../../descriptors/symmetry-function.ts";
import { asProductFunction } from "../../descriptors/symmetry-function.ts";
import { createSymmetryFunctionSet } from "../../descriptors/symmetry-function-set.ts";
import type { Snapshot } from "../../dynamics/dynamics.ts";
import { activations } from "./activation.ts";
import type { Layer, Network } from "./network.ts";

export interface ElementModel extends Network {
  readonly atomicNumber: number;
  /** Range of every symmetry function over the training set. */
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
}

export interface BehlerParrinelloModel {
  /** All functions of all elements, centre by centre, in the order of the networks' inputs. */
  readonly functions: readonly ProductFunction[];
  readonly elements: readonly ElementModel[];
}

export const modelFormat = "adatom-behler-parrinello-2";
/** Knew Gaussian symmetry functions alone, and listed them in an order of their own; still read. */
const formerFormat = "adatom-behler-parrinello-1";

/** The functions around one element, in the order of its network's inputs. */
export function functionsAround({ functions }: Pick<BehlerParrinelloModel, "functions">, centre: number): ProductFunction[] {
  return functions.filter((f) => f.centre === centre);
}

/** Arrays named "Z14.layer0.weights", "Z14.minimum", ... and JSON {format, activation, functions, elements}. */
export function modelToSnapshot(model: BehlerParrinelloModel): Snapshot {
  const arrays: Record<string, Float64Array> = {};
  for (const element of model.elements) {
    const head = `Z${element.atomicNumber}`;
    for (const name of ["centre", "scale", "minimum", "maximum"] as const) arrays[`${head}.${name}`] = element[name].slice();
    for (const [l, layer] of element.layers.entries()) {
      arrays[`${head}.layer${l}.weights`] = layer.weights.slice();
      arrays[`${head}.layer${l}.biases`] = layer.biases.slice();
    }
  }
  const elements = model.elements.map(({ atomicNumber, activation, layers, energyOffset }) => ({
    atomicNumber,
    activation,
    energyOffset,
    sizes: layers.map((layer) => layer.biases.length),
  }));
  return { arrays, json: { format: modelFormat, functions: model.functions.map((f) => ({ ...f })), elements } };
}

/** @throws RangeError naming the field or array that is missing, of wrong length or not finite */
export function modelFromSnapshot(snapshot: Snapshot): BehlerParrinelloModel {
  const { json, arrays } = snapshot;
  if (json.format !== modelFormat && json.format !== formerFormat)
    throw new RangeError(`model: format is "${String(json.format)}", expected "${modelFormat}"`);
  const functions =
    json.format === formerFormat
      ? formerFunctions(json.functions)
      : list(json.functions, "functions").map((f, k) => checkProductFunction(f, `model: functions[${k}]`));
  const elements = list(json.elements, "elements").map((entry, k): ElementModel => {
    const where = `elements[${k}]`;
    const { atomicNumber, activation, energyOffset, sizes } = record(entry, where);
    const z = number(atomicNumber, `${where}.atomicNumber`);
    const kind = activations.find((name) => name === activation);
    if (!kind) throw new RangeError(`model: ${where}.activation is "${String(activation)}"; it must be one of ${activations.join(", ")}`);
    const inputSize = functions.filter((f) => f.centre === z).length;
    if (inputSize === 0) throw new RangeError(`model: no symmetry function has the element Z = ${z} in its centre`);
    const array = (name: string, length: number): Float64Array => {
      const value = arrays[`Z${z}.${name}`];
      if (!(value instanceof Float64Array)) throw new RangeError(`model: array Z${z}.${name} is missing or not float64`);
      if (value.length !== length) throw new RangeError(`model: array Z${z}.${name} has ${value.length} numbers, expected ${length}`);
      if (!value.every(Number.isFinite)) throw new RangeError(`model: array Z${z}.${name} holds a number that is not finite`);
      return value;
    };
    let width = inputSize;
    const layers = list(sizes, `${where}.sizes`).map((value, l): Layer => {
      const size = number(value, `${where}.sizes[${l}]`);
      if (!Number.isInteger(size) || size < 1 || size > 4096)
        throw new RangeError(`model: ${where}.sizes[${l}] is ${size}, not a layer size`);
      const layer = { weights: array(`layer${l}.weights`, width * size), biases: array(`layer${l}.biases`, size) };
      width = size;
      return layer;
    });
    if (layers.length === 0 || width !== 1) throw new RangeError(`model: ${where}.sizes must end with 1`);
    return {
      atomicNumber: z,
      activation: kind,
      energyOffset: number(energyOffset, `${where}.energyOffset`),
      centre: array("centre", inputSize),
      scale: array("scale", inputSize),
      minimum: array("minimum", inputSize),
      maximum: array("maximum", inputSize),
      layers,
    };
  });
  if (elements.length === 0) throw new RangeError("model: elements is empty");
  for (const [k, f] of functions.entries()) {
    if (!elements.some((element) => element.atomicNumber === f.centre))
      throw new RangeError(`model: functions[${k}] has the centre Z = ${f.centre}, which has no network`);
  }
  return { functions, elements };
}

/** The functions of the former format in the order of its networks' inputs. */
function formerFunctions(value: unknown): ProductFunction[] {
  const all = list(value, "functions").map((f, k) => checkFormerFunction(f, `functions[${k}]`));
  const centres = [...new Set(all.map((f) => f.centre))];
  return centres.flatMap((centre) => createSymmetryFunctionSet(all, centre).functions.map(asProductFunction));
}

function checkFormerFunction(value: unknown, where: string): SymmetryFunction {
  const f = record(value, where);
  const shared = {
    centre: number(f.centre, `${where}.centre`),
    eta: number(f.eta, `${where}.eta`),
    shift: number(f.shift, `${where}.shift`),
    cutoff: number(f.cutoff, `${where}.cutoff`),
    cutoffKind: choice(f.cutoffKind, ["cosine", "tanh-cubed"] as const, `${where}.cutoffKind`),
  };
  if (shared.cutoff <= 0) throw new RangeError(`model: ${where}.cutoff must be positive`);
  const kind = choice(f.kind, ["G2", "G4", "G5"] as const, `${where}.kind`);
  if (kind === "G2") return { kind, ...shared, neighbour: number(f.neighbour, `${where}.neighbour`) };
  const [first, second] = list(f.neighbours, `${where}.neighbours`);
  const neighbours = [number(first, `${where}.neighbours[0]`), number(second, `${where}.neighbours[1]`)] as const;
  const lambda = choice(f.lambda, [1, -1] as const, `${where}.lambda`);
  const zeta = number(f.zeta, `${where}.zeta`);
  if (zeta < 1) throw new RangeError(`model: ${where}.zeta must be at least 1`);
  return { kind, ...shared, neighbours, zeta, lambda };
}

function choice<T>(value: unknown, allowed: readonly T[], where: string): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined) throw new RangeError(`model: ${where} is ${JSON.stringify(value)}; it must be one of ${allowed.join(", ")}`);
  return found;
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new RangeError(`model: ${where} must be a list`);
  return value;
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new RangeError(`model: ${where} must be an object`);
  return value as Record<string, unknown>;
}

function number(value: unknown, where: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new RangeError(`model: ${where} must be a finite number`);
  return value;
}
