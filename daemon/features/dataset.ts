// adatom/dataset/...: data sets made by simulation, as runs; what one would take before it is begun.
import { availableParallelism } from "node:os";
import { paperRecipe, recipeFrom } from "@adatom/models/amorphous/silicon-recipe.ts";
import { makeDataSet, planDataSet } from "@adatom/protocol/dataset.ts";
import type { Params } from "@adatom/protocol/define.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { DataSetParameters } from "../compute/contract.ts";
import type { Feature, Services } from "./feature.ts";
import { given } from "./given.ts";
import { requireWritableFolder } from "./run-source.ts";

const silicon = 14;
/** Walks by the size of the set: enough for two threads and for variety, few enough that starts do not take most of the time. */
const fewestWalks = 4;
const mostWalks = 32;
const configurationsPerWalk = 5000;
const mostThreads = 16;

async function resolve(services: Services, params: Params<typeof planDataSet>): Promise<Omit<DataSetParameters, "kind" | "output">> {
  const { size, seed, cells, start, potential, equilibrationEvents, fictitiousTemperatureEv } = params;
  const { eventsPerMinimum, dynamicsPicoseconds, ensemble, attemptsPerAtom } = params;
  const model = { kind: "shipped", name: potential } as const;
  const { species } = await services.compute.request("model.species", { model });
  if (!species.includes(silicon)) throw new Failure("UnsupportedSpecies", `${potential} does not cover Si, which recipe asi is made of.`);
  const recipe = recipeFrom(start, {
    seed,
    cellsPerEdge: cells,
    edgeAngstrom: (cells * paperRecipe.edgeAngstrom) / paperRecipe.cellsPerEdge,
    ...given({ equilibrationEvents, fictitiousTemperatureEv }),
    eventsPerMinimum,
    dynamicsPicoseconds,
    ensemble,
    attemptsPerAtom,
  });
  const walks = params.walks ?? Math.min(mostWalks, Math.max(fewestWalks, Math.ceil(size / configurationsPerWalk)));
  const workers = Math.min(walks, params.workers ?? Math.min(mostThreads, availableParallelism()));
  return { recipe, model, size, walks, workers };
}

export const feature: Feature = {
  stem: "dataset",
  register(session, services) {
    session.onRequest(makeDataSet, async ({ output, ...params }) => {
      await requireWritableFolder(output);
      const resolved = await resolve(services, params);
      const { size, recipe, model } = resolved;
      return services.jobs.create({
        title: `data set ${params.recipe}: ${size} configurations with ${model.name}, from ${recipe.start}, seed ${recipe.seed}`,
        project: null,
        model: model.name,
        reason: "command",
        prepare: () => ({ kind: "dataset", ...resolved, output }),
      });
    });
    session.onRequest(planDataSet, async (params) => {
      const resolved = await resolve(services, params);
      const { size: configurations, walks, workers } = resolved;
      return { configurations, walks, workers, ...(await services.compute.request("job.plan", resolved)) };
    });
  },
};
