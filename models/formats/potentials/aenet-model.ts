// A potential of aenet (one network file a species) as a model, and a model as those networks.
// N. Artrith, A. Urban, Comput. Mater. Sci. 114, 135 (2016): x = (G - average) / sigma, E = y / scale + shift + atomic energy.
import type { ChebyshevDomain } from "../../descriptors/product-function.ts";
import { productFunctionName } from "../../descriptors/product-function.ts";
import type { AtomicNetwork, AtomicNetworkModel } from "../../networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "../../networks/atomic-network/potential.ts";
import type { Activation } from "../../networks/behler-parrinello/activation.ts";
import type { Layer } from "../../networks/behler-parrinello/network.ts";
import type { ReadResult } from "../../potentials/files/read-result.ts";
import type { Potential } from "../../potentials/potential.ts";
import { atomicNumberOf, symbolOf } from "../../structure/elements.ts";
import { aenetFunctions, aenetSetup } from "./aenet-basis.ts";
import { AenetError } from "./aenet-medium.ts";
import { type AenetNetwork, guarded, readAenetNetwork } from "./aenet-network.ts";

/** By aenet's numbers. */
export const aenetActivations: readonly Activation[] = ["linear", "tanh", "sigmoid", "scaled-tanh", "twisted-tanh"];

/** The same in its train.in. */
export const aenetActivationNames = ["linear", "tanh", "sigmoid", "mtanh", "twist"] as const;

/** Below this an input is taken for constant and left out, as aenet does. */
const leastSigma = 1e-10;

export interface AenetOptions {
  /** How Chebyshev functions take the angle; files from before aenet 2.0.4 need "pi" and do not say so. Default "cosine". */
  readonly angularDomain?: ChebyshevDomain | undefined;
}

/** The networks of all species as a model. */
export function modelFromAenet(
  networks: readonly AenetNetwork[],
  { angularDomain = "cosine" }: AenetOptions = {},
): ReadResult<AtomicNetworkModel> {
  return guarded(() => {
    if (networks.length === 0) throw new AenetError("there is no network. Name one file for each species.");
    const elements = networks.map((network) => elementOf(network, angularDomain));
    elements.sort((a, b) => a.atomicNumber - b.atomicNumber);
    const twice = elements.find((element, k) => element.atomicNumber === elements[k - 1]?.atomicNumber);
    if (twice) throw new AenetError(`two of the networks are for ${symbolOf(twice.atomicNumber)}. Name one file for each species.`);
    return { elements };
  });
}

/**
 * From the contents of network files, binary or ASCII, by the name that errors give them.
 * @throws RangeError with the first thing that is wrong with a file
 */
export function readAenetModel(files: Readonly<Record<string, Uint8Array | string>>, options: AenetOptions): AtomicNetworkModel {
  const failure = (where: string, { problems }: ReadResult<unknown>): RangeError =>
    new RangeError(`${where}${problems[0]?.message ?? "it holds no network."}`);
  const networks = Object.entries(files).map(([file, content]) => {
    const read = readAenetNetwork(content);
    if (!read.value) throw failure(`${file}: `, read);
    return read.value;
  });
  const model = modelFromAenet(networks, options);
  if (!model.value) throw failure("", model);
  return model.value;
}

/** One line for people. */
export function aenetDescription({ elements }: AtomicNetworkModel): string {
  const functions = elements.flatMap((element) => element.functions);
  const angular = functions.flatMap((f) => (f.kind === "angular" && f.angular.form === "chebyshev" ? [f.angular.domain] : []));
  const basis = functions.some((f) => f.radial.form === "chebyshev") ? "Chebyshev" : "Behler2011";
  const domain = angular.includes("pi") ? " (angular domain before 2.0.4)" : "";
  return `aenet network potential for ${elements.map((element) => symbolOf(element.atomicNumber)).join(", ")}: ${basis}${domain}`;
}

/** @throws RangeError with the first thing that is wrong with a file */
export function potentialFromAenet(files: Readonly<Record<string, Uint8Array | string>>, options: AenetOptions, name: string): Potential {
  const model = readAenetModel(files, options);
  return createAtomicNetworkPotential(model, name, aenetDescription(model));
}

