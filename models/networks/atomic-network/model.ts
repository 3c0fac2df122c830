// A network potential as other programs have it: per element any atom-centred functions, in the order of the network's
// inputs, and a network whose layers may differ in activation. Behler-Parrinello models of our own are a special case.
import { asProductFunction, asSymmetryFunction } from "../../descriptors/create-descriptor.ts";
import type { ProductFunction } from "../../descriptors/product-function.ts";
import { createSymmetryFunctionSet } from "../../descriptors/symmetry-function-set.ts";
import type { BehlerParrinelloModel, ElementModel } from "../behler-parrinello/model.ts";
import type { Layer, Network } from "../behler-parrinello/network.ts";

export interface AtomicNetwork extends Network {
  readonly atomicNumber: number;
  readonly functions: readonly ProductFunction[];
  /** Range of every function over the training set, and where known its mean and standard deviation. */
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  readonly mean?: Float64Array;
  readonly sigma?: Float64Array;
}

export interface AtomicNetworkModel {
  /** Ascending by atomic number. */
  readonly elements: readonly AtomicNetwork[];
}

/** Our own model in the general form; nothing is rounded. */
export function fromBehlerParrinello(model: BehlerParrinelloModel): AtomicNetworkModel {
  const elements = model.elements.map((element): AtomicNetwork => {
    const { functions } = createSymmetryFunctionSet(model.functions, element.atomicNumber);
    return { ...element, functions: functions.map(asProductFunction) };
  });
  return { elements: elements.sort((a, b) => a.atomicNumber - b.atomicNumber) };
}

/**
 * The general form as a model of our own, which can be trained on; energies agree up to rounding.
 * @throws RangeError saying what of it our own models cannot hold
 */
export function toBehlerParrinello(model: AtomicNetworkModel): BehlerParrinelloModel {
  const elements = model.elements.map((element) => {
    const plain = element.functions.map((f) => {
      const own = asSymmetryFunction(f);
      if (!own)
        throw new RangeError(
          "the model has functions other than G2, G4 and G5 with a cosine or tanh-cubed cutoff: it can be used, not trained on",
        );
      return own;
    });
    return { functions: plain, element: permuted(element, plain) };
  });
  return {
    functions: elements.flatMap(({ functions, element }) => createSymmetryFunctionSet(functions, element.atomicNumber).functions),
    elements: elements.map(({ element }) => element),
  };
}

/** With inputs in the order of the symmetry-function set, the output's scale folded in, one activation for all hidden layers. */
function permuted(element: AtomicNetwork, plain: readonly NonNullable<ReturnType<typeof asSymmetryFunction>>[]): ElementModel {
  const { atomicNumber, energyOffset, outputScale = 1, layers, activation } = element;
  const last = layers.length - 1;
  const kinds = new Set(layers.slice(0, last).map((layer) => layer.activation ?? activation));
  if (kinds.size > 1 || (layers[last]!.activation ?? "linear") !== "linear")
    throw new RangeError("the model's hidden layers differ in activation, or its last layer is not linear: it can be used, not trained on");
  const from = createSymmetryFunctionSet(plain, atomicNumber).functions.map((f) => plain.indexOf(f));
  const reorder = (values: Float64Array): Float64Array => Float64Array.from(from, (k) => values[k]!);
  const first = layers[0]!;
  const width = first.biases.length;
  const weights = new Float64Array(first.weights.length);
  for (const [row, k] of from.entries()) weights.set(first.weights.subarray(k * width, (k + 1) * width), row * width);
  const own = layers.map((layer, l): Layer => {
    const factor = l === last ? outputScale : 1;
    const source = l === 0 ? weights : layer.weights;
    return { weights: source.map((w) => w * factor), biases: layer.biases.map((b) => b * factor) };
  });
  return {
    atomicNumber,
    activation: [...kinds][0] ?? activation,
    energyOffset,
    centre: reorder(element.centre),
    scale: reorder(element.scale),
    minimum: reorder(element.minimum),
    maximum: reorder(element.maximum),
    layers: own,
  };
}
