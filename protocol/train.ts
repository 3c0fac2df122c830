// Training a model of a project.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { since } from "./version.ts";

export const train = request({
  method: "adatom/train",
  summary:
    "Starts training a model of the project as a run. The run's result is {model, version, accepted, test: {energyMaeMeVPerAtom, forceMaeEvPerA, ...}, validation, seconds}.",
  params: z.strictObject({
    project: z.string().describe("folder of adatom.json"),
    model: z.string(),
    fresh: z.boolean().default(false).describe("start from random weights even where a version exists"),
  }),
  result: run,
  errors: ["BadProject", "UnknownModel"],
  since,
});
