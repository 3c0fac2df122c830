// Many analyses of one set of structures, frame by frame: a first pass over g(r), which shows where bonds end, and a second
// over what bonds make. Each frame is seen once a pass, so that a set never has to be in memory.
import { cellVolume } from "../structure/cell.ts";
import { atomicMass } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { gramPerCm3PerAmuPerAngstrom3 } from "../structure/units.ts";
import { type AngleState, addAngles, startAngles } from "./angles.ts";
import { findBonds } from "./bonds.ts";
import { centroSymmetry } from "./centro-symmetry.ts";
import { addCoordination, type CoordinationState, startCoordination } from "./coordination.ts";
import { addDihedrals, startDihedrals } from "./dihedral.ts";
import { addValue, createHistogram, type Histogram } from "./histogram.ts";
import {
  addToRadialDistribution,
  finishRadialDistribution,
  type RadialDistribution,
  type RadialDistributionState,
  startRadialDistribution,
} from "./radial-distribution.ts";
import { type FirstShell, findFirstShell, minimumAfter, smoothCurve } from "./radial-shells.ts";
import { kingRingsSteps, shortestPathRingsSteps } from "./rings.ts";
import { addSpread, type SpreadState, startSpread } from "./shell-spread.ts";
import { bondOrder } from "./steinhardt.ts";
import { runThrough, type Stepwise, within } from "./stepwise.ts";
import { structureFactor } from "./structure-factor.ts";

/** Analyses that take longer than bonds, angles and coordination, which are always made. */
export type SurveyMeasure =
  | "spread"
  | "dihedrals"
  | "rings"
  | "bond-order"
  | "centro-symmetry"
  | "structure-factor"
  | "diffusion"
  | "vibrations";

export interface SurveyRequest {
  readonly measures: readonly SurveyMeasure[];
  /** End of g(r), angstrom; default 6. */
  readonly cutoffAngstrom?: number;
  readonly binWidthAngstrom?: number;
  /** Standard deviation of the smoothing of g(r), angstrom; default 0.05. */
  readonly smoothingAngstrom?: number;
  /** Longest bond, angstrom; default: the first minimum of the smoothed g(r) of the whole set. */
  readonly bondCutoffAngstrom?: number;
  /** Longest ring, atoms; default 8. */
  readonly ringSize?: number;
  /** Of centro-symmetry, even; default 12. */
  readonly centroNeighbours?: number;
  /** End of S(q), 1/angstrom; default 8. */
  readonly maximumQ?: number;
}

/** Degrees of bond order that a survey shows. */
export const surveyDegrees = [4, 6] as const;

/** Moments over all atoms. */
export interface OrderMoments {
  readonly l: number;
  readonly q: Histogram;
  readonly w: Histogram;
  readonly averagedQ: Histogram;
}

export interface RingSums {
  /** Rings through atoms, by size, summed over atoms. */
  readonly shortestPath: Float64Array;
  readonly king: Float64Array;
}

/** Centro-symmetry of all atoms, and of those farthest from it, largest first. */
export interface CentroSums {
  readonly all: Histogram;
  readonly largest: { readonly frame: number; readonly atom: number; readonly value: number }[];
  frames: number;
}
const mostCentro = 20;

export interface SurveyState {
  readonly request: SurveyRequest;
  readonly radial: RadialDistributionState;
  bondCutoffAngstrom: number | undefined;
  /** Second minimum of the smoothed g(r), angstrom; undefined until the second pass begins, and where g(r) shows none. */
  secondShellEndAngstrom: number | undefined;
  readonly coordination: CoordinationState;
  readonly spread: SpreadState;
  readonly angles: AngleState;
  readonly dihedrals: Histogram;
  readonly rings: RingSums;
  readonly order: readonly OrderMoments[];
  readonly centro: CentroSums;
  /** S(q) summed over the frames that had a vector in the bin, and their number. */
  readonly scattering: { q: Float64Array; sums: Float64Array; frames: Float64Array };
  /** Frames for diffusion and vibrations: positions and cells alone. */
  readonly path: Structure[];
  readonly densityGramPerCm3: Histogram;
  /** eV a structure, eV/atom; `missing` counts structures without one. */
  readonly energies: Histogram;
  readonly energiesPerAtom: Histogram;
  missingEnergies: number;
  shortestDistanceAngstrom: number;
}

