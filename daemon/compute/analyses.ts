// Surveys under way: structures come one by one, twice, and the result goes out at the end, ready to be sent as JSON.
import { finishAngles } from "@adatom/models/analysis/angles.ts";
import { finishCoordination, type Shell } from "@adatom/models/analysis/coordination.ts";
import { finishDihedrals } from "@adatom/models/analysis/dihedral.ts";
import { standardDeviation } from "@adatom/models/analysis/histogram.ts";
import { diffusionCoefficient, meanSquareDisplacement } from "@adatom/models/analysis/mean-square-displacement.ts";
import { besidePublished } from "@adatom/models/analysis/published-structures.ts";
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import { type SurveyState, startSurvey, surveyBondsSteps, surveyDistances, surveyedShells } from "@adatom/models/analysis/survey.ts";
import { findSymmetry } from "@adatom/models/analysis/symmetry.ts";
import { tableTwoRow } from "@adatom/models/analysis/table-two.ts";
import { unwrappedPositions, velocitiesBetweenFrames } from "@adatom/models/analysis/trajectory.ts";
import { velocityAutocorrelation } from "@adatom/models/analysis/velocity-autocorrelation.ts";
import { vibrationalDensityOfStates } from "@adatom/models/analysis/vibrational-density-of-states.ts";
import { powderPattern } from "@adatom/models/analysis/x-ray.ts";
import { atomicMass, symbolOf } from "@adatom/models/structure/elements.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { analyse } from "@adatom/protocol/analyse.ts";
import type { Result } from "@adatom/protocol/define.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { SurveyStart } from "./contract.ts";
import { loadMoyo } from "./moyo.ts";
import { usable } from "./structures.ts";

type AnalyseResult = Result<typeof analyse>;
/** What a survey gives: everything that is averaged over frames. */
export type SurveyResult = Omit<AnalyseResult, "frames" | "problems" | "xRay" | "symmetry" | "plots">;
export type PowderResult = NonNullable<AnalyseResult["xRay"]>;
export type SymmetryResult = Omit<NonNullable<AnalyseResult["symmetry"]>[number], "frame">;

interface Survey {
  readonly start: SurveyStart;
  readonly state: SurveyState;
  /** The structure under way. */
  pending: Stepwise<void> | null;
  energySource: string;
  extrapolatingStructures: number;
}

/** Work goes on so long before the answer "not yet". */
const pieceMilliseconds = 15;

export class Analyses {
  private readonly surveys = new Map<number, Survey>();
  private nextId = 1;

  start(start: SurveyStart): number {
    const id = this.nextId++;
    this.surveys.set(id, {
      start,
      state: usable(() => startSurvey(start.request)),
      pending: null,
      energySource: "file",
      extrapolatingStructures: 0,
    });
    return id;
  }

  distances(id: number, structure: Structure): void {
    const { start, state } = this.get(id);
    // Only the second shell of table II wants g(r) then; what repeats nowhere has none, and its bonds do.
    const isOptional = start.request.bondCutoffAngstrom !== undefined && !start.include.includes("rdf");
    if (isOptional && !structure.periodic.every(Boolean)) return;
    usable(() => surveyDistances(state, structure));
  }

  bonds(id: number, structure: Structure, energy: { value: number; source: string; extrapolates: boolean } | null): void {
    const survey = this.get(id);
    survey.pending = surveyBondsSteps(survey.state, structure, energy?.value);
    if (energy) survey.energySource = energy.source;
    if (energy?.extrapolates) survey.extrapolatingStructures++;
  }

  /** Goes on with the structure under way for some milliseconds; whether it is through. */
  step(id: number): boolean {
    const { pending } = this.get(id);
    const until = performance.now() + pieceMilliseconds;
    do {
      if (!pending || usable(() => pending.next()).done) return true;
    } while (performance.now() < until);
    return false;
  }

  finish(id: number): SurveyResult {
    const survey = this.get(id);
    this.surveys.delete(id);
    return usable(() => result(survey));
  }

  drop(id: number): void {
    this.surveys.delete(id);
  }

  private get(id: number): Survey {
    const survey = this.surveys.get(id);
    if (!survey) throw new Failure("DeviceLost", "The compute process was restarted in the middle of the analysis. Ask again.");
    return survey;
  }
}

