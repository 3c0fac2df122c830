// Every request that compute answers at once, by name. Jobs have their own host.
import { potentialForSpecies, shippedPotentials } from "@adatom/models/potentials/index.ts";
import { findOverlaps } from "@adatom/models/structure/overlaps.ts";
import { memory } from "@tensorflow/tfjs-core";
import { Analyses, powder, symmetry } from "./analyses.ts";
import { selectedBackend } from "./backends/select.ts";
import type { ComputeMethod, ComputeRequests } from "./contract.ts";
import { bondedNeighbours, bondsOf } from "./geometry.ts";
import type { HeldTensors } from "./jobs/tensor-ledger.ts";
import type { MemoryCaps } from "./memory-caps.ts";
import { exportModel } from "./model-export.ts";
import type { ModelRegistry } from "./model-registry.ts";
import { Predictions, requireCoverage } from "./predictions.ts";
import { type PropertiesResult, propertiesSteps } from "./properties.ts";
import { StepwiseRuns } from "./stepwise-runs.ts";
import { Structures, usable } from "./structures.ts";
import { type ToolResult, toolSteps } from "./tools/tools.ts";
import type { Turns } from "./turns.ts";

/** Nearer than this share of the sum of covalent radii is no chemistry: no bond is as short. */
const overlapScale = 0.6;

type Immediate = Exclude<ComputeMethod, `job.${string}`>;
type Handlers<Methods extends ComputeMethod> = {
  readonly [M in Methods]: (params: ComputeRequests[M]["params"]) => ComputeRequests[M]["result"] | Promise<ComputeRequests[M]["result"]>;
};
export type JobHandlers = Handlers<Exclude<ComputeMethod, Immediate>>;
export type AllHandlers = Handlers<ComputeMethod>;

export function createHandlers(
  models: ModelRegistry,
  jobs: JobHandlers,
  heldTensors: () => HeldTensors[],
  caps: MemoryCaps,
  turns: Turns,
): AllHandlers {
  const structures = new Structures();
  const predictions = new Predictions(structures, models, turns);
  const analyses = new Analyses();
  const propertyRuns = new StepwiseRuns<PropertiesResult>("calculation");
  const tools = new StepwiseRuns<ToolResult>("work");
  return {
    ...jobs,
    "structure.put": ({ hash, parcel }) => {
      structures.put(hash, parcel);
      return { hash };
    },
    predict: ({ structure, model }) => predictions.summary(structure.hash, model),
    "predict.atom": ({ structure, model, atom }) => predictions.atom(structure.hash, model, atom),
    "predict.full": ({ structure, model, from, count }) => predictions.full(structure.hash, model, from, count),
    neighbours: ({ structure, atom }) => usable(() => bondedNeighbours(structures.get(structure.hash), atom)),
    overlaps: ({ structure, limit }) => usable(() => ({ overlaps: findOverlaps(structures.get(structure.hash), overlapScale, limit) })),
    bonds: ({ structure }) => usable(() => ({ bonds: bondsOf(structures.get(structure.hash)) })),
    "analyse.start": (start) => ({ id: analyses.start(start) }),
    "analyse.distances": ({ id, structure }) => {
      analyses.distances(id, structures.get(structure.hash));
      return {};
    },
    "analyse.bonds": async ({ id, structure, energy, model }) => {
      const predicted = model && (await predictions.summary(structure.hash, model));
      const known = predicted
        ? { value: predicted.energy, source: predicted.model, extrapolates: predicted.extrapolatingAtoms > 0 }
        : energy === null
          ? null
          : { value: energy, source: "file", extrapolates: false };
      analyses.bonds(id, structures.get(structure.hash), known);
      return {};
    },
    "analyse.step": ({ id }) => ({ done: analyses.step(id) }),
    "analyse.finish": ({ id }) => analyses.finish(id),
    "analyse.drop": ({ id }) => {
      analyses.drop(id);
      return {};
    },
    symmetry: ({ structure, tolerance }) => symmetry(structures.get(structure.hash), tolerance),
    "x-ray": ({ structure, wavelength }) => powder(structures.get(structure.hash), wavelength),
    "properties.start": ({ structure: { hash }, model, options }) => {
      const potential = models.load(model);
      const structure = structures.get(hash);
      requireCoverage(potential, structure);
      return { id: propertyRuns.start(propertiesSteps(structure, potential, options)) };
    },
    "properties.step": ({ id }) => ({ result: propertyRuns.step(id) }),
    "properties.drop": ({ id }) => {
      propertyRuns.drop(id);
      return {};
    },
    "tool.start": (task) => ({ id: tools.start(toolSteps(task, models)) }),
    "tool.step": ({ id }) => ({ result: tools.step(id) }),
    "tool.drop": ({ id }) => {
      tools.drop(id);
      return {};
    },
    "shipped.list": () => shippedPotentials.map(({ name, description, species }) => ({ name, description, species: [...species] })),
    "shipped.for": ({ species }) => {
      const found = potentialForSpecies(species);
      return found ? { name: found.name } : null;
    },
    "model.export": ({ model, format, folder }) => ({ files: exportModel(model, format, folder) }),
    "model.species": ({ model }) => ({ species: [...models.load(model).species] }),
    info: () => ({
      backend: selectedBackend() ?? "none",
      heldModels: models.held(),
      caps,
      tensors: memory().numTensors,
      tensorBytes: memory().numBytes,
      heldTensors: heldTensors(),
      memoryBytes: process.memoryUsage().rss,
    }),
    benchmark: async ({ backend }) => {
      const { measureBackends } = await import("./benchmark.ts");
      return { backends: await measureBackends(backend) };
    },
  };
}
