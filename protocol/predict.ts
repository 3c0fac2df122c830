// Energies, forces and stress of the frames of a structure file under a shipped potential or a learned model.
import { z } from "zod";
import { request } from "./define.ts";
import { framePrediction, problem, structureSource } from "./structure.ts";
import { since } from "./version.ts";

export const predict = request({
  method: "adatom/predict",
  summary:
    "Energy, stress, extrapolation and, when asked for, forces of every frame. Without potential and model: the project's default model, else a shipped potential that covers the elements.",
  params: z.strictObject({
    source: structureSource,
    potential: z
      .string()
      .optional()
      .describe(
        "a shipped potential, such as sw-si-1985, or the whole path of a parameter file (.sw, .tersoff, .eam, .eam.alloy, .eam.fs)",
      ),
    model: z.string().optional().describe("a learned model of the project: name or name@version"),
    project: z.string().optional().describe("folder of adatom.json; default: the nearest one above the file"),
    forces: z.boolean().default(false),
    frames: z.array(z.int().min(0)).optional().describe("default: all"),
  }),
  result: z.strictObject({ frames: z.array(framePrediction), problems: z.array(problem) }),
  errors: ["DeviceLost", "UnknownModel", "BadStructure", "BadProject", "UnsupportedSpecies", "FileUnreadable", "UnknownDocument"],
  since,
});