export function powder(structure: Structure, wavelength: number): PowderResult {
  const peaks = usable(() => powderPattern(structure, { wavelengthAngstrom: wavelength }));
  return {
    wavelength,
    peaks: peaks.map(({ indices, multiplicity, spacingAngstrom, twoThetaDegrees, relativeIntensity }) => ({
      hkl: [...indices[0]!],
      multiplicity,
      spacing: spacingAngstrom,
      twoTheta: twoThetaDegrees,
      intensity: relativeIntensity,
    })),
  };
}

export async function symmetry(structure: Structure, tolerance: number): Promise<SymmetryResult> {
  const moyo = await loadMoyo();
  const found = usable(() => findSymmetry(moyo, structure, tolerance));
  const { spaceGroupNumber, spaceGroupSymbol, crystalSystem, pointGroup, pearsonSymbol, operations } = found;
  return {
    ...{ spaceGroupNumber, spaceGroupSymbol, crystalSystem, pointGroup, pearsonSymbol, operations, tolerance },
    wyckoffLetters: [...found.wyckoffLetters],
    siteSymmetries: [...found.siteSymmetries],
    equivalentAtoms: [...found.equivalentAtom],
  };
}

function result(survey: Survey): SurveyResult {
  const { start, state } = survey;
  const wants = new Set(start.include);
  return {
    ...(wants.has("table") && { table: tableOf(survey) }),
    ...(wants.has("table-two") && { tableTwo: tableTwoBeside(state) }),
    ...(wants.has("rdf") && { rdf: radialOf(state) }),
    ...(wants.has("angles") && { angles: anglesOf(state) }),
    ...(wants.has("dihedrals") && { dihedrals: dihedralsOf(state) }),
    ...(wants.has("coordination") && { coordination: coordinationOf(state) }),
    ...(wants.has("rings") && { rings: ringsOf(state) }),
    ...(wants.has("bond-order") && { bondOrder: bondOrderOf(state) }),
    ...(wants.has("centro-symmetry") && { centroSymmetry: centroSymmetryOf(state) }),
    ...(wants.has("structure-factor") && { structureFactor: structureFactorOf(state) }),
    ...(wants.has("diffusion") && { diffusion: diffusionOf(state, start.timestepFs) }),
    ...(wants.has("vibrations") && { vibrations: vibrationsOf(state, start.timestepFs) }),
  };
}

/** JSON has no NaN and no infinity. */
const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

function tableOf({ state, energySource, extrapolatingStructures }: Survey): SurveyResult["table"] {
  const row = tableTwoRow(state);
  return {
    structures: row.structures,
    atoms: row.atoms,
    density: known(row.densityGramPerCm3),
    firstPeak: row.firstPeakAngstrom,
    firstShell: row.firstShellAngstrom,
    c1: row.c1,
    r1: known(row.r1Angstrom),
    sigma1: known(row.sigma1Angstrom),
    bondLengthDeviation: known(row.bondLengthDeviation),
    c2: row.c2,
    r2: known(row.r2Angstrom),
    sigma2: known(row.sigma2Angstrom),
    angleMean: known(row.angleMeanDegrees),
    angleSigma: known(row.angleSigmaDegrees),
    energy: row.energy && { ...row.energy, source: energySource, extrapolatingStructures },
    coordinationShares: [...row.coordinationShares],
    shortestDistance: known(row.shortestDistanceAngstrom),
    ringsPerAtom: row.ringsPerAtom && [...row.ringsPerAtom],
  };
}

function tableTwoBeside(state: SurveyState): SurveyResult["tableTwo"] {
  const { title, columns, rows } = besidePublished(tableTwoRow(state));
  return { title, columns: [...columns], rows: rows.map((row) => [...row]) };
}

function radialOf(state: SurveyState): SurveyResult["rdf"] {
  const { radial, smooth, shell } = surveyedShells(state)!;
  return {
    distances: [...radial.distancesAngstrom],
    g: [...radial.g],
    smoothed: [...smooth],
    runningCoordination: [...radial.runningCoordination],
    numberDensity: radial.densityPerAngstrom3,
    firstPeak: shell?.peakAngstrom ?? null,
    firstMinimum: shell?.minimumAngstrom ?? null,
    partials: radial.partials.map(({ species, g, runningCoordination }) => ({
      elements: species.map(symbolOf),
      g: [...g],
      runningCoordination: [...runningCoordination],
    })),
  };
}

