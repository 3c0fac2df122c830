// A model written as the files of another program.
import { z } from "zod";
import { request } from "./define.ts";
import { since } from "./version.ts";

/**
 * n2p2: input.nn, scaling.data, weights.ZZZ.data; cp2k: the same in bohr and hartree, as CP2K's METHOD NNP wants them; aenet: El.nn (binary); aenet-ascii: El.nn.ascii; both with predict.in, and with
 * El.stp, generate.in and train.in, by which the same can be trained there.
 */
export const exportFormats = ["n2p2", "cp2k", "aenet", "aenet-ascii"] as const;
export const exportFormat = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormat>;

export const exportModel = request({
  method: "adatom/models/export",
  summary: "Writes a learned or imported model as files of n2p2, CP2K or aenet, which give the same energies there.",
  params: z.strictObject({
    project: z.string(),
    model: z.string().describe("name, or name@version"),
    format: exportFormat,
    output: z.string().describe("absolute path of a folder, made where there is none"),
  }),
  result: z.strictObject({ model: z.string(), files: z.array(z.string()) }),
  errors: ["UnknownModel", "BadProject", "FileUnreadable", "DeviceLost"],
  since,
});
