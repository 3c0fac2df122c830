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
    fresh: z
      .boolean()
      .default(false)
      .describe("start from first weights even where a version exists: from startFrom of the model where it is said, else random ones"),
    from: z
      .string()
      .optional()
      .describe("start from this model of the project, name or name@version: a trained one, or another program's network"),
  }),
  result: run,
  errors: ["BadProject", "UnknownModel"],
  since,
});
