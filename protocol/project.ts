// Projects: a folder with adatom.json. Opening one makes the daemon read, check and, where asked, watch it.
import { z } from "zod";
import { notification, request } from "./define.ts";
import { problem } from "./structure.ts";
import { since } from "./version.ts";

export const projectSummary = z.strictObject({
  folder: z.string(),
  file: z.string(),
  watching: z.boolean(),
  defaultModel: z.string().nullable(),
  models: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      data: z.string().nullable(),
      retrain: z.enum(["on-change", "manual"]),
      activeVersion: z.int().nullable(),
    }),
  ),
  dataSets: z.array(z.strictObject({ name: z.string(), files: z.int() })),
  calculators: z
    .array(
      z.strictObject({
        name: z.string(),
        type: z.string().describe("program, i-pi or model"),
        program: z.string().nullable().describe("the shipped program whose templates it takes, or the model that it asks"),
      }),
    )
    .default([])
    .describe("what labels structures, or moves their atoms in a run"),
  problems: z.array(problem),
});

export const openProject = request({
  method: "adatom/project/open",
  summary: "Reads and checks a project, and keeps it known to the daemon.",
  params: z.strictObject({ folder: z.string() }),
  result: projectSummary,
  errors: ["BadProject"],
  since,
});
export const watchProject = request({
  method: "adatom/project/watch",
  summary: "Starts or stops watching the project's data files; a change retrains the models that say retrain: on-change.",
  params: z.strictObject({ folder: z.string(), enabled: z.boolean().default(true) }),
  result: projectSummary,
  errors: ["BadProject"],
  since,
});
export const dataChanged = notification({
  method: "adatom/project/data-changed",
  summary: "Data files of a watched project changed (after settling), and what was begun because of it.",
  params: z.strictObject({ folder: z.string(), files: z.array(z.string()), runs: z.array(z.int()), problems: z.array(problem) }),
  from: "daemon",
  since,
});