function anglesOf(state: SurveyState): SurveyResult["angles"] {
  const { anglesDegrees, triplets, ...all } = finishAngles(state.angles);
  const distribution = ({ count, meanDegrees, sigmaDegrees, density }: typeof all) => ({
    count,
    mean: known(meanDegrees),
    sigma: known(sigmaDegrees),
    density: [...density],
  });
  return {
    angles: [...anglesDegrees],
    ...distribution(all),
    triplets: triplets.map((one) => ({ elements: one.species.map(symbolOf), ...distribution(one) })),
  };
}

function dihedralsOf(state: SurveyState): SurveyResult["dihedrals"] {
  const { count, anglesDegrees, density } = finishDihedrals(state.dihedrals);
  return { count, angles: [...anglesDegrees], density: [...density] };
}

function coordinationOf(state: SurveyState): SurveyResult["coordination"] {
  const shell = ({ meanCoordination, meanDistanceAngstrom, sigmaDistanceAngstrom, shares }: Shell) => ({
    meanCoordination,
    meanDistance: known(meanDistanceAngstrom),
    sigmaDistance: known(sigmaDistanceAngstrom),
    shares: [...shares],
  });
  const { first, second } = finishCoordination(state.coordination);
  return { first: shell(first), second: shell(second) };
}

function ringsOf({ rings, coordination }: SurveyState): SurveyResult["rings"] {
  const { atoms } = finishCoordination(coordination);
  return Array.from(rings.king.subarray(3), (king, k) => ({
    size: k + 3,
    shortestPath: rings.shortestPath[k + 3]! / atoms,
    king: king / atoms,
  }));
}

function bondOrderOf({ order }: SurveyState): SurveyResult["bondOrder"] {
  return order.map(({ l, q, w, averagedQ }) => ({
    l,
    ...{ meanQ: q.mean, sigmaQ: standardDeviation(q), meanW: w.mean, sigmaW: standardDeviation(w) },
    ...{ meanAveragedQ: averagedQ.mean, sigmaAveragedQ: standardDeviation(averagedQ) },
  }));
}

function centroSymmetryOf({ centro, request }: SurveyState): SurveyResult["centroSymmetry"] {
  const { all, largest } = centro;
  return { neighbours: request.centroNeighbours ?? 12, mean: all.mean, sigma: standardDeviation(all), largest: [...largest] };
}

function structureFactorOf({ scattering }: SurveyState): SurveyResult["structureFactor"] {
  const { q, sums, frames } = scattering;
  return { q: [...q], s: Array.from(sums, (sum, k) => known(sum / frames[k]!)) };
}

/** The line is fitted from a tenth of the longest time on: before that motion is not yet diffusion. */
function diffusionOf(state: SurveyState, timestepFs: number | null): SurveyResult["diffusion"] {
  if (timestepFs === null) throw new RangeError("Diffusion needs the time between frames.");
  const displacement = meanSquareDisplacement(unwrappedPositions(state.path), { timestepFs });
  const fitTo = displacement.timesFs.at(-1)!;
  const fitFrom = fitTo / 10;
  const { coefficient, standardError } = diffusionCoefficient(displacement, fitFrom, fitTo);
  return {
    times: [...displacement.timesFs],
    meanSquareDisplacement: [...displacement.values],
    ...{ fitFrom, fitTo, coefficient, standardError: known(standardError) },
  };
}

function vibrationsOf(state: SurveyState, timestepFs: number | null): SurveyResult["vibrations"] {
  if (timestepFs === null) throw new RangeError("Vibrations need the time between frames.");
  const velocities = velocitiesBetweenFrames(unwrappedPositions(state.path), timestepFs);
  const weights = Array.from(state.path[0]!.atomicNumbers, atomicMass);
  const autocorrelation = velocityAutocorrelation(velocities, { timestepFs, weights });
  const found = vibrationalDensityOfStates(autocorrelation, true);
  const { values } = autocorrelation;
  return {
    frequencies: [...found.frequenciesTerahertz],
    energies: [...found.energiesMillielectronvolt],
    density: [...found.density],
    times: Array.from(values, (_, lag) => lag * timestepFs),
    autocorrelation: Array.from(values, (value) => (values[0]! > 0 ? value / values[0]! : 0)),
  };
}
