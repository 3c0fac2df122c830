// The symmetry functions of one central element, sorted and grouped so that what functions share is computed once.
import type { CutoffKind } from "./cutoff-function.ts";
import { productFunctionName } from "./product-function.ts";
import type { AngularFunction, RadialFunction, SymmetryFunction } from "./symmetry-function.ts";
import { asProductFunction } from "./symmetry-function.ts";

/** Functions of one neighbour species; their values stand at offset .. offset + members.length - 1. */
export interface RadialBlock {
  readonly neighbour: number;
  readonly offset: number;
  readonly members: readonly RadialFunction[];
}

/** exp(-eta (r - shift)^2) fc(r): what angular functions multiply over their distances. */
export interface RadialShape {
  readonly eta: number;
  readonly shift: number;
  readonly cutoff: number;
  readonly cutoffKind: CutoffKind;
}

/** Angular functions that differ in (lambda, zeta) alone: one radial product for all. */
export interface AngularGroup {
  /** Index into `shapes`. */
  readonly shape: number;
  /** True for G4: the distance between the neighbours counts too. */
  readonly threeDistances: boolean;
  /** First function of the group within the element. */
  readonly offset: number;
  /** Row of the angular table of each member. */
  readonly angles: Int32Array;
}

export interface SymmetryFunctionSet {
  readonly centre: number;
  /** In the order of values: radial blocks first, then angular groups. */
  readonly functions: readonly SymmetryFunction[];
  readonly names: readonly string[];
  /** Number of functions, and how many of them are radial. */
  readonly size: number;
  readonly radialSize: number;
  /** Elements seen as neighbours, ascending. */
  readonly species: readonly number[];
  /** By index into `species`; an element without radial functions has an empty block. */
  readonly radial: readonly RadialBlock[];
  /** By a * species.length + b (both orders filled). */
  readonly angular: readonly (readonly AngularGroup[])[];
  readonly shapes: readonly RadialShape[];
  /** Distinct (lambda, zeta). */
  readonly angles: readonly { readonly lambda: number; readonly zeta: number }[];
  readonly cutoff: number;
  readonly angularCutoff: number;
}

/** Picks the functions of one centre out of a list and groups them. The order within equal groups is the list's. */
export function createSymmetryFunctionSet(all: readonly SymmetryFunction[], centre: number): SymmetryFunctionSet {
  const own = all.filter((f) => f.centre === centre);
  const radialFunctions = own.filter((f) => f.kind === "G2");
  const angularFunctions = own.filter((f) => f.kind !== "G2");
  const species = [...new Set([...radialFunctions.map((f) => f.neighbour), ...angularFunctions.flatMap((f) => f.neighbours)])].sort(
    (a, b) => a - b,
  );
  const functions: SymmetryFunction[] = [];

  const radial = species.map((neighbour): RadialBlock => {
    const members = radialFunctions.filter((f) => f.neighbour === neighbour);
    const offset = functions.length;
    functions.push(...members);
    return { neighbour, offset, members };
  });
  const radialSize = functions.length;

  const shapes: RadialShape[] = [];
  const angles: { lambda: number; zeta: number }[] = [];
  const angular: AngularGroup[][] = Array.from({ length: species.length ** 2 }, () => []);
  for (let a = 0; a < species.length; a++) {
    for (let b = a; b < species.length; b++) {
      const pair = angularFunctions.filter((f) => sameSpecies(f, species[a]!, species[b]!));
      for (const members of Map.groupBy(pair, groupKey).values()) {
        const { eta, shift, cutoff, cutoffKind, kind } = members[0]!;
        const shape = indexOrPush(shapes, { eta, shift, cutoff, cutoffKind });
        const rows = members.map((f) => indexOrPush(angles, { lambda: f.lambda, zeta: f.zeta }));
        const group: AngularGroup = { shape, threeDistances: kind === "G4", offset: functions.length, angles: Int32Array.from(rows) };
        functions.push(...members);
        angular[a * species.length + b]!.push(group);
        if (a !== b) angular[b * species.length + a]!.push(group);
      }
    }
  }

  return {
    centre,
    functions,
    names: functions.map((f) => productFunctionName(asProductFunction(f))),
    size: functions.length,
    radialSize,
    species,
    radial,
    angular,
    shapes,
    angles,
    cutoff: Math.max(0, ...own.map((f) => f.cutoff)),
    angularCutoff: Math.max(0, ...angularFunctions.map((f) => f.cutoff)),
  };
}

function sameSpecies(f: AngularFunction, a: number, b: number): boolean {
  const [first, second] = f.neighbours;
  return (first === a && second === b) || (first === b && second === a);
}

function groupKey(f: AngularFunction): string {
  return [f.kind, f.eta, f.shift, f.cutoff, f.cutoffKind].join(" ");
}

function indexOrPush<T>(list: T[], item: T): number {
  const text = JSON.stringify(item);
  const found = list.findIndex((other) => JSON.stringify(other) === text);
  return found >= 0 ? found : list.push(item) - 1;
}
