// Metropolis Monte Carlo.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { oneMovingStructure } from "./structure.ts";
import { since } from "./version.ts";

export const monteCarlo = request({
  method: "adatom/monte-carlo",
  summary:
    "Starts Metropolis Monte Carlo at constant volume as a run: single atoms are moved at random. The run's result is {trials, acceptance, displacementAngstrom, meanEnergy, energyDeviation, stepsPerSecond, trajectory, model}; mean and standard deviation are those of the samples after the displacement was adapted.",
  params: z.strictObject({
    ...oneMovingStructure,
    temperatureKelvin: z.number().positive().default(300),
    trials: z.int().min(1).default(20_000).describe("moves of one atom, accepted or not"),
    displacementAngstrom: z.number().positive().default(0.1).describe("largest along each axis; the first one where it is adapted"),
    adaptTrials: z.int().min(0).default(5000).describe("for so many trials the displacement is adapted; samples count after them only"),
    targetAcceptance: z.number().gt(0).lt(1).default(0.4),
    fixedAtoms: z.array(z.int().min(0)).optional().describe("that never move, of the structure that is run (the supercell), from 0"),
    seed: z.int().default(1),
    sampleEvery: z.int().min(1).default(100),
    supercell: z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]).default([1, 1, 1]),
    trajectory: z.string().optional().describe("absolute path, a frame every sampleEvery trials; as of adatom/md"),
  }),
  result: run,
  errors: ["BadStructure", "UnknownModel", "UnsupportedSpecies", "FileUnreadable", "BadProject"],
  since,
});
