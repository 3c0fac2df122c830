// Which functions describe the atoms of a data set: what a model's are like on it, and a set that is proposed from it.
import { z } from "zod";
import { request } from "./define.ts";
import { behlerParrinelloModel, descriptors } from "./project-file.ts";
import { since } from "./version.ts";

const where = {
  files: z.array(z.string()).default([]).describe("absolute paths of structure files, all frames"),
  project: z.string().optional().describe("folder of adatom.json"),
  model: z.string().optional().describe("of the project: its data set's training files are taken where no files are named"),
};

const judged = z.strictObject({
  element: z.string(),
  atoms: z.int().describe("that were looked at: a sample of the data"),
  functions: z.array(
    z.strictObject({
      name: z.string(),
      dropped: z
        .enum(["range", "sensitivity", "correlation", "spanned"])
        .nullable()
        .describe(
          "why it is not proposed: its values hardly vary, it hardly answers to moved atoms, it is nearly a multiple of one that is kept, or those that are kept explain it; null for what is kept",
        ),
      minimum: z.number(),
      maximum: z.number(),
      mean: z.number(),
      deviation: z.number(),
      sensitivity: z
        .number()
        .describe("root mean square over atoms of the length of its derivative by all neighbours' positions, 1/angstrom"),
      closest: z
        .strictObject({ name: z.string(), correlation: z.number() })
        .nullable()
        .describe("the function most like it, of those that are kept; where correlation is why it is dropped, the one that stands for it"),
    }),
  ),
});

export const suggestDescriptors = request({
  method: "adatom/descriptors/suggest",
  summary:
    "Proposes descriptors from structures: many candidates that bond lengths call for, pruned by range, sensitivity, correlation and a CUR decomposition of their values; or a Chebyshev basis. Says of every candidate how it fares.",
  params: z.strictObject({
    ...where,
    family: z
      .enum(["gaussian", "imbalzano", "weighted", "compact", "chebyshev"])
      .optional()
      .describe("default: gaussian for one or two elements, chebyshev for more"),
    cutoff: z.number().positive().optional().describe("angstrom; default: from the bond lengths"),
    angularCutoff: z.number().positive().optional(),
    count: z.int().min(1).optional().describe("at most so many functions around an element; default 64"),
    correlation: z.number().min(0).max(1).optional().describe("above it one of two functions is enough; default 0.9995"),
    residual: z.number().min(0).max(1).optional().describe("share of every function's variance that may stay unexplained; default 0.001"),
    output: z.string().optional().describe("absolute path of a JSON file that is written with the proposal"),
    overwrite: z.boolean().default(false),
  }),
  result: z.strictObject({
    descriptors: descriptors.describe("what to write in adatom.json as a model's descriptors"),
    structures: z.int(),
    cutoff: z.number(),
    angularCutoff: z.number(),
    bonds: z
      .array(z.strictObject({ centre: z.string(), neighbour: z.string(), shortest: z.number(), bond: z.number() }))
      .describe("shortest distance, and the median of atoms' nearest ones, angstrom"),
    elements: z.array(judged),
    output: z.string().nullable(),
  }),
  errors: ["DeviceLost", "FileUnreadable", "BadStructure", "BadProject", "UnknownModel"],
  since,
});

export const showDescriptors = request({
  method: "adatom/descriptors/show",
  summary: "How the functions of a model of the project, or the default ones, fare on structures: ranges, sensitivities, likenesses.",
  params: z.strictObject(where),
  result: z.strictObject({ structures: z.int(), elements: z.array(judged) }),
  errors: ["DeviceLost", "FileUnreadable", "BadStructure", "BadProject", "UnknownModel"],
  since,
});

export const importDescriptors = request({
  method: "adatom/descriptors/import",
  summary:
    "Files that aenet (.stp, generate.in, train.in) or n2p2 (input.nn) train by, as a model of adatom.json: the same functions, layers, and what of the training has its like here.",
  params: z.strictObject({
    files: z
      .array(z.string())
      .min(1)
      .describe("absolute paths: the set-ups of all species and train.in, or generate.in, which names set-ups; or input.nn"),
    units: z.enum(["angstrom-ev", "bohr-hartree"]).optional().describe("of input.nn, which does not say them itself"),
    angularDomain: z
      .enum(["cosine", "pi"])
      .optional()
      .describe("pi: as aenet before 2.0.4 took angles of Chebyshev functions; default cosine"),
    output: z.string().optional().describe("absolute path of a JSON file that is written"),
    overwrite: z.boolean().default(false),
  }),
  result: z.strictObject({
    model: behlerParrinelloModel.pick({ descriptors: true, hidden: true, activation: true, training: true }),
    functions: z.record(z.string(), z.int()).describe("how many around each element"),
    notes: z.array(z.string()).describe("what has no like here, or stands elsewhere"),
    output: z.string().nullable(),
  }),
  errors: ["DeviceLost", "FileUnreadable", "BadStructure"],
  since,
});
