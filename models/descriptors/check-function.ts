// A product function out of JSON, checked in full: what a stored model says of its inputs.
import { coreKinds } from "./core-function.ts";
import type { AngularProfile, CutoffForm, NeighbourWeights, ProductFunction, RadialProfile } from "./product-function.ts";

export const cutoffForms: readonly CutoffForm[] = ["hard", "cosine", "tanh-cubed", "scaled-tanh-cubed", ...coreKinds];

type Fields = Record<string, unknown>;

/** @param where names the value in errors @throws RangeError naming the field that is missing or makes no sense */
export function checkProductFunction(value: unknown, where: string): ProductFunction {
  const f = fields(value, where);
  const centre = number(f, "centre", where, isElement);
  const radial = checkRadial(fields(f.radial, `${where}.radial`), `${where}.radial`);
  if (choice(f, "kind", ["radial", "angular"] as const, where) === "radial") {
    const neighbour =
      typeof f.neighbour === "number" ? number(f, "neighbour", where, isElement) : checkWeights(f.neighbour, `${where}.neighbour`);
    return { kind: "radial", centre, radial, neighbour };
  }
  const angular = checkAngular(fields(f.angular, `${where}.angular`), `${where}.angular`);
  if (typeof f.threeDistances !== "boolean") throw new RangeError(`${where}.threeDistances must be true or false`);
  const { threeDistances } = f;
  if (!Array.isArray(f.neighbours))
    return { kind: "angular", centre, radial, angular, threeDistances, neighbours: checkWeights(f.neighbours, `${where}.neighbours`) };
  if (f.neighbours.length !== 2) throw new RangeError(`${where}.neighbours must be two elements`);
  const [a, b] = [0, 1].map((k) => number({ [k]: (f.neighbours as unknown[])[k] }, String(k), `${where}.neighbours`, isElement));
  return { kind: "angular", centre, radial, angular, threeDistances, neighbours: [a!, b!] };
}

function checkRadial(p: Fields, where: string): RadialProfile {
  const form = choice(p, "form", ["plain", "gaussian", "wave", "chebyshev", "compact"] as const, where);
  const cutoff = number(p, "cutoff", where, (x) => x > 0);
  if (form === "compact") {
    if (typeof p.asymmetric !== "boolean") throw new RangeError(`${where}.asymmetric must be true or false`);
    const core = choice(p, "core", coreKinds, where);
    return { form, core, asymmetric: p.asymmetric, left: number(p, "left", where, (x) => x < cutoff), cutoff };
  }
  const ends = {
    cutoff,
    cutoffForm: choice(p, "cutoffForm", cutoffForms, where),
    inner: number(p, "inner", where, (x) => x >= 0 && x < 1),
  };
  if (form === "gaussian") return { form, eta: number(p, "eta", where, (x) => x >= 0), shift: number(p, "shift", where), ...ends };
  if (form === "wave") return { form, kappa: number(p, "kappa", where), ...ends };
  if (form === "chebyshev") return { form, order: number(p, "order", where, isOrder), ...ends };
  return { form, ...ends };
}

function checkAngular(p: Fields, where: string): AngularProfile {
  const form = choice(p, "form", ["power", "compact", "chebyshev"] as const, where);
  if (form === "power") return { form, zeta: number(p, "zeta", where, (x) => x > 0), lambda: number(p, "lambda", where) };
  if (form === "chebyshev")
    return { form, order: number(p, "order", where, isOrder), domain: choice(p, "domain", ["cosine", "pi"] as const, where) };
  const leftDegrees = number(p, "leftDegrees", where);
  return {
    form,
    core: choice(p, "core", coreKinds, where),
    leftDegrees,
    rightDegrees: number(p, "rightDegrees", where, (x) => x > leftDegrees),
  };
}

function checkWeights(value: unknown, where: string): NeighbourWeights {
  const given = fields(value, where);
  const by = choice(given, "by", ["atomic-number", "one", "spin"] as const, where);
  if (!Array.isArray(given.weights) || given.weights.length === 0) throw new RangeError(`${where}.weights must be a list`);
  const weights = given.weights.map((pair: unknown, k): [number, number] => {
    const place = `${where}.weights[${k}]`;
    if (!Array.isArray(pair) || pair.length !== 2) throw new RangeError(`${place} must be an element and its weight`);
    return [number({ element: pair[0] as unknown }, "element", place, isElement), number({ weight: pair[1] as unknown }, "weight", place)];
  });
  return { by, weights };
}

const isElement = (z: number): boolean => Number.isInteger(z) && z > 0 && z < 256;
const isOrder = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= 1000;

function fields(value: unknown, where: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new RangeError(`${where} must be an object`);
  return value as Fields;
}

function number(from: Fields, name: string, where: string, fits: (value: number) => boolean = () => true): number {
  const value = from[name];
  if (typeof value !== "number" || !Number.isFinite(value)) throw new RangeError(`${where}.${name} must be a finite number`);
  if (!fits(value)) throw new RangeError(`${where}.${name} is ${value}, which makes no sense there`);
  return value;
}

function choice<T>(from: Fields, name: string, allowed: readonly T[], where: string): T {
  const found = allowed.find((item) => item === from[name]);
  if (found === undefined)
    throw new RangeError(`${where}.${name} is ${JSON.stringify(from[name])}; it must be one of ${allowed.join(", ")}`);
  return found;
}
