// Which structures are worth labelling next.
import { z } from "zod";
import { request } from "./define.ts";
import { since } from "./version.ts";

export const select = request({
  method: "adatom/select",
  summary:
    "Chooses structures to label: farthest points over the descriptors of their atoms, seen from a training set, until all candidates are near enough to what is known. Writes them without labels.",
  params: z
    .strictObject({
      candidates: z.array(z.string()).min(1).describe("absolute paths of structure files, all frames"),
      training: z.array(z.string()).default([]).describe("absolute paths of the files trained on"),
      project: z.string().optional().describe("folder of adatom.json"),
      model: z.string().optional().describe("of the project: its descriptors are taken, and its data set's training files too"),
      count: z.int().min(1).optional().describe("at most so many; default: as many as it takes"),
      threshold: z
        .number()
        .min(0)
        .optional()
        .describe(
          "distance that is near enough, root mean square over functions in units of their standard deviation over the training set; default: what 9 of 10 training structures keep from the others",
        ),
      output: z
        .string()
        .optional()
        .describe("absolute path of the extended XYZ written; default: beside the first file as NAME-selected.xyz"),
      overwrite: z.boolean().default(false),
    })
    .refine(({ model, project }) => model === undefined || project !== undefined, {
      path: ["project"],
      message: "a model is named: say of which project",
    }),
  result: z.strictObject({
    output: z.string().nullable().describe("null where nothing is worth labelling"),
    candidates: z.int(),
    training: z.int(),
    threshold: z.number(),
    novelBefore: z.int().describe("candidates beyond the threshold before anything was chosen"),
    novelAfter: z.int().describe("and after: not 0 where count ended the choice"),
    chosen: z.array(
      z.strictObject({
        file: z.string(),
        frame: z.int(),
        natoms: z.int(),
        novelty: z
          .number()
          .nullable()
          .describe("distance of its farthest atom from all that was known when it was chosen; null for an element that was not"),
        extrapolatingAtoms: z.int(),
      }),
    ),
    extrapolatingStructures: z.int().describe("candidates with an atom outside of the training range"),
    elements: z.array(
      z.strictObject({
        element: z.string(),
        atoms: z.int().describe("of the candidates"),
        extrapolating: z.int().describe("of these with a function outside of the training range"),
      }),
    ),
  }),
  errors: ["DeviceLost", "FileUnreadable", "BadStructure", "BadProject", "UnknownModel"],
  since,
});
