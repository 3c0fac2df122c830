// Molecular dynamics.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { oneMovingStructure } from "./structure.ts";
import { since } from "./version.ts";

export const ensembleNames = ["nve", "nvt-langevin", "nvt-nose-hoover", "nvt-bussi", "nvt-berendsen", "npt-isotropic", "npt"] as const;

const temperature = z.number().min(0);
const stage = z.strictObject({
  steps: z.int().min(1),
  timestepFs: z.number().positive().optional(),
  temperatureKelvin: temperature.optional(),
  temperatureEndKelvin: temperature.optional(),
  pressureGPa: z.number().optional(),
  pressureEndGPa: z.number().optional(),
});

export const md = request({
  method: "adatom/md",
  summary:
    "Starts molecular dynamics as a run. The run's result is {steps, driftEvPerAtomPerPs, meanTemperatureKelvin, meanPressureGPa, meanVolume, stepsPerSecond, trajectory, extrapolatingSamples, model, device}; the drift is that of the conserved quantity, which counts what thermostat and barostat hold.",
  params: z.strictObject({
    ...oneMovingStructure,
    ensemble: z
      .enum(ensembleNames)
      .default("nve")
      .describe("nvt-berendsen is not canonical, for equilibration; npt-isotropic keeps the cell's shape, npt frees all strains"),
    temperatureKelvin: temperature.default(300),
    temperatureEndKelvin: temperature.optional().describe("of the bath at the end of the run, reached linearly"),
    pressureGPa: z.number().default(0).describe("outside, under npt"),
    pressureEndGPa: z.number().optional().describe("outside at the end of the run, reached linearly"),
    timestepFs: z.number().positive().default(1),
    steps: z.int().min(1).default(1000).describe("with stages: their sum"),
    stages: z
      .array(stage)
      .min(1)
      .optional()
      .describe("one after another, each with its own time step and ramps; what one leaves out is as above"),
    frictionPerFs: z.number().positive().default(0.01).describe("of nvt-langevin"),
    thermostatTimeFs: z
      .number()
      .positive()
      .optional()
      .describe("relaxation time of Nose-Hoover, Bussi and Berendsen; default 100 time steps"),
    barostatTimeFs: z.number().positive().optional().describe("period of the cell under npt; default 1000 time steps"),
    fixedAtoms: z.array(z.int().min(0)).optional().describe("that never move, of the structure that is run (the supercell), from 0"),
    fixedElements: z.array(z.string()).optional().describe("all of whose atoms never move"),
    removeDrift: z
      .enum(["none", "momentum", "rotation"])
      .default("none")
      .describe("after every step; rotation is for structures that repeat nowhere"),
    seed: z.int().default(1),
    sampleEvery: z.int().min(1).default(10),
    radialEvery: z
      .int()
      .min(0)
      .default(100)
      .describe("steps between frames of the running g(r) (adatom/runs/curve), of a structure that is periodic in all directions; 0: none"),
    extrapolation: z
      .strictObject({
        action: z
          .enum(["warn", "pause", "stop"])
          .default("warn")
          .describe("pause lets the run be resumed, to the next check; stop ends it with what it has"),
        every: z.int().min(1).optional().describe("steps between checks; default sampleEvery"),
        maximumOutside: z.number().min(0).default(0).describe("how far a descriptor may lie outside, as a share of its training range"),
        maximumSpreadEvPerA: z.number().min(0).optional().describe("how far the members of a committee may differ in a force, eV/angstrom"),
        save: z
          .string()
          .optional()
          .describe(
            "absolute path of an extended XYZ file for the first 50 structures beyond the limits; default: beside the trajectory, and with pause and stop beside the structure's file",
          ),
      })
      .prefault({})
      .describe("what is done where a learned model is not to be trusted any more"),
    supercell: z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]).default([1, 1, 1]),
    trajectory: z
      .string()
      .optional()
      .describe(
        "absolute path of a file to write, a frame every sampleEvery steps: ASE's indexed binary form where it ends in .traj, else extended XYZ",
      ),
  }),
  result: run,
  errors: ["BadStructure", "UnknownModel", "UnsupportedSpecies", "FileUnreadable", "BadProject"],
  since,
});
