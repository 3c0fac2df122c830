// Relaxing a structure, and its cell where that is asked for, to a minimum of energy or enthalpy.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { oneMovingStructure } from "./structure.ts";
import { since } from "./version.ts";

export const relax = request({
  method: "adatom/relax",
  summary:
    "Starts a relaxation as a run. The run's result is {steps, converged, energy, energyBefore, maximumForce, output, model}, and where the cell moves {maximumStressGPa, volume, enthalpy}.",
  params: z.strictObject({
    ...oneMovingStructure,
    method: z.enum(["fire", "cg", "l-bfgs"]).default("fire").describe("FIRE 2.0, conjugate gradients, or limited-memory BFGS"),
    cell: z.enum(["none", "isotropic", "full"]).default("none").describe("what of the cell moves: nothing, its size, or all six strains"),
    pressureGPa: z.number().default(0).describe("outside, where the cell moves"),
    forceTolerance: z.number().positive().default(0.01).describe("eV/angstrom"),
    stressToleranceGPa: z.number().positive().default(0.05).describe("where the cell moves"),
    fixedAtoms: z.array(z.int().min(0)).optional().describe("that never move, from 0; where the cell is kept"),
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
