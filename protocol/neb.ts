// The path of least energy between two structures.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { modelOrCalculator, structureSource } from "./structure.ts";
import { since } from "./version.ts";

export const neb = request({
  method: "adatom/neb",
  summary:
    "Starts a nudged elastic band with a climbing image as a run. The run's result is {steps, converged, barrier, reverseBarrier, energies, maximumForce, output, model}; energies are those of all images in eV.",
  params: z.strictObject({
    source: structureSource.describe("where the path begins"),
    frame: z.int().min(0).default(0),
    final: structureSource.describe("where it ends: the same atoms in the same order and cell"),
    finalFrame: z.int().min(0).default(0),
    ...modelOrCalculator,
    images: z.int().min(1).max(1000).default(5).describe("between the two ends"),
    forceTolerance: z.number().positive().default(0.02).describe("eV/angstrom"),
    maximumSteps: z.int().min(1).default(1000).describe("of relaxing the ends and moving the band, together"),
    springConstant: z.number().positive().default(5).describe("eV/angstrom^2"),
    climb: z.boolean().default(true).describe("whether the highest image climbs to the saddle point"),
    relaxEnds: z.boolean().default(true).describe("whether both ends are relaxed first"),
    fixedAtoms: z.array(z.int().min(0)).optional().describe("that never move, from 0"),
    output: z
      .string()
      .optional()
      .describe("absolute path of the images from end to end (extended XYZ); default: beside the input as NAME-neb.xyz"),
  }),
  result: run,
  errors: ["BadStructure", "UnknownModel", "UnsupportedSpecies", "FileUnreadable", "BadProject"],
  since,
});
