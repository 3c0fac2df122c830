// A set of functions proposed from the data: many candidates that the bond lengths call for, measured on the structures,
// and pruned; or a Chebyshev basis, which is taken whole.
import { type Stepwise, within } from "../../analysis/stepwise.ts";
import { symbolOf } from "../../structure/elements.ts";
import type { Structure } from "../../structure/structure.ts";
import { type DescriptorConfig, expandDescriptors } from "../descriptor-config.ts";
import type { FunctionGrid } from "../function-grid.ts";
import { presetGrids } from "../presets.ts";
import { type ProductFunction, productFunctionName } from "../product-function.ts";
import { gridsOf } from "./grids.ts";
import { closestOf, type Measures, measureFunctions } from "./measure.ts";
import { type Dropped, type PruneOptions, pruneFunctions, usualPruning, type Verdict } from "./prune.ts";
import { representative, type Survey, surveyStructures } from "./survey.ts";

export const families = ["gaussian", "imbalzano", "weighted", "compact", "chebyshev"] as const;

export interface SuggestOptions extends Readonly<Partial<Record<keyof PruneOptions, number | undefined>>> {
  /** Default: "gaussian" for one or two elements, "chebyshev" for more, whose number of functions does not grow with them. */
  readonly family?: (typeof families)[number] | undefined;
  /** Angstrom; default: from the bond lengths. */
  readonly cutoff?: number | undefined;
  readonly angularCutoff?: number | undefined;
}

export interface JudgedFunction {
  readonly name: string;
  readonly dropped: Dropped | null;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  readonly deviation: number;
  readonly sensitivity: number;
  /** The function most like it, of those that are kept, and how much. */
  readonly closest: { readonly name: string; readonly correlation: number } | null;
}

export interface JudgedElement {
  readonly atomicNumber: number;
  /** Atoms that were looked at. */
  readonly atoms: number;
  readonly functions: readonly JudgedFunction[];
}

export interface Suggestion {
  readonly survey: Survey;
  /** What stands in adatom.json. */
  readonly descriptors: DescriptorConfig;
  readonly elements: readonly JudgedElement[];
}

/** Enough to tell functions apart, few enough to be quick. */
const atomsOfEach = 400;

/** @throws RangeError naming the option that makes no sense, or for structures without neighbours */
export function* suggestDescriptors(structures: readonly Structure[], options: SuggestOptions = {}): Stepwise<Suggestion> {
  const sample = representative(structures, atomsOfEach);
  const survey = surveyStructures(sample);
  yield 0.1;
  const { cutoff = survey.cutoff, angularCutoff = Math.min(options.cutoff ?? Number.POSITIVE_INFINITY, survey.angularCutoff) } = options;
  const found: Survey = { ...survey, cutoff, angularCutoff };
  if (survey.pairs.length === 0) throw new RangeError("no atom has a neighbour within 8 angstrom: there is nothing to describe");
  const family = options.family ?? (survey.species.length > 2 ? "chebyshev" : "gaussian");
  if (family === "chebyshev") {
    const chebyshev = { radialCutoff: cutoff, radialOrder: 16, angularCutoff, angularOrder: 6 };
    const judged = yield* within(judgeDescriptors({ chebyshev }, sample), 0.1, 1);
    return { survey: found, descriptors: { chebyshev }, elements: judged };
  }
  const given = (Object.keys(usualPruning) as (keyof PruneOptions)[]).filter((name) => options[name] !== undefined);
  const pruning = { ...usualPruning, ...Object.fromEntries(given.map((name) => [name, options[name]])) } as PruneOptions;
  const pool = expandDescriptors({ functions: candidateGrids(family, found) }, survey.species);
  const kept: ProductFunction[] = [];
  const elements: JudgedElement[] = [];
  for (const [k, z] of survey.species.entries()) {
    const functions = pool.filter((f) => f.centre === z);
    const from = 0.1 + (0.9 * k) / survey.species.length;
    const measures = yield* within(measureFunctions({ atomicNumber: z, functions }, sample), from, from + 0.9 / survey.species.length);
    const verdicts = pruneFunctions(measures, pruning);
    kept.push(...functions.filter((_, f) => verdicts[f]!.dropped === null));
    elements.push(judge(z, functions, measures, verdicts));
  }
  for (const z of survey.species)
    if (!kept.some((f) => f.centre === z))
      throw new RangeError(`no function around ${symbolOf(z)} varies over the data: give structures that differ more`);
  return { survey: found, descriptors: { functions: gridsOf(kept) }, elements };
}

