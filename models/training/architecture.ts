// Functions and layers of a training: as asked for, or those of the model that it starts from.
import { expandDescriptors } from "../descriptors/descriptor-config.ts";
import { type ProductFunction, productFunctionName } from "../descriptors/product-function.ts";
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import type { BehlerParrinelloModel, ElementModel } from "../networks/behler-parrinello/model.ts";
import { hiddenOf, type ResolvedTraining } from "./config.ts";

export interface NetworkPlan {
  readonly hidden: readonly number[];
  readonly activation: Activation;
}

/** All functions, element by element. @throws RangeError where the model to start from has others than were asked for */
export function functionsOf(
  config: ResolvedTraining,
  species: readonly number[],
  initial?: BehlerParrinelloModel,
): readonly ProductFunction[] {
  if (initial && config.adopted.includes("descriptors")) return initial.functions;
  const functions = expandDescriptors(config.descriptors, species);
  if (!initial) return functions;
  const ours = functions.map(productFunctionName);
  const theirs = initial.functions.map(productFunctionName);
  if (ours.join() !== theirs.join())
    throw new RangeError(
      `the model to start from has other descriptors (${difference(theirs, ours)}): leave descriptors out to take its own, or train afresh`,
    );
  return functions;
}

/** The first function of each that the other lacks. */
function difference(theirs: readonly string[], ours: readonly string[]): string {
  const own = theirs.find((name) => !ours.includes(name));
  const asked = ours.find((name) => !theirs.includes(name));
  const parts = [own && `it has ${own}`, asked && `it lacks ${asked}`].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(", ") : "the same in another order";
}

/** @throws RangeError where the model to start from has another network than was asked for */
export function networkOf(config: ResolvedTraining, atomicNumber: number, initial?: ElementModel): NetworkPlan {
  if (!initial) return { hidden: hiddenOf(config, atomicNumber), activation: config.activation };
  const own: NetworkPlan = { hidden: initial.layers.slice(0, -1).map((layer) => layer.biases.length), activation: initial.activation };
  const hidden = config.adopted.includes("hidden") ? own.hidden : hiddenOf(config, atomicNumber);
  const activation = config.adopted.includes("activation") ? own.activation : config.activation;
  if (own.hidden.join() !== hidden.join() || own.activation !== activation)
    throw new RangeError(
      `the model to start from has hidden layers ${own.hidden.join("-")} ${own.activation}, not ${hidden.join("-")} ${activation}: leave hidden and activation out to take its own, or train afresh`,
    );
  return own;
}
