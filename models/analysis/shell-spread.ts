// What stands beside the means of a set's row of table II: how much its structures differ, how much its atoms do, and the second
// shell as g(r) shows it, from the end of the first to the next minimum, beside that of neighbours of neighbours.
import type { Structure } from "../structure/structure.ts";
import { type AngleState, addAngles, startAngles } from "./angles.ts";
import { type Bonds, findBonds } from "./bonds.ts";
import { type AtomShells, addCoordination, finishCoordination, startCoordination } from "./coordination.ts";
import { addValue, createHistogram, type Histogram, standardDeviation } from "./histogram.ts";

/** Columns of table II; distances in angstrom, angles in degrees. */
const columns = [
  "density",
  "c1",
  "r1",
  "sigma1",
  "c2",
  "r2",
  "sigma2",
  "angleMean",
  "angleSigma",
  "c2ByDistance",
  "r2ByDistance",
  "sigma2ByDistance",
] as const;
type Column = (typeof columns)[number];

export interface SpreadState {
  /** One value a structure. */
  readonly structures: Readonly<Record<Column, Histogram>>;
  /** One value an atom. */
  readonly atoms: { readonly c1: Histogram; readonly c2: Histogram; readonly c2ByDistance: Histogram };
  /** Distances between the end of the first shell and that of the second. */
  readonly distances: Histogram;
}

export interface SecondShellByDistance {
  /** Where it ends: the second minimum of the smoothed g(r), angstrom. */
  readonly endAngstrom: number;
  readonly c2: number;
  readonly r2Angstrom: number;
  readonly sigma2Angstrom: number;
}

/** Standard deviations, by column of table II. NaN where the set has no such number. */
export interface TableTwoSpread {
  readonly betweenStructures: Readonly<Record<Column, number>>;
  /** Of the numbers of neighbours; those of the distances are sigma1 and sigma2. */
  readonly overAtoms: { readonly c1: number; readonly c2: number; readonly c2ByDistance: number };
  /** Null where g(r) shows no second minimum. */
  readonly secondShellByDistance: SecondShellByDistance | null;
}

export function startSpread(): SpreadState {
  const moments = (): Histogram => createHistogram(0, 1, 1);
  return {
    structures: Object.fromEntries(columns.map((name) => [name, moments()])) as Record<Column, Histogram>,
    atoms: { c1: moments(), c2: moments(), c2ByDistance: moments() },
    distances: moments(),
  };
}

/** Adds a structure: its bonds, the numbers of its atoms, its density, and the end of the second shell in g(r), where that shows one. */
export function addSpread(
  state: SpreadState,
  structure: Structure,
  bonds: Bonds,
  shells: AtomShells,
  densityGramPerCm3: number | undefined,
  ends: { readonly first: number; readonly second: number | undefined },
): void {
  const own = startCoordination();
  addCoordination(own, bonds);
  const { first, second } = finishCoordination(own);
  const angles: AngleState = startAngles();
  addAngles(angles, structure, bonds);
  const add = (name: Column, value: number | undefined): void => {
    if (value !== undefined && Number.isFinite(value)) addValue(state.structures[name], value);
  };
  add("density", densityGramPerCm3);
  add("c1", first.meanCoordination);
  add("r1", first.meanDistanceAngstrom);
  add("sigma1", first.sigmaDistanceAngstrom);
  add("c2", second.meanCoordination);
  add("r2", second.meanDistanceAngstrom);
  add("sigma2", second.sigmaDistanceAngstrom);
  if (angles.all.total > 0) {
    add("angleMean", angles.all.mean);
    add("angleSigma", standardDeviation(angles.all));
  }
  for (const count of shells.first) addValue(state.atoms.c1, count);
  for (const count of shells.second) addValue(state.atoms.c2, count);
  if (ends.second === undefined) return;
  const far = findBonds(structure, ends.second);
  const one = createHistogram(0, 1, 1);
  for (let i = 0; i + 1 < far.first.length; i++) {
    let count = 0;
    for (let e = far.first[i]!; e < far.first[i + 1]!; e++) {
      if (far.distances[e]! <= ends.first) continue;
      count++;
      addValue(one, far.distances[e]!);
      addValue(state.distances, far.distances[e]!);
    }
    addValue(state.atoms.c2ByDistance, count);
  }
  add("c2ByDistance", one.total / structure.atomicNumbers.length);
  if (one.total === 0) return;
  add("r2ByDistance", one.mean);
  add("sigma2ByDistance", standardDeviation(one));
}

export function finishSpread({ structures, atoms, distances }: SpreadState, secondShellEnd: number | undefined): TableTwoSpread {
  return {
    betweenStructures: Object.fromEntries(columns.map((name) => [name, standardDeviation(structures[name])])) as Record<Column, number>,
    overAtoms: { c1: standardDeviation(atoms.c1), c2: standardDeviation(atoms.c2), c2ByDistance: standardDeviation(atoms.c2ByDistance) },
    secondShellByDistance:
      secondShellEnd === undefined || distances.total === 0
        ? null
        : {
            endAngstrom: secondShellEnd,
            c2: atoms.c2ByDistance.mean,
            r2Angstrom: distances.mean,
            sigma2Angstrom: standardDeviation(distances),
          },
  };
}
