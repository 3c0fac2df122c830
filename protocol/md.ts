// Molecular dynamics.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { structureSource } from "./structure.ts";
import { since } from "./version.ts";

export const md = request({
  method: "adatom/md",
  summary:
    "Starts molecular dynamics as a run. The run's result is {steps, driftEvPerAtomPerPs, meanTemperatureKelvin, stepsPerSecond, trajectory, extrapolatingSamples, model}.",
  params: z.strictObject({
    source: structureSource,
    frame: z.int().min(0).default(0),
    potential: z.string().optional(),
    model: z.string().optional(),
    project: z.string().optional(),
    ensemble: z.enum(["nve", "nvt-langevin"]).default("nve"),
    temperatureKelvin: z.number().min(0).default(300),
    timestepFs: z.number().positive().default(1),
    steps: z.int().min(1).default(1000),
    frictionPerFs: z.number().positive().default(0.01),
    seed: z.int().default(1),
    sampleEvery: z.int().min(1).default(10),
    supercell: z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]).default([1, 1, 1]),
    trajectory: z.string().optional().describe("absolute path of an extended XYZ file to write, a frame every sampleEvery steps"),
  }),
  result: run,
  errors: ["BadStructure", "UnknownModel", "UnsupportedSpecies", "FileUnreadable", "BadProject"],
  since,
});