/** How a configuration's functions fare on structures; nothing is dropped. @throws RangeError as expandDescriptors */
export function* judgeDescriptors(config: DescriptorConfig, structures: readonly Structure[]): Stepwise<JudgedElement[]> {
  const sample = representative(structures, atomsOfEach);
  const { species } = surveyStructures(sample);
  const all = expandDescriptors(config, species);
  const elements: JudgedElement[] = [];
  for (const [k, z] of species.entries()) {
    const functions = all.filter((f) => f.centre === z);
    const steps = measureFunctions({ atomicNumber: z, functions }, sample);
    elements.push(judge(z, functions, yield* within(steps, k / species.length, (k + 1) / species.length)));
  }
  return elements;
}

function judge(
  atomicNumber: number,
  functions: readonly ProductFunction[],
  measures: Measures,
  verdicts?: readonly Verdict[],
): JudgedElement {
  const { minimum, maximum, mean, deviation, sensitivity, correlation, atoms } = measures;
  const closest = closestOf(measures, (f) => !verdicts || verdicts[f]!.dropped === null);
  return {
    atomicNumber,
    atoms,
    functions: functions.map((f, k): JudgedFunction => {
      const like = verdicts && verdicts[k]!.like >= 0 ? verdicts[k]!.like : closest[k]!;
      return {
        name: productFunctionName(f),
        dropped: verdicts?.[k]?.dropped ?? null,
        minimum: minimum[k]!,
        maximum: maximum[k]!,
        mean: mean[k]!,
        deviation: deviation[k]!,
        sensitivity: sensitivity[k]!,
        closest: like < 0 ? null : { name: productFunctionName(functions[like]!), correlation: correlation[k * functions.length + like]! },
      };
    }),
  };
}

/** More than will be kept. */
function candidateGrids(family: "gaussian" | "imbalzano" | "weighted" | "compact", survey: Survey): FunctionGrid[] {
  const { cutoff, angularCutoff, pairs, species } = survey;
  if (family !== "gaussian") return presetGrids({ name: family, cutoff, angularCutoff, radial: 14, angular: 5 }, "suggestion");
  // Gaussians from the shortest distance outwards, as wide as they are apart, and twice as wide.
  const radial = pairs
    .filter(({ shortest }) => shortest < cutoff - 0.5)
    .flatMap(({ centre, neighbour, shortest }): FunctionGrid[] => {
      const count = 14;
      const step = (cutoff - 0.4 - 0.95 * shortest) / (count - 1);
      const shift = Array.from({ length: count }, (_, k) => rounded(0.95 * shortest + k * step));
      const head = { type: "G2", centre: symbolOf(centre), neighbours: symbolOf(neighbour), cutoff, shift } as const;
      return [
        { ...head, eta: rounded(0.64 / step ** 2) },
        { ...head, eta: rounded(0.16 / step ** 2) },
      ];
    });
  const met = (centre: number, neighbour: number): boolean =>
    pairs.some((pair) => pair.centre === centre && pair.neighbour === neighbour && pair.shortest < angularCutoff - 0.3);
  const eta = [0.25, 1, 3, 10, 25].map((wide) => rounded(wide / angularCutoff ** 2));
  const angular = species.flatMap((centre) =>
    species.flatMap((a, k) =>
      species.slice(k).flatMap((b): FunctionGrid[] => {
        if (!met(centre, a) || !met(centre, b)) return [];
        const who = { centre: symbolOf(centre), neighbours: [symbolOf(a), symbolOf(b)] };
        return [{ type: "G5", ...who, cutoff: angularCutoff, eta, zeta: [1, 2, 4, 8, 16], lambda: [-1, 1] }];
      }),
    ),
  );
  return [...radial, ...angular];
}

/** To three digits: what a person would write. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
