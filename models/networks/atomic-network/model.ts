// A network potential as other programs have it: per element any atom-centred functions, in the order of the network's
// inputs, and a network whose layers may differ in activation. Behler-Parrinello models of our own are a special case.
import type { ProductFunction } from "../../descriptors/product-function.ts";
import { type BehlerParrinelloModel, type ElementModel, functionsAround } from "../behler-parrinello/model.ts";
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
  const elements = model.elements.map(
    (element): AtomicNetwork => ({ ...element, functions: functionsAround(model, element.atomicNumber) }),
  );
  return { elements: elements.sort((a, b) => a.atomicNumber - b.atomicNumber) };
}

/**
 * The general form as a model of our own, which can be trained on; energies agree up to rounding.
 * @throws RangeError saying what of it our own models cannot hold
 */
export function toBehlerParrinello(model: AtomicNetworkModel): BehlerParrinelloModel {
  return { functions: model.elements.flatMap(({ functions }) => functions), elements: model.elements.map(ownElement) };
}

/** With the output's scale folded in, and one activation for all hidden layers. */
function ownElement(element: AtomicNetwork): ElementModel {
  const { atomicNumber, energyOffset, outputScale = 1, layers, activation, centre, scale, minimum, maximum } = element;
  const last = layers.length - 1;
  const kinds = new Set(layers.slice(0, last).map((layer) => layer.activation ?? activation));
  if (kinds.size > 1 || (layers[last]!.activation ?? "linear") !== "linear")
    throw new RangeError("the model's hidden layers differ in activation, or its last layer is not linear: it can be used, not trained on");
  const own = layers.map(({ weights, biases }, l): Layer => {
    const factor = l === last ? outputScale : 1;
    return { weights: weights.map((w) => w * factor), biases: biases.map((b) => b * factor) };
  });
  return { atomicNumber, activation: [...kinds][0] ?? activation, energyOffset, centre, scale, minimum, maximum, layers: own };
}
