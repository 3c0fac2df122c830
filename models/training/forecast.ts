// What a training will take, from a few of its structures: bytes of stored derivatives, seconds of descriptors and of an epoch.
// Measured, not modelled, but for the arithmetic of optimisers that keep matrices; good to a factor of two or so, and to a few
// per cent for memory.
import { createRandom } from "../dynamics/random.ts";
import type { Structure } from "../structure/structure.ts";
import { batchErrors } from "./batch-gradient.ts";
import { featureBytes } from "./feature-record.ts";
import { covarianceSizes } from "./method.ts";
import { observe } from "./observations.ts";
import { curvatureShare } from "./optimiser-config.ts";
import type { TrainingData } from "./training.ts";
import { addInputs, createProblem, describeStructure, firstParameters, fitBasis, type TrainingPlan } from "./training-setup.ts";

export interface TrainingForecast {
  readonly structures: number;
  readonly atoms: number;
  /** Of all stored derivatives and values. */
  readonly featureBytes: number;
  /** Whether they are streamed from a cache, being more than may be held. */
  readonly streams: boolean;
  /** Absent without a clock. */
  readonly descriptorSeconds?: number;
  readonly epochSeconds?: number;
  /** At most: all epochs, or the time limit. */
  readonly totalSeconds?: number;
}

const fewest = 4;
const mostAtoms = 300;
const longestMs = 60;
/** Of entries of a covariance matrix, read and written once (a third of it where the matrix stays in a cache). */
const secondsPerCovarianceEntry = 9e-10;
/** Of entries of a system that is solved, an iteration; of multiplications when rows make its matrix. */
const secondsPerEntry = 2.5e-9;
const secondsPerProduct = 4e-10;
const iterationsOfSolve = 200;

/**
 * @param parts threads that share batches
 * @param memoryBytes what stored derivatives may take; absent: everything
 * @param now milliseconds on any scale
 */
export async function forecastTraining(
  plan: TrainingPlan,
  data: TrainingData,
  {
    parts,
    memoryBytes,
    now,
  }: { readonly parts: number; readonly memoryBytes?: number | undefined; readonly now?: (() => number) | undefined },
): Promise<TrainingForecast> {
  const all = [...data.train, ...data.validation];
  const atomsOf = (structures: readonly Structure[]): number =>
    structures.reduce((sum, { atomicNumbers }) => sum + atomicNumbers.length, 0);
  const atoms = atomsOf(all);
  const chosen = typical(data.train, plan.species);
  const measured = atomsOf(chosen);
  const describe = () => chosen.map((structure) => describeStructure(plan, structure));
  const described = describe();
  const quickest = now ? await shortest(now, async () => describe()) : 0;
  const descriptorSeconds = (quickest / measured) * atoms;
  const bytes = (described.reduce((sum, sample) => sum + featureBytes(sample), 0) / measured) * atoms;
  const size = {
    structures: all.length,
    atoms,
    featureBytes: Math.round(bytes),
    streams: memoryBytes !== undefined && bytes > memoryBytes,
  };
  const covered = plan.species.every((z) => chosen.some(({ atomicNumbers }) => atomicNumbers.includes(z)));
  if (!now || !covered) return size;

  const basis = fitBasis(plan, chosen, described);
  const problem = createProblem(plan, basis);
  const samples = described.map((sample, k) => addInputs(plan, basis, sample, chosen[k]!));
  const parameters = firstParameters(plan, problem, basis);
  const { optimiser, epochs, forceWeight, timeLimitSeconds } = plan.config;
  const timed = (work: () => Promise<unknown>): Promise<number> => shortest(now, work);
  const trained = atomsOf(data.train);
  const validated = (await timed(() => batchErrors(problem, parameters, samples, false))) * ((atoms - trained) / measured / parts);
  let passSeconds = 0;
  if (optimiser.type !== "kalman") {
    // A line search takes a trial more now and then.
    const passes = optimiser.type === "l-bfgs" ? 1.2 : optimiser.type === "levenberg-marquardt" ? optimiser.trials : 1;
    passSeconds = (await timed(() => batchErrors(problem, parameters, samples, true))) * ((passes * trained) / measured / parts);
  }
  if (optimiser.type === "kalman" || optimiser.type === "levenberg-marquardt") {
    const sample = samples[0]!;
    const share = forceWeight > 0 ? curvatureShare(optimiser.forceShare, parameters.length, 3 * trained) : 0;
    const random = createRandom(1);
    const components = Array.from({ length: Math.round(share * sample.forces.length) }, () => random.integer(sample.forces.length));
    const observed = (await timed(() => observe(problem, parameters, sample, components, true))) * (trained / sample.atomCount);
    const rows = data.train.length + share * 3 * trained;
    const groups = optimiser.type === "kalman" ? optimiser.groups : "all";
    const entries = covarianceSizes(problem, groups).reduce((sum, n) => sum + n ** 2 / 2, 0);
    passSeconds +=
      optimiser.type === "kalman"
        ? observed + rows * entries * secondsPerCovarianceEntry
        : optimiser.trials * (observed + (rows * secondsPerProduct + iterationsOfSolve * secondsPerEntry) * entries);
  }
  const epochSeconds = passSeconds + validated;
  const whole = descriptorSeconds + epochs * epochSeconds;
  return { ...size, descriptorSeconds, epochSeconds, totalSeconds: timeLimitSeconds === null ? whole : Math.min(whole, timeLimitSeconds) };
}

/** Seconds of the quickest of a few turns, of which the first warms the machine up; others wait meanwhile, so that it is soon over. */
async function shortest(now: () => number, work: () => Promise<unknown>): Promise<number> {
  let found = Number.POSITIVE_INFINITY;
  const begun = now();
  for (let turn = 0; turn < 3 && now() - begun < longestMs; turn++) {
    const start = now();
    await work();
    found = Math.min(found, (now() - start) / 1000);
  }
  return found;
}

/** A few structures from all over the set, fewer where they are large, and more until every element is there. */
function typical(structures: readonly Structure[], species: readonly number[]): Structure[] {
  const found = new Set<Structure>();
  let atoms = 0;
  for (let k = 0; k < fewest && atoms < mostAtoms; k++) {
    const one = structures[Math.floor(((k + 0.5) * structures.length) / fewest)]!;
    found.add(one);
    atoms += one.atomicNumbers.length;
  }
  for (const z of species) {
    if ([...found].some(({ atomicNumbers }) => atomicNumbers.includes(z))) continue;
    const one = structures.find(({ atomicNumbers }) => atomicNumbers.includes(z));
    if (one) found.add(one);
  }
  return [...found];
}
