// The functions that a set-up of aenet stands for, in the order in which aenet evaluates them, and back.
import { chebyshevFunctions } from "../../descriptors/chebyshev-basis.ts";
import type { ChebyshevDomain, ProductFunction } from "../../descriptors/product-function.ts";
import { isWeighted, productFunctionName } from "../../descriptors/product-function.ts";
import { atomicNumberOf, symbolOf } from "../../structure/elements.ts";
import { AenetError } from "./aenet-medium.ts";
import type { AenetSetup } from "./aenet-network.ts";

/** @throws AenetError for a basis or a species that is not known */
export function aenetFunctions(setup: AenetSetup, domain: ChebyshevDomain): ProductFunction[] {
  const species = setup.environmentTypes.map(speciesOf);
  const centre = speciesOf(setup.atomType);
  const basis = setup.basis.toLowerCase();
  if (basis === "chebyshev") return chebyshevOf(centre, species, setup, domain);
  if (basis === "behler2011") return behlerFunctions(centre, species, setup);
  throw new AenetError(`the basis "${setup.basis}" is not known; Chebyshev and Behler2011 are.`);
}

function chebyshevOf(centre: number, species: readonly number[], setup: AenetSetup, domain: ChebyshevDomain): ProductFunction[] {
  const [radialCutoff, radialOrder, angularCutoff, angularOrder] = setup.parameters as unknown as [number, number, number, number];
  const size = (radialOrder + angularOrder + 2) * (species.length > 1 ? 2 : 1);
  if (size !== setup.functions.length)
    throw new AenetError(
      `a Chebyshev basis of orders ${radialOrder} and ${angularOrder} has ${size} functions, not ${setup.functions.length}.`,
    );
  return chebyshevFunctions(centre, species, { radialCutoff, radialOrder, angularCutoff, angularOrder, angularDomain: domain });
}

/** aenet sorts by neighbour: all pairs' G1, G2, G3, then triples' G4, G5; statistics and inputs follow that order. */
function behlerFunctions(centre: number, species: readonly number[], setup: AenetSetup): ProductFunction[] {
  const entries = setup.functions.map((type, k) => {
    const [a, b] = [setup.neighbours[2 * k]!, setup.neighbours[2 * k + 1]!];
    const place = type <= 3 ? [a, 0, 0, type] : [Math.min(a, b), 1, Math.max(a, b), type];
    return { place: [...place, k], f: behlerFunction(type, centre, species, [a, b], setup.parameters.subarray(4 * k, 4 * k + 4)) };
  });
  return entries.sort((one, two) => compare(one.place, two.place)).map(({ f }) => f);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const k = a.findIndex((value, at) => value !== b[at]);
  return k < 0 ? 0 : a[k]! - b[k]!;
}

function behlerFunction(
  type: number,
  centre: number,
  species: readonly number[],
  neighbours: readonly [number, number],
  parameters: Float64Array,
): ProductFunction {
  const [cutoff, p2, p3, p4] = parameters as unknown as [number, number, number, number];
  const element = (index: number): number => {
    const z = species[index - 1];
    if (z === undefined) throw new AenetError(`a function names neighbour species ${index} of ${species.length}. The file is damaged.`);
    return z;
  };
  const ends = { cutoff, cutoffForm: "cosine", inner: 0 } as const;
  const neighbour = element(neighbours[0]);
  if (type === 1) return { kind: "radial", centre, neighbour, radial: { form: "plain", ...ends } };
  if (type === 2) return { kind: "radial", centre, neighbour, radial: { form: "gaussian", shift: p2, eta: p3, ...ends } };
  if (type === 3) return { kind: "radial", centre, neighbour, radial: { form: "wave", kappa: p2, ...ends } };
  if (type !== 4 && type !== 5) throw new AenetError(`there is no function of type ${type}; known are 1 to 5.`);
  const pair = [neighbour, element(neighbours[1])].sort((a, b) => a - b) as [number, number];
  return {
    kind: "angular",
    centre,
    neighbours: pair,
    radial: { form: "gaussian", shift: 0, eta: p4, ...ends },
    angular: { form: "power", lambda: p2, zeta: p3 },
    threeDistances: type === 4,
  };
}

function speciesOf(symbol: string): number {
  const z = atomicNumberOf(symbol);
  if (z === 0) throw new AenetError(`"${symbol}" is no element's symbol.`);
  return z;
}

/**
 * The set-up of these functions, and the place of each of aenet's inputs among them.
 * @throws RangeError naming what aenet does not have
 */
