// Trains potentials on published data and holds their errors on the given test structures against what others' networks reach
// (the floor, which must be met) and what we want (the goal): `npm run trials accuracy`, or accuracy:Si and so on for one.
// Test structures are read after the training alone.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import { dataSets, type Errors, readAccuracyData } from "./accuracy/data-sets.ts";
import { type Settings, settings } from "./accuracy/settings.ts";
import { train } from "./accuracy/train.ts";

export interface AccuracyOptions {
  readonly runs: readonly Settings[];
  /** Instead of the data's own: for short forms that cannot reach it. */
  readonly floor?: Errors;
  /** Lines of progress for each potential. */
  readonly lines: number;
}

export const full: AccuracyOptions = { runs: Object.values(settings), lines: 10 };

/** One potential each: `npm run trials accuracy:Cu`. */
export const variants: Readonly<Record<string, AccuracyOptions>> = Object.fromEntries(
  Object.entries(settings).map(([name, own]) => [name, { ...full, runs: [own] }]),
);

const reaches = (found: Errors, wanted: Errors): boolean =>
  found.energyMaeMeVPerAtom <= wanted.energyMaeMeVPerAtom && found.forceMaeEvPerA <= wanted.forceMaeEvPerA;

const show = ({ energyMaeMeVPerAtom, forceMaeEvPerA }: Errors): string =>
  `${energyMaeMeVPerAtom.toFixed(2)} meV/atom, ${forceMaeEvPerA.toFixed(4)} eV/A`;

/** @throws Error where a floor is not met */
export async function run({ runs, floor: ownFloor, lines }: AccuracyOptions): Promise<Record<string, Record<string, unknown>>> {
  const { name: backend } = await selectBackend();
  const table: Record<string, Record<string, unknown>> = {};
  const missed: string[] = [];
  for (const recipe of runs) {
    const { title, floor: usual, goal } = dataSets[recipe.data];
    const floor = ownFloor ?? usual;
    if (lines > 0) console.log(`${title}: ${JSON.stringify(recipe.config)}`);
    const structures = readAccuracyData(recipe.data, "train");
    const { model, epochs, best, seconds, processorSeconds } = await train(structures, recipe, lines);
    const test = evaluateModel(createBehlerParrinelloPotential(model, recipe.data), readAccuracyData(recipe.data, "test"));
    table[title] = {
      test: show(test),
      floor: show(floor),
      goal: show(goal),
      met: reaches(test, goal) ? "goal" : reaches(test, floor) ? "floor" : "neither",
      validation: best ? show(best.validation) : "none",
      epochs,
      seconds: Math.round(seconds),
      processorSeconds: Math.round(processorSeconds),
      backend,
    };
    if (lines > 0) console.log(JSON.stringify(table[title]));
    if (!reaches(test, floor)) missed.push(`${title}: test errors ${show(test)} are above the floor, ${show(floor)}`);
  }
  if (missed.length > 0) throw new Error(missed.join("\n"));
  return table;
}
