// Relaxing a structure to a minimum of energy at fixed cell.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { structureSource } from "./structure.ts";
import { since } from "./version.ts";

export const relax = request({
  method: "adatom/relax",
  summary: "Starts a FIRE relaxation as a run. The run's result is {steps, converged, energy, energyBefore, maximumForce, output, model}.",
  params: z.strictObject({
    source: structureSource,
    frame: z.int().min(0).default(0),
    potential: z.string().optional(),
    model: z.string().optional(),
    project: z.string().optional(),
    forceTolerance: z.number().positive().default(0.01).describe("eV/angstrom"),
    maximumSteps: z.int().min(1).default(1000),
    output: z
      .string()
      .optional()
      .describe("absolute path of the relaxed structure (extended XYZ); default: beside the input as NAME-relaxed.xyz"),
  }),
  result: run,
  errors: ["BadStructure", "UnknownModel", "UnsupportedSpecies", "FileUnreadable", "BadProject"],
  since,
});
