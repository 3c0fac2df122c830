// Calculators of adatom.json: what labels structures with energies and forces. A program is run through templates, or over an
// i-PI socket; a model that is known here can be one too.
import { z } from "zod";

const setting = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

const running = {
  template: z
    .enum(["xtb", "cp2k", "quantum-espresso", "dftb+", "lammps"])
    .optional()
    .describe("a shipped program: its input files, command, defaults and reader hold where nothing else is said"),
  command: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("argument vector, such as [mpirun, -n, 4, pw.x, -in, pw.in]; no shell reads it; {{names}} of values may stand in it"),
  inputs: z
    .record(z.string(), z.string())
    .default({})
    .describe("input files by name, each with its template's path relative to the project"),
  files: z.array(z.string()).default([]).describe("files to be put beside the input, such as pseudopotentials; relative to the project"),
  values: z.record(z.string(), setting).default({}).describe("what {{names}} of the templates stand for"),
  species: z.record(z.string(), z.record(z.string(), setting)).default({}).describe("values that differ for an element, by its symbol"),
  environment: z.record(z.string(), z.string()).default({}).describe("environment variables beside the daemon's own"),
  timeoutSeconds: z.number().positive().default(3600).describe("of one structure; what takes longer is killed and counts as failed"),
};

export const programCalculator = z.strictObject({
  type: z.literal("program"),
  ...running,
  output: z
    .strictObject({
      reader: z
        .string()
        .describe("engrad, dftb-results, lammps-label, or a structure format such as extxyz, cp2k-output, quantum-espresso-output"),
      files: z.array(z.string()).min(1).optional().describe("files it reads in the work folder, in its order; stdout is what was printed"),
    })
    .optional(),
  workers: z.int().min(1).max(256).default(1).describe("structures at a time"),
  keepFolders: z.enum(["failed", "all"]).default("failed").describe("work folders that are kept; those of failures always are"),
});

export const ipiCalculator = z.strictObject({
  type: z.literal("i-pi"),
  ...running,
  socket: z
    .string()
    .optional()
    .describe("UNIX socket that we listen at, for a program started by hand; default: one of its own, {{socket}} in templates and command"),
});

export const modelCalculator = z
  .strictObject({
    type: z.literal("model"),
    potential: z.string().optional().describe("a shipped potential, such as sw-si-1985"),
    model: z.string().optional().describe("a model of the project"),
  })
  .refine(({ potential, model }) => (potential === undefined) !== (model === undefined), { message: "name either potential or model" });

export const calculator = z.discriminatedUnion("type", [programCalculator, ipiCalculator, modelCalculator]);
export type Calculator = z.infer<typeof calculator>;
