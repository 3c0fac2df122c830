// Which structures are worth labelling next.
import { z } from "zod";
import { request } from "./define.ts";
import { since } from "./version.ts";

export const selectionBases = ["distance", "spread", "both"] as const;

const spread = z.strictObject({
  forceEvPerA: z.number().nullable().describe("of forces, the largest of any atom; null where the committee has no answer"),
  energyMeVPerAtom: z.number().nullable(),
});

export const select = request({
  method: "adatom/select",
  summary:
    "Chooses structures to label: farthest points over the descriptors of their atoms, seen from a training set, until all candidates are near enough to what is known; or those that the members of a committee differ about more than about the training set. Writes them without labels.",
  params: z
    .strictObject({
      candidates: z.array(z.string()).min(1).describe("absolute paths of structure files, all frames"),
      training: z.array(z.string()).default([]).describe("absolute paths of the files trained on"),
      project: z.string().optional().describe("folder of adatom.json"),
      model: z.string().optional().describe("of the project: its descriptors are taken, and its data set's training files too"),
      by: z
        .enum(selectionBases)
        .optional()
        .describe(
          "distance: farthest points; spread: where a committee's standard deviation is largest, of a force or of the energy per atom, each against its usual value; both: farthest points among the structures whose spread is not usual. Default: both where the named model's version in use is a committee, else distance",
        ),
      count: z.int().min(1).optional().describe("at most so many; default: as many as it takes"),
      threshold: z
        .number()
        .min(0)
        .optional()
        .describe(
          "distance that is near enough, root mean square over functions in units of their standard deviation over the training set; default: what 9 of 10 training structures keep from the others",
        ),
      spreadThresholdEvPerA: z
        .number()
        .min(0)
        .optional()
        .describe("spread of forces that is usual; default: what 9 of 10 training structures keep to, and the same of energies per atom"),
      output: z
        .string()
        .optional()
        .describe("absolute path of the extended XYZ written; default: beside the first file as NAME-selected.xyz"),
      overwrite: z.boolean().default(false),
    })
    .refine(({ model, project }) => model === undefined || project !== undefined, {
      path: ["project"],
      message: "a model is named: say of which project",
    })
    .refine(({ by, model }) => by === undefined || by === "distance" || model !== undefined, {
      path: ["model"],
      message: "spread is that of a committee's members: name a model that is one",
    }),
  result: z.strictObject({
    output: z.string().nullable().describe("null where nothing is worth labelling"),
    candidates: z.int(),
    training: z.int(),
    by: z.enum(selectionBases).describe("what the choice was made by"),
    model: z.string().nullable().describe("the committee that was asked, as name@version; null by distance"),
    threshold: z.number().nullable().describe("of distances; null by spread alone"),
    usualSpread: spread.nullable().describe("spreads up to these are usual (an energy of null does not count); null by distance"),
    novelBefore: z.int().describe("candidates beyond these before anything was chosen"),
    novelAfter: z.int().describe("and after: not 0 where count ended the choice"),
    chosen: z.array(
      z.strictObject({
        file: z.string(),
        frame: z.int(),
        natoms: z.int(),
        novelty: z
          .number()
          .nullable()
          .describe(
            "distance of its farthest atom from all that was known when it was chosen (by spread: from the training set); null for an element that was not",
          ),
        spread: spread.nullable().describe("between the committee's members; null by distance"),
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