/** @throws RangeError for options out of range */
export function startSurvey(request: SurveyRequest): SurveyState {
  const { cutoffAngstrom = 6, binWidthAngstrom = 0.02, ringSize = 8 } = request;
  const moments = (): Histogram => createHistogram(0, 1, 1);
  return {
    request,
    radial: startRadialDistribution({ cutoffAngstrom, binWidthAngstrom }),
    bondCutoffAngstrom: request.bondCutoffAngstrom,
    secondShellEndAngstrom: undefined,
    coordination: startCoordination(),
    spread: startSpread(),
    angles: startAngles(),
    dihedrals: startDihedrals(),
    rings: { shortestPath: new Float64Array(ringSize + 1), king: new Float64Array(ringSize + 1) },
    order: surveyDegrees.map((l) => ({ l, q: moments(), w: moments(), averagedQ: moments() })),
    centro: { all: moments(), largest: [], frames: 0 },
    scattering: { q: new Float64Array(0), sums: new Float64Array(0), frames: new Float64Array(0) },
    path: [],
    densityGramPerCm3: moments(),
    energies: moments(),
    energiesPerAtom: moments(),
    missingEnergies: 0,
    shortestDistanceAngstrom: Number.POSITIVE_INFINITY,
  };
}

/** First pass. @throws RangeError for a structure that is not periodic in all directions */
export function surveyDistances(state: SurveyState, structure: Structure): void {
  if (!structure.periodic.every(Boolean) && state.bondCutoffAngstrom === undefined) {
    throw new RangeError(
      "Where bonds end is read off g(r), which needs a structure that is periodic in all three directions: give the longest bond (bond cutoff).",
    );
  }
  addToRadialDistribution(state.radial, structure);
}

/** g(r) so far, smoothed, with its first shell where it shows one; undefined where the first pass saw no frame. */
export function surveyedShells(
  state: SurveyState,
): { radial: RadialDistribution; smooth: Float64Array; shell: FirstShell | undefined } | undefined {
  if (state.radial.frames === 0) return undefined;
  const radial = finishRadialDistribution(state.radial);
  const smooth = smoothCurve(radial.g, radial.binWidthAngstrom, state.request.smoothingAngstrom ?? 0.05);
  return { radial, smooth, shell: findFirstShell(radial.distancesAngstrom, smooth) };
}

/**
 * Second pass; the energy (eV) where one is known.
 * @throws RangeError where neither the request nor g(r) says how long a bond may be
 */
export function surveyBonds(state: SurveyState, structure: Structure, energy: number | undefined): void {
  runThrough(surveyBondsSteps(state, structure, energy));
}

