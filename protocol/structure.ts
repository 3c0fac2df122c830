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

/** Parameters that say what moves atoms. */
export const modelOrCalculator = {
  ...potentialOrModel,
  calculator: z.string().optional().describe("of adatom.json, instead of a potential or model: another program gives the forces"),
};

const oneFrame = { source: structureSource, frame: z.int().min(0).default(0) };
/** Parameters of runs that begin with one structure. */
export const oneStructure = { ...oneFrame, ...potentialOrModel };
/** The same, where its atoms are moved. */
export const oneMovingStructure = { ...oneFrame, ...modelOrCalculator };

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
  extrapolatingByElement: z
    .array(z.strictObject({ element: z.string(), atoms: z.int() }))
    .optional()
    .describe("atoms that extrapolate, most first; absent where none does"),
  nearest: z
    .strictObject({
      atom: z.int().describe("the one farthest outside, from 0"),
      structures: z.array(
        z.strictObject({
          label: z.string().describe("of the training structure, such as: train.xyz, structure 12"),
          atom: z.int().describe("of that structure, from 0"),
          distance: z.number().describe("root mean square over functions, as a share of their training ranges"),
        }),
      ),
    })
    .optional()
    .describe("training structures nearest to the atom that is farthest outside, of those that the model keeps a sample of"),
  spread: z
    .strictObject({ energy: z.number().describe("eV"), maximumForce: z.number().describe("eV/angstrom, of the atom where it is largest") })
    .optional()
    .describe("standard deviation between the members of a committee; absent for other models"),
  reference: z.strictObject({ energy: z.number().optional() }).optional().describe("what the file itself says, eV"),
});
export type FramePrediction = z.infer<typeof framePrediction>;
