// Amorphous silicon made on the spot by the recipe of the project's data set: walks of ART events from random networks,
// dynamics from the minima, all under the Stillinger-Weber potential of Vink et al. Small and in memory; the same seed gives
// the same set.
import { makeRound, paperRecipe, recipeFrom, type SiliconRecipe, startWalk } from "@adatom/models/amorphous/silicon-recipe.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

export interface AmorphousSampleOptions {
  readonly structures: number;
  /** Different starts. */
  readonly walks: number;
  /** What differs from the paper's recipe: poorer starts and fewer events are quicker to make. */
  readonly recipe: Partial<SiliconRecipe>;
}

/** Structures with reference energies; rounds of the walks by turns, the last one cut off where there are enough. */
export function makeAmorphousSilicon(options: AmorphousSampleOptions, report: (line: string) => void = () => {}): Structure[] {
  const potential = potentialByName("sw-si-vink2001")!;
  const recipe = recipeFrom(options.recipe.start ?? paperRecipe.start, options.recipe);
  const silent = (): void => {};
  const walks = Array.from({ length: options.walks }, (_, w) => {
    const walk = startWalk(recipe, potential, w, silent);
    report(`start ${w + 1} of ${options.walks}: ${(Number(walk.json.energy) / 216).toFixed(3)} eV/atom`);
    return walk;
  });
  const structures: Structure[] = [];
  for (let round = 1; structures.length < options.structures; round++) {
    for (let walk = 0; walk < walks.length && structures.length < options.structures; walk++) {
      const made = makeRound(recipe, potential, { walk, round }, walks[walk]!, silent);
      walks[walk] = made.walk;
      for (const { structure, energy } of made.frames) structures.push({ ...structure, reference: { energy } });
    }
    report(`round ${round}: ${structures.length} of ${options.structures} structures`);
  }
  return structures.slice(0, options.structures);
}