/** The same in pieces; one structure must be through before the next begins. */
export function* surveyBondsSteps(state: SurveyState, structure: Structure, energy: number | undefined): Stepwise<void> {
  const { request } = state;
  state.bondCutoffAngstrom ??= surveyedShells(state)?.shell?.minimumAngstrom;
  if (state.bondCutoffAngstrom === undefined) {
    const end = request.cutoffAngstrom ?? 6;
    throw new RangeError(
      `g(r) shows no minimum between two peaks up to ${end} angstrom: give the longest bond (the end of the first shell), or more structures.`,
    );
  }
  const atoms = structure.atomicNumbers.length;
  const bonds = findBonds(structure, state.bondCutoffAngstrom);
  const shells = addCoordination(state.coordination, bonds);
  addAngles(state.angles, structure, bonds);
  for (const distance of bonds.distances) if (distance < state.shortestDistanceAngstrom) state.shortestDistanceAngstrom = distance;
  const volume = cellVolume(structure.cell);
  const mass = structure.atomicNumbers.reduce((sum, number) => sum + atomicMass(number), 0);
  const density = volume > 0 ? (mass / volume) * gramPerCm3PerAmuPerAngstrom3 : undefined;
  if (density !== undefined) addValue(state.densityGramPerCm3, density);
  if (energy === undefined) state.missingEnergies++;
  else {
    addValue(state.energies, energy);
    addValue(state.energiesPerAtom, energy / atoms);
  }
  const wants = (measure: SurveyMeasure): boolean => request.measures.includes(measure);
  if (wants("spread")) {
    yield 0;
    state.secondShellEndAngstrom ??= secondShellEnd(state);
    const ends = { first: state.bondCutoffAngstrom, second: state.secondShellEndAngstrom };
    addSpread(state.spread, structure, bonds, shells, density, ends);
  }
  if (wants("dihedrals")) addDihedrals(state.dihedrals, bonds);
  if (wants("rings")) {
    const size = state.rings.king.length - 1;
    const both = [
      (yield* within(shortestPathRingsSteps(bonds, size), 0, 0.4)).meanPerAtom,
      (yield* within(kingRingsSteps(bonds, size), 0.4, 0.8)).meanPerAtom,
    ];
    for (let k = 0; k <= size; k++) {
      state.rings.shortestPath[k]! += both[0]![k]! * atoms;
      state.rings.king[k]! += both[1]![k]! * atoms;
    }
  }
  if (wants("bond-order")) {
    for (const moments of state.order) {
      yield 0.8;
      const { q, w, averagedQ } = bondOrder(bonds, moments.l);
      for (let i = 0; i < atoms; i++) {
        addValue(moments.q, q[i]!);
        addValue(moments.w, w[i]!);
        addValue(moments.averagedQ, averagedQ[i]!);
      }
    }
  }
  yield 0.9;
  if (wants("centro-symmetry")) addCentroSymmetry(state, structure);
  if (wants("structure-factor")) addScattering(state, structure);
  if (wants("diffusion") || wants("vibrations")) state.path.push({ ...structure, positions: structure.positions.slice() });
}

/** The second minimum of the smoothed g(r) behind the end of the first shell, whether that was given or found. */
function secondShellEnd(state: SurveyState): number | undefined {
  const shells = surveyedShells(state);
  if (!shells) return undefined;
  const from = Math.max(state.bondCutoffAngstrom!, shells.shell?.minimumAngstrom ?? 0);
  return minimumAfter(shells.radial.distancesAngstrom, shells.smooth, from);
}

function addCentroSymmetry({ centro, request }: SurveyState, structure: Structure): void {
  const frame = centro.frames++;
  for (const [atom, value] of centroSymmetry(structure, request.centroNeighbours ?? 12).entries()) {
    addValue(centro.all, value);
    if (centro.largest.length === mostCentro && value <= centro.largest[mostCentro - 1]!.value) continue;
    const place = centro.largest.findIndex((one) => one.value < value);
    centro.largest.splice(place < 0 ? centro.largest.length : place, 0, { frame, atom, value });
    centro.largest.length = Math.min(centro.largest.length, mostCentro);
  }
}

function addScattering({ request, scattering }: SurveyState, structure: Structure): void {
  const { q, s } = structureFactor(structure, request.maximumQ ?? 8);
  if (scattering.q.length === 0) {
    scattering.q = q;
    scattering.sums = new Float64Array(q.length);
    scattering.frames = new Float64Array(q.length);
  }
  for (let k = 0; k < q.length; k++) {
    if (Number.isNaN(s[k]!)) continue;
    scattering.sums[k]! += s[k]!;
    scattering.frames[k]!++;
  }
}
