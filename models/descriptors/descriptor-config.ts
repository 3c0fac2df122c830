// How a user describes the functions of a model (in adatom.json or in a request), and the list they stand for: grids of
// Gaussian functions, grids of any family, a Chebyshev basis, a preset; all that is given counts. What stands under an
// element's symbol takes the place of the rest around that element.
import { atomicNumberOf, symbolOf } from "../structure/elements.ts";
import { type ChebyshevBasis, chebyshevFunctions } from "./chebyshev-basis.ts";
import { expandGrid, type FunctionGrid, type Numbers } from "./function-grid.ts";
import { type DescriptorPreset, presetGrids } from "./presets.ts";
import type { CutoffForm, ProductFunction } from "./product-function.ts";

/** G2: every eta with every shift, for every neighbour element. */
export interface RadialGrid {
  /** Rc, angstrom. */
  readonly cutoff: number;
  /** 1/angstrom^2 */
  readonly eta: Numbers;
  /** Rs, angstrom; default [0]. */
  readonly shift?: Numbers | undefined;
}

/** Every eta with every shift, zeta and lambda, for every pair of neighbour elements. */
export interface AngularGrid {
  /** "G4" (all three distances) or "G5" (the two from the centre: cheaper); default "G4". */
  readonly kind?: "G4" | "G5" | undefined;
  readonly cutoff: number;
  readonly eta: Numbers;
  readonly shift?: Numbers | undefined;
  readonly zeta: Numbers;
  /** Default [-1, 1]. */
  readonly lambda?: Numbers | undefined;
}

export interface ElementDescriptors {
  readonly radial?: RadialGrid | readonly RadialGrid[] | undefined;
  readonly angular?: AngularGrid | readonly AngularGrid[] | undefined;
  /** Functions of any family. */
  readonly functions?: readonly FunctionGrid[] | undefined;
  readonly chebyshev?: ChebyshevBasis | undefined;
  readonly preset?: DescriptorPreset | undefined;
  /** Cutoff function of grids that name none; default "cosine". Chebyshev bases always have the cosine. */
  readonly cutoffFunction?: CutoffForm | undefined;
}

export interface DescriptorConfig extends ElementDescriptors {
  /** By symbol: what stands here describes that element's surroundings in place of the rest. */
  readonly elements?: Readonly<Record<string, ElementDescriptors>> | undefined;
}

/**
 * What `{}` means: radial Gaussians marching outwards, and wide angular functions (G5) of four ranges and sharpnesses.
 * Chosen on silicon by validation error (mlearn set); the lengths suit most solids. G5 because it was both cheaper and
 * more accurate than G4 there.
 */
export const defaultDescriptors = {
  radial: { cutoff: 6, eta: [4], shift: [1.9, 2.3, 2.7, 3.1, 3.5, 3.9, 4.3, 4.7, 5.1, 5.5] },
  angular: { kind: "G5", cutoff: 5, eta: [0.01, 0.05, 0.15, 0.4], zeta: [1, 2, 4, 16], lambda: [-1, 1] },
} as const satisfies DescriptorConfig;

/** The configuration, or the default where it names no functions. */
export function withDefaults(config: DescriptorConfig | undefined): DescriptorConfig {
  const { radial, angular, functions, chebyshev, preset, elements } = config ?? {};
  return config && (radial ?? angular ?? functions ?? chebyshev ?? preset ?? elements) ? config : defaultDescriptors;
}

/**
 * All functions of a configuration for a set of elements, centre by centre.
 * @throws RangeError naming the field that makes no sense
 */
export function expandDescriptors(config: DescriptorConfig, species: readonly number[]): ProductFunction[] {
  const elements = [...new Set(species)].sort((a, b) => a - b);
  const { elements: own = {}, ...common } = config;
  for (const symbol of Object.keys(own)) {
    if (atomicNumberOf(symbol) === 0) throw new RangeError(`descriptors.elements: "${symbol}" is no element's symbol`);
  }
  return elements.flatMap((centre) => {
    const symbol = symbolOf(centre);
    const special = own[symbol];
    const found = special
      ? functionsAround({ cutoffFunction: common.cutoffFunction, ...special }, centre, elements, `descriptors.elements.${symbol}`)
      : functionsAround(common, centre, elements, "descriptors");
    if (found.length === 0)
      throw new RangeError(
        `descriptors: no symmetry function for ${symbol}; give radial, angular, functions, chebyshev or a preset for it`,
      );
    return found;
  });
}

function functionsAround(config: ElementDescriptors, centre: number, species: readonly number[], where: string): ProductFunction[] {
  const { cutoffFunction = "cosine", chebyshev, preset, functions = [] } = config;
  const radial = asList(config.radial).map((grid, k) => ({ place: `${where}.radial[${k}]`, grid: { type: "G2" as const, ...grid } }));
  const angular = asList(config.angular).map(({ kind = "G4", ...grid }, k) => ({
    place: `${where}.angular[${k}]`,
    grid: { type: kind, ...grid },
  }));
  const further = functions.map((grid, k) => ({ place: `${where}.functions[${k}]`, grid }));
  const ready = preset ? presetGrids(preset, `${where}.preset`).map((grid) => ({ place: `${where}.preset`, grid })) : [];
  if (chebyshev) checkBasis(chebyshev, `${where}.chebyshev`);
  const all = [...radial, ...angular, ...further, ...ready].flatMap(({ grid, place }) =>
    expandGrid(grid, centre, species, place, cutoffFunction),
  );
  return [...sorted(all), ...(chebyshev ? chebyshevFunctions(centre, species, chebyshev) : [])];
}

/** Radial functions first. */
function sorted(functions: readonly ProductFunction[]): ProductFunction[] {
  return [...functions.filter((f) => f.kind === "radial"), ...functions.filter((f) => f.kind === "angular")];
}

function checkBasis(basis: ChebyshevBasis, where: string): void {
  for (const name of ["radialCutoff", "angularCutoff"] as const)
    if (!(basis[name] > 0)) throw new RangeError(`${where}.${name}: ${basis[name]} is not allowed; it must be positive, in angstrom`);
  for (const name of ["radialOrder", "angularOrder"] as const)
    if (!(Number.isInteger(basis[name]) && basis[name] >= 0 && basis[name] <= 100))
      throw new RangeError(`${where}.${name}: ${basis[name]} is not allowed; it must be a whole number from 0 to 100`);
}

function asList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
