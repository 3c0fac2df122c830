// Shapes shared by several capabilities: where a structure comes from, problems in a text, predictions of a frame.
import { z } from "zod";

/** A structure file by path (absolute), an open document by URI, or text given in the message. */
export const structureSource = z.union([
  z.strictObject({ path: z.string().describe("absolute path of a structure file") }),
  z.strictObject({ uri: z.string().describe("URI of a document open in this session") }),
  z.strictObject({ text: z.string(), fileName: z.string().describe("decides the format, as a file's name does") }),
]);
export type StructureSource = z.infer<typeof structureSource>;

/** Parameters that say what to compute with, as in adatom/predict. */
export const potentialOrModel = {
  potential: z.string().optional(),
  model: z.string().optional(),
  project: z.string().optional(),
};

/** Parameters of runs that begin with one structure. */
export const oneStructure = { source: structureSource, frame: z.int().min(0).default(0), ...potentialOrModel };

export const problem = z.strictObject({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  message: z.string(),
  file: z.string().optional(),
  line: z.int().describe("from 0"),
  column: z.int().describe("from 0"),
  endColumn: z.int().describe("exclusive"),
});
export type ProtocolProblem = z.infer<typeof problem>;

export const extrapolation = z.strictObject({
  atom: z.int().describe("from 0"),
  functionIndex: z.int(),
  functionName: z.string(),
  value: z.number(),
  minimum: z.number().describe("smallest value in the training set"),
  maximum: z.number().describe("largest value in the training set"),
});

export const framePrediction = z.strictObject({
  natoms: z.int(),
  energy: z.number().describe("eV"),
  energyPerAtom: z.number().describe("eV/atom"),
  forces: z
    .array(z.tuple([z.number(), z.number(), z.number()]))
    .optional()
    .describe("eV/angstrom, one row an atom; only when asked for"),
  stress: z
    .array(z.number())
    .length(6)
    .nullable()
    .describe("eV/angstrom^3, xx yy zz yz xz xy, positive under tension; null without a cell"),
  model: z.string().describe("name of the potential, or name@version"),
  extrapolated: z.array(extrapolation).describe("empty for classical potentials and inside the training range"),
  spread: z
    .strictObject({ energy: z.number().describe("eV"), maximumForce: z.number().describe("eV/angstrom, of the atom where it is largest") })
    .optional()
    .describe("standard deviation between the members of a committee; absent for other models"),
  reference: z.strictObject({ energy: z.number().optional() }).optional().describe("what the file itself says, eV"),
});
export type FramePrediction = z.infer<typeof framePrediction>;
