// Atom-centred functions of any family as a user lists them: every combination of the parameters given, for every
// neighbour or pair of them unless some are named.
import { atomicNumberOf } from "../structure/elements.ts";
import { cutoffForms } from "./check-function.ts";
import { type CoreKind, coreKinds } from "./core-function.ts";
import type { AngularProfile, CutoffForm, NeighbourWeights, ProductFunction, RadialProfile } from "./product-function.ts";

/** One number, or several of which each is taken. */
export type Numbers = number | readonly number[];

export const functionTypes = ["G1", "G2", "G3", "G4", "G5", "compact-radial", "compact-narrow", "compact-wide"] as const;

/** Which parameters count depends on the type; see the table of `parametersOf`. */
export interface FunctionGrid {
  /**
   * Behler's G1 to G5 (G4 with all three distances, G5 with the two from the centre); or compact functions: radial,
   * narrow (three distances), wide (two).
   */
  readonly type: (typeof functionTypes)[number];
  /** Symbol of the element in the centre; absent: each. */
  readonly centre?: string | undefined;
  /**
   * Symbols of one neighbour, or of two for angular functions; "each" (default): a function for each element or pair of them;
   * "atomic-number": one function in which neighbours are weighed by Z; "one": all alike.
   */
  readonly neighbours?: string | readonly string[] | undefined;
  /** Rc, angstrom. */
  readonly cutoff: Numbers;
  readonly cutoffFunction?: CutoffForm | undefined;
  /** Share of the cutoff within which the cutoff function is 1; default 0. */
  readonly inner?: number | undefined;
  /** 1/angstrom^2 */
  readonly eta?: Numbers | undefined;
  /** Rs, angstrom; default 0. */
  readonly shift?: Numbers | undefined;
  /** 1/angstrom */
  readonly kappa?: Numbers | undefined;
  readonly zeta?: Numbers | undefined;
  /** Default -1 and 1. */
  readonly lambda?: Numbers | undefined;
  /** Default "polynomial-2". */
  readonly core?: CoreKind | undefined;
  readonly asymmetric?: boolean | undefined;
  /** Where a compact function begins, angstrom; below 0: it falls from the centre on. With several cutoffs as many, or one for all. */
  readonly left?: Numbers | undefined;
  /** Bounds of compact angular functions, degrees. */
  readonly angles?: readonly (readonly [number, number])[] | undefined;
}

type Parameter = "eta" | "shift" | "kappa" | "zeta" | "lambda" | "core" | "asymmetric" | "left" | "angles" | "cutoffFunction" | "inner";

/** What each type takes besides centre, neighbours and cutoff. */
const parametersOf: Readonly<Record<FunctionGrid["type"], readonly Parameter[]>> = {
  G1: ["cutoffFunction", "inner"],
  G2: ["eta", "shift", "cutoffFunction", "inner"],
  G3: ["kappa", "cutoffFunction", "inner"],
  G4: ["eta", "shift", "zeta", "lambda", "cutoffFunction", "inner"],
  G5: ["eta", "shift", "zeta", "lambda", "cutoffFunction", "inner"],
  "compact-radial": ["core", "asymmetric", "left"],
  "compact-narrow": ["core", "asymmetric", "left", "angles"],
  "compact-wide": ["core", "asymmetric", "left", "angles"],
};
const optional: readonly Parameter[] = ["eta", "shift", "kappa", "zeta", "lambda", "core", "asymmetric", "left", "angles", "inner"];

/**
 * The functions of a grid around one element.
 * @param species all elements, ascending @param where names the grid in errors @param cutoffFunction where the grid names none
 * @throws RangeError naming the field that makes no sense
 */
export function expandGrid(
  grid: FunctionGrid,
  centre: number,
  species: readonly number[],
  where: string,
  cutoffFunction: CutoffForm,
): ProductFunction[] {
  const own = parametersOf[grid.type];
  if (!own) throw new RangeError(`${where}.type: "${String(grid.type)}" is none of ${functionTypes.join(", ")}`);
  const stranger = optional.find((name) => grid[name] !== undefined && !own.includes(name));
  if (stranger) throw new RangeError(`${where}.${stranger}: a function of type ${grid.type} has none; it has cutoff, ${own.join(", ")}`);
  if (grid.centre !== undefined && elementOf(grid.centre, species, `${where}.centre`) !== centre) return [];
  const radials = radialProfiles(grid, where, grid.cutoffFunction ?? cutoffFunction);
  const isAngular = grid.type === "G4" || grid.type === "G5" || grid.type === "compact-narrow" || grid.type === "compact-wide";
  if (!isAngular)
    return neighboursOf(grid, species, where).flatMap((neighbour) =>
      radials.map((radial): ProductFunction => ({ kind: "radial", centre, neighbour, radial })),
    );
  const angulars = angularProfiles(grid, where);
  const threeDistances = grid.type === "G4" || grid.type === "compact-narrow";
  return pairsOf(grid, species, where).flatMap((neighbours) =>
    radials.flatMap((radial) =>
      angulars.map((angular): ProductFunction => ({ kind: "angular", centre, neighbours, radial, angular, threeDistances })),
    ),
  );
}

