// What the kernel of network potentials is told of each element: the plan of its functions, where each function stands in
// it, ranges with their margin, and the network.
import type { AtomicNetwork } from "../../networks/atomic-network/model.ts";
import { type FunctionsPlan, planFunctions } from "../atomic-descriptors/functions-plan.ts";
import { type ActivationForm, activationForm } from "../atomic-network.ts";

export interface ElementPlan {
  readonly element: AtomicNetwork;
  readonly functions: FunctionsPlan;
  /** By the place of a neighbour's element among all: its species in the plan, or -1. */
  readonly kind: Int32Array;
  /** Ranges, widened by what rounding may need. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  /** Activation of each layer. */
  readonly forms: readonly ActivationForm[];
}

/** @returns undefined where an element has a function or an activation that the kernel does not do */
export function planElements(elements: readonly AtomicNetwork[], rounding: number): ElementPlan[] | undefined {
  const plans = elements.map((element) => planElement(element, elements, rounding));
  return plans.length > 0 && plans.every((plan) => plan !== undefined) ? plans : undefined;
}

function planElement(element: AtomicNetwork, all: readonly AtomicNetwork[], rounding: number): ElementPlan | undefined {
  if (element.functions.length === 0) return undefined;
  const functions = planFunctions(element);
  const last = element.layers.length - 1;
  const forms = element.layers.map((layer, l) => activationForm(layer.activation ?? (l < last ? element.activation : "linear")));
  if (!functions || !forms.every((form) => form !== undefined)) return undefined;
  const { minimum, maximum } = element;
  const margin = minimum.map((least, k) => rounding * (maximum[k]! - least));
  return {
    element,
    functions,
    kind: Int32Array.from(all, ({ atomicNumber }) => functions.species.indexOf(atomicNumber)),
    lowest: minimum.map((least, k) => least - margin[k]!),
    highest: maximum.map((most, k) => most + margin[k]!),
    forms,
  };
}
