// Studies: trainings that differ in one thing, as a run that leaves tables and figures.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { since } from "./version.ts";

export const studyNames = [
  "cutoff-radius",
  "training-set-size",
  "frame-interval",
  "optimisers",
  "activations",
  "pair-curve",
  "angular-functions",
  "augmentation",
  "scale-curve",
  "predicted-true",
  "energy-distribution",
] as const;
export type StudyName = (typeof studyNames)[number];

export const study = request({
  method: "adatom/study",
  summary:
    "Starts one of the eleven studies of A. Maharaj's thesis (2018) as a run: Behler-Parrinello networks are trained that differ in one thing. The run's result is {study, cases, tables, files, seconds}; tables are {title, columns, rows}, files the tables (.md), every number (.json) and the figures (.svg).",
  params: z.strictObject({
    name: z.enum(studyNames),
    files: z
      .array(z.string())
      .default([])
      .describe(
        "absolute paths of data sets, each one a set; pair-curve makes its own where there is none; those that train do so on the first",
      ),
    scaled: z
      .array(z.string())
      .default([])
      .describe("absolute paths of labelled scaled structures; else augmentation, scale-curve and predicted-true make them"),
    curves: z
      .array(z.string())
      .default([])
      .describe(
        "absolute paths, one for each of the files: a structure labelled at many scales (data augment, scale-series), for scale-curve without a reference",
      ),
    reference: z
      .string()
      .optional()
      .describe(
        "a shipped potential that labels all structures anew; needed where scaled structures are made, and by scale-curve without curves",
      ),
    output: z.string().describe("absolute path of a folder; made where it is not there"),
    structures: z.int().min(0).default(0).describe("of each data set, spread evenly over it; 0: all"),
    seed: z.int().default(1),
    epochs: z.int().min(1).max(100_000).default(300).describe("of every training"),
    hidden: z.array(z.int().min(1).max(1000)).min(1).max(8).default([10, 10]).describe("nodes of the hidden layers"),
    forceWeight: z.number().min(0).default(0).describe("of forces in the loss; 0 trains on energies alone, as the thesis did"),
  }),
  result: run,
  errors: ["UnknownModel", "FileUnreadable"],
  since,
});
