// A model as the calculator: what another program would be asked, a potential answers.
import { createHash } from "node:crypto";
import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import { type ModelLoader, modelIdentity } from "../model-registry.ts";
import { requireCoverage } from "../predictions.ts";
import { type Calculator, type CalculatorSpec, LabelFailure } from "./calculator.ts";

/** @throws Failure UnknownModel */
export function createModelCalculator(spec: Extract<CalculatorSpec, { type: "model" }>, models: ModelLoader): Calculator {
  const potential = models.load(spec.model);
  const identity = modelIdentity(spec.model);
  return {
    workers: 1,
    keyOf: (structure) =>
      createHash("sha256")
        .update(`${identity}:${contentHash(structure)}`)
        .digest("hex"),
    async label(structure) {
      try {
        requireCoverage(potential, structure);
        const { energy, forces, stress } = potential.evaluate(structure, buildFastList(structure, potential.cutoffAngstrom));
        return { energy, forces, ...(structure.periodic.every(Boolean) && { stress }) };
      } catch (error) {
        throw new LabelFailure(`${spec.name}: ${(error as Error).message}`, null);
      }
    },
    dispose() {},
  };
}
