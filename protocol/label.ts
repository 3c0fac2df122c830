// Labelling structures with a calculator of the project.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { since } from "./version.ts";

export const label = request({
  method: "adatom/label",
  summary:
    "Starts labelling structures with a calculator of adatom.json as a run: energy (eV), forces (eV/angstrom) and, where it has a meaning, stress (eV/angstrom^3) of every structure, written as extended XYZ at the end. Labels are stored as they come: nothing is computed twice. The run's result is {structures, labelled, known, failed, failures, calculator, output, seconds}.",
  params: z.strictObject({
    project: z.string().describe("folder of adatom.json"),
    calculator: z.string().optional().describe("of adatom.json; may be left out where it has one only"),
    files: z.array(z.string()).min(1).describe("absolute paths of structure files, all frames"),
    output: z.string().optional().describe("absolute path of the extended XYZ; default: beside the first file as NAME-labelled.xyz"),
    append: z.boolean().default(false).describe("behind what the output holds already"),
    overwrite: z.boolean().default(false),
  }),
  result: run,
  errors: ["BadProject", "UnknownModel", "FileUnreadable"],
  since,
});
