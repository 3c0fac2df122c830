// Data sets made by simulation.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { since } from "./version.ts";

const recipe = {
  recipe: z.enum(["asi"]).describe("asi: amorphous silicon after Comin and Lewis 2019"),
  size: z.int().min(1).max(10_000_000).default(2000).describe("configurations; the paper has 121163"),
  seed: z.int().default(1),
  cells: z
    .int()
    .min(2)
    .max(12)
    .default(3)
    .describe("cells of the crystal along an edge, 8 n^3 atoms: 3 for the paper's 216, 5 for 1000; the same density"),
  start: z
    .enum(["crystal", "crn", "random", "melt-quench"])
    .default("crystal")
    .describe("what the walks start from; crystal gives the paper's energies and shells, crn (random networks) is truly amorphous"),
  potential: z.string().default("sw-si-vink2001").describe("a shipped potential for silicon"),
  walks: z.int().min(1).max(1000).optional().describe("independent walks; default by size; part of what the set depends on"),
  workers: z.int().min(1).max(256).optional().describe("threads; default one a core, at most 16; the set does not depend on them"),
  equilibrationEvents: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe("ART events of a walk before the first minimum kept; default 60 from the crystal, else 200"),
  fictitiousTemperatureEv: z
    .number()
    .positive()
    .optional()
    .describe("kT of the choice whether an event is accepted, eV; default 8 from the crystal, else 0.25"),
  eventsPerMinimum: z.int().min(1).max(1000).default(10),
  ensemble: z
    .enum(["nve", "nvt-langevin"])
    .default("nve")
    .describe("of the dynamics; velocities are drawn at 50 to 1200 K in both, and half of that is left with nve"),
  dynamicsPicoseconds: z.number().min(0).max(1000).default(2).describe("of dynamics from each minimum"),
  attemptsPerAtom: z
    .int()
    .min(1)
    .max(100_000)
    .default(160)
    .describe("bond-switching attempts an atom and temperature of start crn: fewer make poorer networks faster"),
};

export const makeDataSet = request({
  method: "adatom/dataset/make",
  summary:
    "Starts making a data set as a run: walks of ART events, a minimum kept every so many, dynamics from each, equivalents and positive energies dropped. It depends on the seed, never on the number of threads or on interruptions. The run's result is {configurations, minima, events, equivalent, positive, energyMean, energySigma, energyPerAtom, seconds, output, eventsOutput, model, table}; eventsOutput lists the events with barrier, asymmetry and displacement (eV, angstrom), a JSON object a line.",
  params: z.strictObject({ ...recipe, output: z.string().describe("absolute path of the extended XYZ file to write, forces included") }),
  result: run,
  errors: ["UnknownModel", "UnsupportedSpecies", "FileUnreadable"],
  since,
});

export const planDataSet = request({
  method: "adatom/dataset/plan",
  summary: "What making a data set would take, from a probe of a few seconds on this machine.",
  params: z.strictObject(recipe),
  result: z.strictObject({
    configurations: z.int(),
    walks: z.int(),
    workers: z.int(),
    minima: z.int().describe("rounds of events and dynamics"),
    seconds: z.number().describe("with so many workers to itself"),
    bytes: z.number().describe("of the file"),
  }),
  errors: ["UnknownModel", "UnsupportedSpecies"],
  since,
});
