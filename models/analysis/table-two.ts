// The structural row of table II of Comin and Lewis, Phys. Rev. B 100, 094107 (2019), for any set of periodic structures:
// density, first and second shell, bond angles, energy, coordination shares and rings, averaged over the set.
import type { Potential } from "../potentials/potential.ts";
import { cellVolume } from "../structure/cell.ts";
import { atomicMass } from "../structure/elements.ts";
import { buildNeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { gramPerCm3PerAmuPerAngstrom3 } from "../structure/units.ts";
import { addAngles, startAngles } from "./angles.ts";
import { findBonds } from "./bonds.ts";
import { addCoordination, finishCoordination, startCoordination } from "./coordination.ts";
import { addValue, createHistogram, standardDeviation } from "./histogram.ts";
import { addToRadialDistribution, finishRadialDistribution, startRadialDistribution } from "./radial-distribution.ts";
import { findFirstShell, smoothCurve } from "./radial-shells.ts";
import { shortestPathRings } from "./rings.ts";

export interface TableTwoOptions {
  /** End of the first shell; default: the minimum between the first two peaks of the smoothed g(r) of the whole set. */
  readonly firstShellAngstrom?: number;
  /** Standard deviation of the smoothing of g(r), angstrom; default 0.05. */
  readonly smoothingAngstrom?: number;
  /** Where g(r) ends, angstrom; default 6. */
  readonly cutoffAngstrom?: number;
  /** Gives the energies; without one the reference energies of the structures are taken, if all have one. */
  readonly potential?: Potential;
  /** Longest rings counted, atoms; default 0: none are, for they take the longest. */
  readonly ringSize?: number;
}

export interface TableTwo {
  readonly structures: number;
  readonly atoms: number;
  readonly densityGramPerCm3: number;
  /** Position of the first peak of the smoothed g(r), and end of the first shell, angstrom. */
  readonly firstPeakAngstrom: number | null;
  readonly firstShellAngstrom: number;
  /** C1, r1, sigma1: neighbours of an atom, mean and standard deviation of their distances, angstrom. */
  readonly c1: number;
  readonly r1Angstrom: number;
  readonly sigma1Angstrom: number;
  /** sigma1 / r1, no unit. */
  readonly bondLengthDeviation: number;
  /** C2, r2, sigma2 of the neighbours of neighbours. */
  readonly c2: number;
  readonly r2Angstrom: number;
  readonly sigma2Angstrom: number;
  readonly angleMeanDegrees: number;
  readonly angleSigmaDegrees: number;
  /** Over structures, eV of a whole structure and eV/atom; null where nothing gave energies. */
  readonly energy: { readonly mean: number; readonly sigma: number; readonly meanPerAtom: number; readonly source: string } | null;
  /** Share of atoms (0 to 1) by number of neighbours. */
  readonly coordinationShares: readonly { readonly neighbours: number; readonly share: number }[];
  /** Shortest distance of two atoms in the set, angstrom; Infinity where no pair is within the cutoff. */
  readonly shortestDistanceAngstrom: number;
  /** Shortest-path rings through an atom, mean over all atoms, by size from 3; null where not asked for. */
  readonly ringsPerAtom: readonly { readonly size: number; readonly rings: number }[] | null;
}

/** @throws RangeError for an empty set, a structure that is not fully periodic, or a g(r) that shows no first minimum */
export function tableTwo(structures: readonly Structure[], options: TableTwoOptions = {}): TableTwo {
  const { smoothingAngstrom = 0.05, cutoffAngstrom = 6, ringSize = 0 } = options;
  const state = startRadialDistribution({ cutoffAngstrom });
  for (const structure of structures) addToRadialDistribution(state, structure);
  const radial = finishRadialDistribution(state);
  const smooth = smoothCurve(radial.g, radial.binWidthAngstrom, smoothingAngstrom);
  const shell = findFirstShell(radial.distancesAngstrom, smooth);
  const firstShellAngstrom = options.firstShellAngstrom ?? shell?.minimumAngstrom;
  if (firstShellAngstrom === undefined) {
    throw new RangeError(
      `g(r) shows no minimum between two peaks up to ${cutoffAngstrom} angstrom: give the end of the first shell, or more structures.`,
    );
  }
  const coordination = startCoordination();
  const angles = startAngles();
  const density = createHistogram(0, 1, 1);
  const rings = new Float64Array(ringSize + 1);
  let shortest = Number.POSITIVE_INFINITY;
  for (const structure of structures) {
    const bonds = findBonds(structure, firstShellAngstrom);
    addCoordination(coordination, bonds);
    addAngles(angles, structure, bonds);
    addValue(density, massDensity(structure));
    shortest = bonds.distances.reduce((least, distance) => Math.min(least, distance), shortest);
    if (ringSize < 3) continue;
    const { meanPerAtom } = shortestPathRings(bonds, ringSize);
    for (let size = 3; size <= ringSize; size++) rings[size]! += meanPerAtom[size]! * structure.atomicNumbers.length;
  }
  const { atoms, first, second } = finishCoordination(coordination);
  return {
    structures: structures.length,
    atoms,
    densityGramPerCm3: density.mean,
    firstPeakAngstrom: shell?.peakAngstrom ?? null,
    firstShellAngstrom,
    c1: first.meanCoordination,
    r1Angstrom: first.meanDistanceAngstrom,
    sigma1Angstrom: first.sigmaDistanceAngstrom,
    bondLengthDeviation: first.sigmaDistanceAngstrom / first.meanDistanceAngstrom,
    c2: second.meanCoordination,
    r2Angstrom: second.meanDistanceAngstrom,
    sigma2Angstrom: second.sigmaDistanceAngstrom,
    angleMeanDegrees: angles.all.total > 0 ? angles.all.mean : Number.NaN,
    angleSigmaDegrees: standardDeviation(angles.all),
    energy: energies(structures, options.potential),
    coordinationShares: first.shares,
    shortestDistanceAngstrom: shortest,
    ringsPerAtom: ringSize < 3 ? null : Array.from(rings.subarray(3), (sum, k) => ({ size: k + 3, rings: sum / atoms })),
  };
}

function massDensity({ atomicNumbers, cell }: Structure): number {
  return (atomicNumbers.reduce((sum, number) => sum + atomicMass(number), 0) / cellVolume(cell)) * gramPerCm3PerAmuPerAngstrom3;
}

function energies(structures: readonly Structure[], potential: Potential | undefined): TableTwo["energy"] {
  const all = createHistogram(0, 1, 1);
  let perAtom = 0;
  for (const structure of structures) {
    const energy = potential
      ? potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom)).energy
      : structure.reference?.energy;
    if (energy === undefined) return null;
    addValue(all, energy);
    perAtom += energy / structure.atomicNumbers.length;
  }
  return {
    mean: all.mean,
    sigma: standardDeviation(all),
    meanPerAtom: perAtom / structures.length,
    source: potential?.name ?? "reference",
  };
}
