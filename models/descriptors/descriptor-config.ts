// How a user describes the symmetry functions of a model (in adatom.json or in a request), and the list they stand for.
// Grids are taken for every neighbour species (radial) and every unordered pair of them (angular).
import type { CutoffKind } from "./cutoff-function.ts";
import { cutoffKinds } from "./cutoff-function.ts";
import type { AngularFunction, RadialFunction, SymmetryFunction } from "./symmetry-function.ts";

/** Every eta with every shift. */
export interface RadialGrid {
  /** Rc, angstrom. */
  readonly cutoff: number;
  /** 1/angstrom^2 */
  readonly eta: readonly number[];
  /** Rs, angstrom; default [0]. */
  readonly shift?: readonly number[] | undefined;
}

/** Every eta with every shift, zeta and lambda. */
export interface AngularGrid {
  /** "G4" (all three distances) or "G5" (the two from the centre: cheaper); default "G4". */
  readonly kind?: "G4" | "G5" | undefined;
  readonly cutoff: number;
  readonly eta: readonly number[];
  readonly shift?: readonly number[] | undefined;
  readonly zeta: readonly number[];
  /** Default [-1, 1]. */
  readonly lambda?: readonly number[] | undefined;
}

export interface DescriptorConfig {
  readonly radial?: RadialGrid | readonly RadialGrid[] | undefined;
  readonly angular?: AngularGrid | readonly AngularGrid[] | undefined;
  /** Further functions one by one, by atomic numbers. */
  readonly functions?: readonly SymmetryFunction[] | undefined;
  /** Cutoff function of the grids; default "cosine". */
  readonly cutoffFunction?: CutoffKind | undefined;
}

/**
 * What `{}` means: radial Gaussians marching outwards, and wide angular functions (G5) of four ranges and sharpnesses.
 * Chosen on silicon by validation error (mlearn set); the lengths suit most solids. G5 because it was both cheaper and
 * more accurate than G4 there.
 */
export const defaultDescriptors: DescriptorConfig = {
  radial: { cutoff: 6, eta: [4], shift: [1.9, 2.3, 2.7, 3.1, 3.5, 3.9, 4.3, 4.7, 5.1, 5.5] },
  angular: { kind: "G5", cutoff: 5, eta: [0.01, 0.05, 0.15, 0.4], zeta: [1, 2, 4, 16], lambda: [-1, 1] },
};

/**
 * All functions of a configuration for a set of elements, centre by centre.
 * @throws RangeError naming the field that makes no sense
 */
export function expandDescriptors(config: DescriptorConfig, species: readonly number[]): SymmetryFunction[] {
  const cutoffKind = config.cutoffFunction ?? "cosine";
  if (!cutoffKinds.includes(cutoffKind))
    throw new RangeError(`descriptors.cutoffFunction: "${cutoffKind}" is none of ${cutoffKinds.join(", ")}`);
  const radial = asList(config.radial);
  const angular = asList(config.angular);
  for (const [k, grid] of radial.entries()) checkGrid(grid, `descriptors.radial[${k}]`);
  for (const [k, grid] of angular.entries()) {
    const where = `descriptors.angular[${k}]`;
    checkGrid(grid, where);
    checkNumbers(grid.zeta, `${where}.zeta`, (zeta) => zeta >= 1, "at least 1");
    checkNumbers(grid.lambda ?? [1], `${where}.lambda`, (lambda) => Math.abs(lambda) === 1, "1 or -1");
  }
  const elements = [...new Set(species)].sort((a, b) => a - b);
  const all: SymmetryFunction[] = [];
  for (const centre of elements) {
    for (const neighbour of elements) {
      for (const grid of radial) all.push(...expandRadial(grid, { centre, neighbour, cutoffKind }));
    }
    for (const [k, first] of elements.entries()) {
      for (const second of elements.slice(k)) {
        for (const grid of angular) all.push(...expandAngular(grid, { centre, neighbours: [first, second], cutoffKind }));
      }
    }
    all.push(...(config.functions ?? []).filter((f) => f.centre === centre));
  }
  for (const centre of elements) {
    if (!all.some((f) => f.centre === centre))
      throw new RangeError(`descriptors: no symmetry function for the element with Z = ${centre}; give radial or angular`);
  }
  return all;
}

function expandRadial(grid: RadialGrid, head: Pick<RadialFunction, "centre" | "neighbour" | "cutoffKind">): RadialFunction[] {
  const { cutoff } = grid;
  return grid.eta.flatMap((eta) => (grid.shift ?? [0]).map((shift) => ({ kind: "G2" as const, ...head, eta, shift, cutoff })));
}

function expandAngular(grid: AngularGrid, head: Pick<AngularFunction, "centre" | "neighbours" | "cutoffKind">): AngularFunction[] {
  const { cutoff, kind = "G4", shift: shifts = [0], lambda: lambdas = [-1, 1] } = grid;
  const all: AngularFunction[] = [];
  for (const eta of grid.eta) {
    for (const shift of shifts) {
      for (const sign of lambdas) {
        for (const zeta of grid.zeta) all.push({ kind, ...head, eta, shift, zeta, lambda: sign === 1 ? 1 : -1, cutoff });
      }
    }
  }
  return all;
}

function checkGrid(grid: RadialGrid, where: string): void {
  checkNumbers([grid.cutoff], `${where}.cutoff`, (cutoff) => cutoff > 0, "positive, in angstrom");
  checkNumbers(grid.eta, `${where}.eta`, (eta) => eta >= 0, "zero or positive, in 1/angstrom^2");
  checkNumbers(grid.shift ?? [0], `${where}.shift`, (shift) => shift >= 0, "zero or positive, in angstrom");
}

function checkNumbers(values: readonly number[], where: string, fits: (value: number) => boolean, rule: string): void {
  if (!Array.isArray(values) || values.length === 0) throw new RangeError(`${where}: give at least one number`);
  for (const value of values) {
    if (!Number.isFinite(value) || !fits(value)) throw new RangeError(`${where}: ${value} is not allowed; it must be ${rule}`);
  }
}

function asList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