export function aenetSetup(functions: readonly ProductFunction[], elements: readonly number[]): { setup: AenetSetup; order: number[] } {
  const chebyshev = functions.every((f) => f.radial.form === "chebyshev" || (f.kind === "angular" && f.angular.form === "chebyshev"));
  const setup = chebyshev ? chebyshevSetup(functions, elements) : behlerSetup(functions, elements);
  const angular = functions.find((f) => f.kind === "angular" && f.angular.form === "chebyshev");
  const domain = angular?.kind === "angular" && angular.angular.form === "chebyshev" ? angular.angular.domain : "cosine";
  const keys = functions.map((f) => JSON.stringify(canonical(f)));
  const order = aenetFunctions(setup, domain).map((f) => keys.indexOf(JSON.stringify(canonical(f))));
  const missing = order.indexOf(-1);
  if (missing >= 0 || order.length !== functions.length || new Set(order).size !== order.length)
    throw new RangeError(
      "aenet's Chebyshev basis has all orders from 0 up, equally weighted and by spin; the model has others. Train one with its basis, or write it for n2p2.",
    );
  return { setup, order };
}

/** With keys in one order and weights by species, so that equal functions have equal texts. */
function canonical(f: ProductFunction): unknown {
  const who = f.kind === "radial" ? f.neighbour : f.neighbours;
  const neighbours = isWeighted(who) ? [...who.weights].sort((a, b) => a[0] - b[0]) : who;
  const sorted = (part: object): unknown => Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
  return [f.kind, f.centre, neighbours, sorted(f.radial), f.kind === "angular" ? [sorted(f.angular), f.threeDistances] : []];
}

function chebyshevSetup(functions: readonly ProductFunction[], elements: readonly number[]): AenetSetup {
  const spin = functions.map((f) => (f.kind === "radial" ? f.neighbour : f.neighbours)).find((who) => isWeighted(who) && who.by === "spin");
  // Spins follow the order of the environment, so the order is theirs.
  const species = spin && isWeighted(spin) ? [...spin.weights].sort((a, b) => a[1] - b[1]).map(([z]) => z) : [...elements];
  const radials = functions.filter((f) => f.kind === "radial");
  const angulars = functions.filter((f) => f.kind === "angular");
  const radialOrder = Math.max(...radials.map((f) => (f.radial.form === "chebyshev" ? f.radial.order : 0)));
  const angularOrder = Math.max(...angulars.map((f) => (f.angular.form === "chebyshev" ? f.angular.order : 0)));
  const parameters = new Float64Array(4 * functions.length);
  parameters.set([radials[0]?.radial.cutoff ?? 0, radialOrder, angulars[0]?.radial.cutoff ?? 0, angularOrder]);
  return { ...blank(functions, species), basis: "Chebyshev", parameters };
}

function behlerSetup(functions: readonly ProductFunction[], elements: readonly number[]): AenetSetup {
  const entries = functions.map((f) => {
    const refuse = (what: string): RangeError =>
      new RangeError(
        `aenet has no function such as ${productFunctionName(f)}: ${what}. Write the model for n2p2, or train one with other functions.`,
      );
    const { radial } = f;
    const who = f.kind === "radial" ? f.neighbour : f.neighbours;
    if (isWeighted(who) || radial.form === "compact" || radial.form === "chebyshev")
      throw refuse("it has G1 to G5 of single species, or the whole Chebyshev basis");
    if (radial.cutoffForm !== "cosine" || radial.inner !== 0) throw refuse("its cutoff function is the plain cosine");
    const neighbours = [who].flat().map((z) => elements.indexOf(z) + 1);
    const { cutoff } = radial;
    if (f.kind === "radial") {
      if (radial.form === "plain") return { type: 1, neighbours, parameters: [cutoff] };
      if (radial.form === "wave") return { type: 3, neighbours, parameters: [cutoff, radial.kappa] };
      return { type: 2, neighbours, parameters: [cutoff, radial.shift, radial.eta] };
    }
    if (radial.form === "wave" || f.angular.form !== "power")
      throw refuse("its angular functions are Gaussians times a power of 1 + lambda cos theta");
    const { eta, shift } = radial.form === "gaussian" ? radial : { eta: 0, shift: 0 };
    if (shift !== 0) throw refuse("its angular functions have no shift");
    return { type: f.threeDistances ? 4 : 5, neighbours, parameters: [cutoff, f.angular.lambda, f.angular.zeta, eta] };
  });
  const parameters = new Float64Array(4 * functions.length);
  for (const [k, entry] of entries.entries()) parameters.set(entry.parameters, 4 * k);
  return {
    ...blank(functions, elements),
    basis: "Behler2011",
    functions: entries.map((entry) => entry.type),
    neighbours: entries.flatMap((entry) => [entry.neighbours[0]!, entry.neighbours[1] ?? 0]),
    parameters,
  };
}

/** angstrom; aenet sizes its tables of neighbours by it and fails with 0. As in its own examples. */
const minimumDistance = 0.55;

function blank(functions: readonly ProductFunction[], species: readonly number[]): Omit<AenetSetup, "basis" | "parameters"> {
  return {
    description: "Written by Adatom",
    atomType: symbolOf(functions[0]!.centre),
    environmentTypes: species.map(symbolOf),
    minimumDistance,
    cutoff: Math.max(...functions.map((f) => f.radial.cutoff)),
    functions: functions.map(() => 0),
    neighbours: functions.flatMap(() => [0, 0]),
  };
}
