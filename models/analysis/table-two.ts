// The structural row of table II of Comin and Lewis, Phys. Rev. B 100, 094107 (2019), for any set of periodic structures:
// density, first and second shell, bond angles, energy, coordination shares and rings, averaged over the set.

import { buildFastList } from "../kernels/atoms/kernel-neighbour-list.ts";
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import { finishCoordination } from "./coordination.ts";
import { standardDeviation } from "./histogram.ts";
import { finishSpread, type TableTwoSpread } from "./shell-spread.ts";
import { type SurveyState, startSurvey, surveyBonds, surveyDistances, surveyedShells } from "./survey.ts";

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
  /** Whether to work out how structures and atoms differ, and the second shell of g(r). Default: no. */
  readonly spread?: boolean;
}

export interface TableTwo {
  readonly structures: number;
  readonly atoms: number;
  /** NaN without cells. */
  readonly densityGramPerCm3: number;
  /** Position of the first peak of the smoothed g(r), null where there is none, and end of the first shell, angstrom. */
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
  /** Over structures: mean and standard deviation, eV a structure, and mean, eV/atom; null where not all have one. */
  readonly energy: { readonly mean: number; readonly sigma: number; readonly meanPerAtom: number } | null;
  /** Share of atoms (0 to 1) by number of neighbours. */
  readonly coordinationShares: readonly { readonly neighbours: number; readonly share: number }[];
  /** Shortest bond in the set, angstrom; Infinity without bonds. */
  readonly shortestDistanceAngstrom: number;
  /** Shortest-path rings through an atom, mean over all atoms, by size from 3; null where not asked for. */
  readonly ringsPerAtom: readonly { readonly size: number; readonly rings: number }[] | null;
  /** Null where not asked for. */
  readonly spread: TableTwoSpread | null;
}

/** @throws RangeError for an empty set, a structure that is not fully periodic, or a g(r) that shows no first minimum */
export function tableTwo(structures: readonly Structure[], options: TableTwoOptions = {}): TableTwo {
  const { potential, firstShellAngstrom, smoothingAngstrom, cutoffAngstrom, ringSize = 0, spread = false } = options;
  if (structures.length === 0) throw new RangeError("Table II needs one structure at least.");
  const survey = startSurvey({
    measures: [...(ringSize >= 3 ? (["rings"] as const) : []), ...(spread ? (["spread"] as const) : [])],
    ...(firstShellAngstrom !== undefined && { bondCutoffAngstrom: firstShellAngstrom }),
    ...(smoothingAngstrom !== undefined && { smoothingAngstrom }),
    ...(cutoffAngstrom !== undefined && { cutoffAngstrom }),
    ...(ringSize >= 3 && { ringSize }),
  });
  for (const structure of structures) surveyDistances(survey, structure);
  for (const structure of structures) {
    const energy = potential
      ? potential.evaluate(structure, buildFastList(structure, potential.cutoffAngstrom)).energy
      : structure.reference?.energy;
    surveyBonds(survey, structure, energy);
  }
  return tableTwoRow(survey);
}

/** The row of a survey whose second pass is done. */
export function tableTwoRow(survey: SurveyState): TableTwo {
  const { angles, energies, energiesPerAtom, rings } = survey;
  const { atoms, first, second } = finishCoordination(survey.coordination);
  return {
    structures: energies.total + survey.missingEnergies,
    atoms,
    densityGramPerCm3: survey.densityGramPerCm3.total > 0 ? survey.densityGramPerCm3.mean : Number.NaN,
    firstPeakAngstrom: surveyedShells(survey)?.shell?.peakAngstrom ?? null,
    firstShellAngstrom: survey.bondCutoffAngstrom!,
    c1: first.meanCoordination,
    r1Angstrom: first.meanDistanceAngstrom,
    sigma1Angstrom: first.sigmaDistanceAngstrom,
    bondLengthDeviation: first.sigmaDistanceAngstrom / first.meanDistanceAngstrom,
    c2: second.meanCoordination,
    r2Angstrom: second.meanDistanceAngstrom,
    sigma2Angstrom: second.sigmaDistanceAngstrom,
    angleMeanDegrees: angles.all.total > 0 ? angles.all.mean : Number.NaN,
    angleSigmaDegrees: standardDeviation(angles.all),
    energy:
      energies.total > 0 && survey.missingEnergies === 0
        ? { mean: energies.mean, sigma: standardDeviation(energies), meanPerAtom: energiesPerAtom.mean }
        : null,
    coordinationShares: first.shares,
    shortestDistanceAngstrom: survey.shortestDistanceAngstrom,
    ringsPerAtom: survey.request.measures.includes("rings")
      ? Array.from(rings.shortestPath.subarray(3), (sum, k) => ({ size: k + 3, rings: sum / atoms }))
      : null,
    spread: survey.request.measures.includes("spread") ? finishSpread(survey.spread, survey.secondShellEndAngstrom) : null,
  };
}