function elementOf(network: AenetNetwork, domain: ChebyshevDomain): AtomicNetwork {
  const { nodes, activations, weights, setup, statistics, trainingSet } = network;
  const atomicNumber = atomicNumberOf(setup.atomType);
  const functions = aenetFunctions(setup, domain);
  const kinds = activations.map((code) => {
    const kind = aenetActivations[code];
    if (!kind) throw new AenetError(`there is no activation of number ${code}; known are 0 to ${aenetActivations.length - 1}.`);
    return kind;
  });
  if (nodes.at(-1) !== 1) throw new AenetError(`the network for ${setup.atomType} has ${nodes.at(-1)} outputs instead of one.`);
  const species = trainingSet.types.indexOf(setup.atomType);
  if (species < 0) throw new AenetError(`the training set of the network for ${setup.atomType} has no such species. The file is damaged.`);
  if (!(trainingSet.scale > 0))
    throw new AenetError(`the energy scale of the network for ${setup.atomType} is ${trainingSet.scale}, and must be above 0.`);
  let at = 0;
  const layers = kinds.map((activation, l): Layer => {
    const [inputs, outputs] = [nodes[l]!, nodes[l + 1]!];
    const own = {
      weights: weights.slice(at, at + inputs * outputs),
      biases: weights.slice(at + inputs * outputs, at + (inputs + 1) * outputs),
      activation,
    };
    at += (inputs + 1) * outputs;
    return own;
  });
  const sigma = statistics.average.map((average, k) => aenetSigma(average, statistics.covariance[k]!));
  return {
    atomicNumber,
    functions,
    activation: kinds[0]!,
    layers,
    centre: statistics.average,
    scale: sigma.map((s) => (s > leastSigma ? 1 / s : 0)),
    minimum: statistics.minimum,
    maximum: statistics.maximum,
    mean: statistics.average,
    sigma,
    outputScale: 1 / trainingSet.scale,
    energyOffset: trainingSet.shift + trainingSet.atomEnergies[species]!,
  };
}

function aenetSigma(average: number, covariance: number): number {
  return Math.sqrt(Math.max(covariance - average * average, 0));
}

/**
 * The networks of a model, in the order of its elements. Statistics are the input scaling's; what they cannot hold exactly
 * (sigma is the root of a difference) is put right in the first layer's weights.
 * @throws RangeError saying what aenet cannot hold
 */
export function aenetFromModel(model: AtomicNetworkModel): AenetNetwork[] {
  const elements = model.elements.map((element) => element.atomicNumber);
  const names = elements.map(symbolOf);
  return model.elements.map((element): AenetNetwork => {
    const { setup, order } = aenetSetup(element.functions, elements);
    const pick = (values: Float64Array): Float64Array => Float64Array.from(order, (k) => values[k]!);
    const { average, covariance, first } = aenetInputs(element, order);
    const rest = element.layers.slice(1);
    const weights = [first, ...rest].flatMap((layer) => [...layer.weights, ...layer.biases]);
    return {
      nodes: [order.length, ...element.layers.map((layer) => layer.biases.length)],
      activations: element.layers.map((layer, l) => activationCode(layer.activation ?? (l < rest.length ? element.activation : "linear"))),
      weights: Float64Array.from(weights),
      setup,
      statistics: { evaluations: 1, minimum: pick(element.minimum), maximum: pick(element.maximum), average, covariance },
      trainingSet: {
        file: "",
        normalized: true,
        scale: 1 / (element.outputScale ?? 1),
        shift: 0,
        types: names,
        atomEnergies: Float64Array.from(model.elements, (other) => other.energyOffset),
        atoms: 0,
        structures: 0,
        energies: [0, 0, 0],
      },
    };
  });
}

function aenetInputs(
  { layers, centre, scale, functions }: AtomicNetwork,
  order: readonly number[],
): { average: Float64Array; covariance: Float64Array; first: Layer } {
  const width = layers[0]!.biases.length;
  const average = new Float64Array(order.length);
  const covariance = new Float64Array(order.length);
  const weights = new Float64Array(order.length * width);
  for (const [row, k] of order.entries()) {
    average[row] = centre[k]!;
    if (scale[k]! < 0)
      throw new RangeError(`${productFunctionName(functions[k]!)} is scaled by a negative number, which aenet cannot hold.`);
    // An input that is not used: sigma 0 says so.
    covariance[row] = centre[k]! ** 2 + (scale[k] === 0 ? 0 : 1 / scale[k]! ** 2);
    const sigma = aenetSigma(average[row]!, covariance[row]!);
    if (scale[k] !== 0 && sigma <= leastSigma)
      throw new RangeError(
        `${productFunctionName(functions[k]!)} hardly varies over the training set, and aenet would leave it out. Train a model without it.`,
      );
    for (let h = 0; h < width; h++)
      weights[row * width + h] = layers[0]!.weights[k * width + h]! * (scale[k] === 0 ? 1 : scale[k]! * sigma);
  }
  return { average, covariance, first: { weights, biases: layers[0]!.biases } };
}

function activationCode(kind: Activation): number {
  const code = aenetActivations.indexOf(kind);
  if (code < 0) throw new RangeError(`aenet has no activation "${kind}". Train the model with one of ${aenetActivations.join(", ")}.`);
  return code;
}