function radialProfiles(grid: FunctionGrid, where: string, cutoffForm: CutoffForm): RadialProfile[] {
  const cutoffs = numbers(grid.cutoff, `${where}.cutoff`, (x) => x > 0, "positive, in angstrom");
  if (grid.type.startsWith("compact")) {
    const { core = "polynomial-2", asymmetric = false } = grid;
    if (!coreKinds.includes(core)) throw new RangeError(`${where}.core: "${core}" is none of ${coreKinds.join(", ")}`);
    const lefts = numbers(grid.left ?? 0, `${where}.left`, () => true, "in angstrom");
    if (lefts.length !== 1 && lefts.length !== cutoffs.length)
      throw new RangeError(`${where}.left: give one number, or as many as cutoffs (${cutoffs.length})`);
    return cutoffs.map((cutoff, k) => {
      const left = lefts[lefts.length === 1 ? 0 : k]!;
      if (!(left < cutoff)) throw new RangeError(`${where}.left: ${left} is not below the cutoff ${cutoff}`);
      return { form: "compact", core, asymmetric, left, cutoff };
    });
  }
  if (!cutoffForms.includes(cutoffForm))
    throw new RangeError(`${where}.cutoffFunction: "${cutoffForm}" is none of ${cutoffForms.join(", ")}`);
  const { inner = 0 } = grid;
  if (!(inner >= 0 && inner < 1)) throw new RangeError(`${where}.inner: ${inner} is not from 0 to below 1`);
  return cutoffs.flatMap((cutoff): RadialProfile[] => {
    const ends = { cutoff, cutoffForm, inner };
    if (grid.type === "G1") return [{ form: "plain", ...ends }];
    if (grid.type === "G3")
      return numbers(grid.kappa, `${where}.kappa`, () => true, "in 1/angstrom").map((kappa) => ({ form: "wave", kappa, ...ends }));
    const shifts = numbers(grid.shift ?? 0, `${where}.shift`, (x) => x >= 0, "zero or positive, in angstrom");
    return numbers(grid.eta, `${where}.eta`, (x) => x >= 0, "zero or positive, in 1/angstrom^2").flatMap((eta) =>
      shifts.map((shift): RadialProfile => ({ form: "gaussian", eta, shift, ...ends })),
    );
  });
}

function angularProfiles(grid: FunctionGrid, where: string): AngularProfile[] {
  if (grid.type.startsWith("compact")) {
    const { angles = [], core = "polynomial-2" } = grid;
    if (angles.length === 0) throw new RangeError(`${where}.angles: give at least one pair of bounds, in degrees`);
    return angles.map(([leftDegrees, rightDegrees], k) => {
      if (!(leftDegrees < rightDegrees)) throw new RangeError(`${where}.angles[${k}]: ${leftDegrees} is not below ${rightDegrees}`);
      return { form: "compact", core, leftDegrees, rightDegrees };
    });
  }
  const zetas = numbers(grid.zeta, `${where}.zeta`, (x) => x >= 1, "at least 1");
  const lambdas = numbers(grid.lambda ?? [-1, 1], `${where}.lambda`, (x) => Math.abs(x) === 1, "1 or -1");
  return lambdas.flatMap((lambda) => zetas.map((zeta): AngularProfile => ({ form: "power", zeta, lambda })));
}

function weightsOf(by: string, species: readonly number[]): NeighbourWeights | undefined {
  if (by === "atomic-number") return { by, weights: species.map((z) => [z, z] as const) };
  if (by === "one") return { by, weights: species.map((z) => [z, 1] as const) };
  return undefined;
}

function neighboursOf({ neighbours = "each" }: FunctionGrid, species: readonly number[], where: string): (number | NeighbourWeights)[] {
  if (neighbours === "each") return [...species];
  const names = [neighbours].flat();
  if (names.length !== 1) throw new RangeError(`${where}.neighbours: a radial function has one`);
  return [weightsOf(names[0]!, species) ?? elementOf(names[0]!, species, `${where}.neighbours`)];
}

function pairsOf(
  { neighbours = "each" }: FunctionGrid,
  species: readonly number[],
  where: string,
): (readonly [number, number] | NeighbourWeights)[] {
  if (neighbours === "each") return species.flatMap((a, k) => species.slice(k).map((b) => [a, b] as const));
  const names = [neighbours].flat();
  const weights = names.length === 1 ? weightsOf(names[0]!, species) : undefined;
  if (weights) return [weights];
  if (names.length !== 2) throw new RangeError(`${where}.neighbours: an angular function has two, such as ["O", "Si"]`);
  const [a, b] = names.map((name) => elementOf(name, species, `${where}.neighbours`)).sort((one, two) => one - two);
  return [[a!, b!]];
}

function elementOf(symbol: string, species: readonly number[], where: string): number {
  const z = atomicNumberOf(symbol);
  if (z === 0) throw new RangeError(`${where}: "${symbol}" is no element's symbol`);
  if (!species.includes(z)) throw new RangeError(`${where}: ${symbol} is not among the elements of the data`);
  return z;
}

function numbers(given: Numbers | undefined, where: string, fits: (value: number) => boolean, rule: string): readonly number[] {
  const values = given === undefined ? [] : typeof given === "number" ? [given] : given;
  if (!Array.isArray(values) || values.length === 0) throw new RangeError(`${where}: give at least one number`);
  for (const value of values) {
    if (!Number.isFinite(value) || !fits(value)) throw new RangeError(`${where}: ${value} is not allowed; it must be ${rule}`);
  }
  return values;
}
