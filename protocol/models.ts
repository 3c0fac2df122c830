// The models a user can name: shipped potentials, learned models with their versions, and potentials of other programs.
import { z } from "zod";
import { notification, request } from "./define.ts";
import { since } from "./version.ts";

export const modelVersion = z.strictObject({
  version: z.int(),
  createdAt: z.string(),
  run: z.int().nullable(),
  validation: z.record(z.string(), z.number()).nullable(),
  test: z.record(z.string(), z.number()).nullable(),
  active: z.boolean().describe("the version that name alone means"),
  reason: z.string(),
});

export const listModels = request({
  method: "adatom/models/list",
  summary: "Shipped potentials, and the learned and imported models of a project (of all known projects without one).",
  params: z.strictObject({ project: z.string().optional() }),
  result: z.strictObject({
    shipped: z.array(z.strictObject({ name: z.string(), description: z.string(), species: z.array(z.string()) })),
    learned: z.array(
      z.strictObject({
        project: z.string(),
        name: z.string(),
        species: z.array(z.string()),
        default: z.boolean(),
        versions: z.array(modelVersion),
      }),
    ),
    imported: z
      .array(
        z.strictObject({
          project: z.string(),
          name: z.string(),
          program: z.string().describe("n2p2, aenet or lammps"),
          species: z.array(z.string()),
          default: z.boolean(),
          problem: z.string().nullable().describe("why its files cannot be used"),
        }),
      )
      .default([])
      .describe("potentials of other programs, read from their files"),
  }),
  errors: ["BadProject"],
  since,
});

export const activateModel = request({
  method: "adatom/models/activate",
  summary: "Makes a stored version the one that the model's name means.",
  params: z.strictObject({ project: z.string(), name: z.string(), version: z.int() }),
  result: modelVersion,
  errors: ["UnknownModel", "BadProject"],
  since,
});

export const modelChanged = notification({
  method: "adatom/models/changed",
  summary: "Another version of a model is active now: numbers shown from the old one are out of date.",
  params: z.strictObject({ project: z.string(), name: z.string(), version: z.int() }),
  from: "daemon",
  since,
});
