// Active learning: a model that asks for the labels it lacks.
import { z } from "zod";
import { request } from "./define.ts";
import { ensembleNames } from "./md.ts";
import { run } from "./runs.ts";
import { since } from "./version.ts";

export const learnActively = request({
  method: "adatom/active-learning",
  summary:
    "Starts rounds of active learning as a run: train the model, explore by molecular dynamics with it, select the structures that are least like the known ones (of a committee: those its members differ about first), label them with a calculator, add them to the data, train again. A row of metrics for each training; the last model becomes a version. The run's result is {rounds, reason, labelled, failed, calculator, output, training: {model, version, accepted, test, validation, ...}, seconds}.",
  params: z.strictObject({
    project: z.string().describe("folder of adatom.json"),
    model: z.string().describe("trained here; with a committee the spread of its members counts too"),
    calculator: z.string().optional().describe("of adatom.json; may be left out where it has one only"),
    files: z.array(z.string()).min(1).describe("absolute paths of structures that dynamics begins with, all frames"),
    rounds: z.int().min(1).max(1000).default(3).describe("of exploring and labelling; there is one training more"),
    perRound: z.int().min(1).default(10).describe("structures labelled in a round, at most"),
    threshold: z
      .number()
      .min(0)
      .default(0)
      .describe("as in adatom/select: distance from the known that is near enough; the run ends where no candidate is farther"),
    bootstrap: z
      .int()
      .min(0)
      .default(0)
      .describe("displaced and strained copies of every starting structure that are labelled first, where there are no data yet"),
    ensemble: z.enum(ensembleNames).default("nvt-langevin"),
    temperatureKelvin: z.number().min(0).default(300),
    temperatureEndKelvin: z.number().min(0).optional().describe("reached linearly at the end of each walk"),
    pressureGPa: z.number().default(0),
    timestepFs: z.number().positive().default(1),
    steps: z.int().min(1).default(1000).describe("of each walk"),
    sampleEvery: z.int().min(1).default(20).describe("steps between candidates"),
    frictionPerFs: z.number().positive().default(0.01),
    supercell: z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]).default([1, 1, 1]),
    seed: z.int().default(1),
    maximumOutside: z
      .number()
      .min(0)
      .optional()
      .describe(
        "a walk ends where a descriptor lies farther outside of the training range, as a share of the range; default: only where atoms overlap or the run blows up",
      ),
    maximumSpreadEvPerA: z.number().min(0).optional().describe("or where a committee's members differ more in a force"),
    targetForceMaeEvPerA: z.number().min(0).optional().describe("error on held-out structures that ends the run"),
    warm: z.boolean().default(false).describe("each training goes on from the last one's weights; default: from random ones"),
    output: z
      .string()
      .optional()
      .describe(
        "absolute path of the extended XYZ that labelled structures are added to; default: MODEL-learned.xyz beside the data set's first file",
      ),
  }),
  result: run,
  errors: ["BadProject", "UnknownModel", "FileUnreadable"],
  since,
});
