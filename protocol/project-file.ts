// adatom.json: what a project's data sets and models are. The JSON Schema for editors is made from this text.
import { z } from "zod";
import { calculator } from "./calculator.ts";

export const dataSet = z.strictObject({
  files: z.array(z.string()).min(1).describe("globs relative to the project folder, such as data/*.xyz"),
  test: z.array(z.string()).default([]).describe("globs of files that are only ever tested on"),
  validationFraction: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.1)
    .describe("share of the training structures held back to choose the best epoch"),
  testFraction: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe("share of the structures held back for testing, where no test files are named"),
  seed: z.int().default(1).describe("of the split"),
});

const numbers = (each: z.ZodNumber) => z.union([each, z.array(each).min(1)]);
const length = z.number().positive();
const cutoffFunction = z
  .enum([
    "cosine",
    "hard",
    "tanh-cubed",
    "scaled-tanh-cubed",
    "polynomial-1",
    "polynomial-2",
    "polynomial-3",
    "polynomial-4",
    "exponential",
  ])
  .describe("n2p2's 1, 0, 2, 3, 5 to 8 and 4; default cosine");
const radial = z.strictObject({ cutoff: length, eta: numbers(z.number().min(0)), shift: numbers(z.number().min(0)).optional() });
const angular = z.strictObject({
  kind: z.enum(["G4", "G5"]).optional().describe("G4: all three distances; G5: the two from the centre atom. Default G4"),
  cutoff: length,
  eta: numbers(z.number().min(0)),
  shift: numbers(z.number().min(0)).optional(),
  zeta: numbers(z.number().min(1)),
  lambda: numbers(z.number()).optional().describe("-1, 1 or (default) both"),
});
const functionGrid = z.strictObject({
  type: z
    .enum(["G1", "G2", "G3", "G4", "G5", "compact-radial", "compact-narrow", "compact-wide"])
    .describe("Behler's G1 to G5; compact functions of n2p2 (20, 21 with three distances, 22 with two)"),
  centre: z.string().optional().describe("symbol; absent: every element"),
  neighbours: z
    .union([z.string(), z.array(z.string()).min(1).max(2)])
    .optional()
    .describe(
      "symbols; each (default): a function for every one, or pair; atomic-number: one function that weighs by Z (n2p2's 12, 13, 23 to 25); one: all alike",
    ),
  cutoff: numbers(length),
  cutoffFunction: cutoffFunction.optional(),
  inner: z.number().min(0).max(0.999).optional().describe("share of the cutoff within which the cutoff function is 1 (n2p2's alpha)"),
  eta: numbers(z.number().min(0)).optional(),
  shift: numbers(z.number().min(0)).optional(),
  kappa: numbers(z.number()).optional().describe("of G3, 1/angstrom"),
  zeta: numbers(z.number().min(1)).optional(),
  lambda: numbers(z.number()).optional(),
  core: z.enum(["polynomial-1", "polynomial-2", "polynomial-3", "polynomial-4", "exponential"]).optional().describe("default polynomial-2"),
  asymmetric: z.boolean().optional(),
  left: numbers(z.number()).optional().describe("where compact functions begin, angstrom; one number, or as many as cutoffs"),
  angles: z
    .array(z.tuple([z.number(), z.number()]))
    .min(1)
    .optional()
    .describe("bounds of compact angular functions, degrees"),
});
const chebyshev = z.strictObject({
  radialCutoff: length,
  radialOrder: z.int().min(0).max(100).describe("orders 0 to this"),
  angularCutoff: length,
  angularOrder: z.int().min(0).max(100),
  angularDomain: z.enum(["cosine", "pi"]).optional().describe("pi: as aenet before 2.0.4; default cosine"),
});
const preset = z.strictObject({
  name: z.enum(["gaussian", "imbalzano", "weighted", "compact"]),
  cutoff: length.optional().describe("default 6"),
  angularCutoff: length.optional().describe("default: the cutoff, at most 5"),
  radial: z.int().min(2).max(100).optional().describe("radial functions of a neighbour; default 10"),
  angular: z.int().min(1).max(20).optional().describe("ranges of angular functions; default 4"),
});

const elementDescriptors = {
  radial: z
    .union([radial, z.array(radial)])
    .optional()
    .describe("G2: every eta with every shift (angstrom)"),
  angular: z
    .union([angular, z.array(angular)])
    .optional()
    .describe("G4 or G5: every eta with every shift, zeta and lambda"),
  functions: z.array(functionGrid).optional().describe("of any family: every combination of the parameters given"),
  chebyshev: chebyshev.optional().describe("of Artrith, Urban and Ceder 2017, as aenet has it"),
  preset: preset.optional(),
  cutoffFunction: cutoffFunction.optional(),
};

export const descriptors = z.strictObject({
  ...elementDescriptors,
  elements: z
    .record(z.string(), z.strictObject(elementDescriptors))
    .optional()
    .describe("by symbol: what stands here describes that element's surroundings in place of the rest"),
});

const stepping = {
  learningRate: z.number().positive().optional().describe("the highest, after a short rise"),
  schedule: z
    .enum(["cosine", "linear", "exponential", "constant"])
    .optional()
    .describe("how the learning rate falls over the run; default cosine"),
  lastShare: z.number().positive().max(1).optional().describe("of the learning rate, at the end; default 0.001"),
};

export const optimiser = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("adam"),
    ...stepping,
    weightDecay: z.number().min(0).optional().describe("decoupled (AdamW); default 0"),
  }),
  z.strictObject({
    type: z.literal("sgd"),
    ...stepping,
    momentum: z.number().min(0).max(0.9999).optional().describe("share of the last step that is taken again; default 0.9"),
  }),
  z.strictObject({ type: z.literal("l-bfgs"), memory: z.int().min(1).optional() }),
  z.strictObject({
    type: z.literal("levenberg-marquardt"),
    damping: z.number().positive().optional().describe("first damping; default 0.1"),
    dampingFactor: z.number().min(1.0001).optional().describe("by which a good step lowers the damping and a bad one raises it; default 5"),
    trials: z.int().min(1).optional().describe("trial steps an epoch; default 3"),
    threshold: z.number().min(0).optional().describe("share of the loss below which a gain ends the epoch; default 0.001"),
    forceShare: z
      .number()
      .positive()
      .max(1)
      .optional()
      .describe(
        "of the force components that the loss's curvature is known by, drawn afresh at each accepted step; default: as many as there are weights",
      ),
  }),
  z.strictObject({
    type: z.literal("kalman"),
    groups: z.enum(["all", "element", "layer"]).optional().describe("weights whose covariances are kept; default layer"),
    forceShare: z.number().min(0).max(1).optional().describe("of the force components, drawn afresh in each epoch; default 0.05"),
    initialVariance: z.number().positive().optional().describe("of the first weights; default 100"),
    measurementNoise: z
      .tuple([z.number().positive(), z.number().positive()])
      .optional()
      .describe("variance of the references in the first epoch and after many; default 100 and 1"),
    processNoise: z
      .tuple([z.number().min(0), z.number().min(0)])
      .optional()
      .describe("variance that weights gain with every structure, in the first epoch and after many; default 0.01 and 1e-6"),
  }),
]);

const factor = z.number().min(0);

export const training = z.strictObject({
  optimiser: optimiser.optional(),
  epochs: z.int().min(1).optional(),
  batchStructures: z.int().min(1).optional(),
  energyWeight: z.number().min(0).optional(),
  firstEnergyWeight: z
    .number()
    .positive()
    .optional()
    .describe("what energyWeight grows from over the run; default: it does not change. Adam and gradient descent only"),
  forceWeight: z.number().min(0).optional(),
  stressWeight: z.number().min(0).optional().describe("of the squared error of stress components times volume, per atom (eV); default 0"),
  weights: z
    .strictObject({
      groupKey: z.string().optional().describe("key in the data that names a structure's group; default config_type"),
      groups: z
        .record(z.string(), z.union([factor, z.strictObject({ energy: factor, force: factor, stress: factor }).partial()]))
        .optional(),
      weightKey: z.string().optional().describe("key in the data that holds a structure's own factor"),
    })
    .optional()
    .describe("what groups of structures and single ones count in the loss; 1 where nothing is said"),
  maximumEnergy: z
    .number()
    .optional()
    .describe("structures whose energy per atom, less that of free atoms (given or fitted), is above this are left out, eV"),
  maximumForce: z.number().positive().optional().describe("structures with a longer force on an atom are left out, eV/angstrom"),
  atomicEnergies: z
    .record(z.string(), z.number())
    .optional()
    .describe("energies of free atoms by symbol, eV: what is learned are cohesive energies; default: fitted to the data"),
  normalise: z
    .enum(["none", "energies", "forces"])
    .optional()
    .describe("unit of the networks' output: 1 eV (default), or such that energies per atom or force components have deviation 1"),
  initialisation: z.enum(["lecun", "xavier", "nguyen-widrow", "uniform"]).optional().describe("of first weights; default lecun"),
  normaliseNodes: z.boolean().optional().describe("divide what goes into a node by the number of its inputs, as n2p2's normalize_nodes"),
  memoryMegabytes: z
    .number()
    .positive()
    .optional()
    .describe("most that stored derivatives may take; beyond it they are streamed from a cache on disk. Default: half of what is free"),
  patience: z.int().min(1).optional().describe("epochs without a better validation score before stopping"),
  timeLimitSeconds: z.number().positive().optional().describe("the learning rate has fallen to nearly zero by then"),
  averaging: z.number().min(0).max(0.9999).optional().describe("decay a step of the running average of the weights; 0 turns it off"),
  seed: z.int().optional().describe("of first weights and shuffling"),
});

const startFrom = z
  .string()
  .optional()
  .describe(
    "model that the first training starts from, name or name@version: a trained one, or another program's network. What is left out of descriptors, hidden and activation is taken from it",
  );

export const behlerParrinelloModel = z.strictObject({
  type: z.literal("behler-parrinello"),
  data: z.string().describe("name of a data set"),
  descriptors: descriptors.optional(),
  hidden: z
    .union([z.array(z.int().min(1)), z.record(z.string(), z.array(z.int().min(1)))])
    .optional()
    .describe("hidden layers' widths, or those of each element by symbol"),
  committee: z
    .union([
      z.int().min(2).max(64),
      z
        .array(z.array(z.int().min(1)))
        .min(2)
        .max(64),
    ])
    .optional()
    .describe(
      "how many networks are trained on the same data, with different seeds, or the hidden layers of each; the model is their mean",
    ),
  activation: z
    .enum([
      "tanh",
      "linear",
      "sigmoid",
      "softplus",
      "scaled-tanh",
      "twisted-tanh",
      "silu",
      "gaussian",
      "relu",
      "cosine",
      "reversed-sigmoid",
      "exponential",
      "harmonic",
    ])
    .optional(),
  training: training.optional(),
  retraining: training.optional().describe("what differs when training starts from the model's current version"),
  startFrom,
  retrain: z.enum(["on-change", "manual"]).default("manual"),
});

export const structureEnergyTraining = z.strictObject({
  learningRate: z.number().positive().optional().describe("of AdamW; default 0.0001"),
  schedule: z.enum(["constant", "cosine"]).optional().describe("default constant"),
  weightDecay: z.number().min(0).optional(),
  epochs: z.int().min(1).optional().describe("passes over the data, a step for each structure; default 8"),
  validateEvery: z.int().min(1).optional().describe("steps between validations; default 128"),
  validationStructures: z.int().min(0).optional().describe("of the validation set, used each time; default 128, 0 for all"),
  averaging: z.number().min(0).max(0.9999).optional().describe("decay a step of the running average of the weights; default 0: none"),
  seed: z.int().optional().describe("of first weights and order"),
});

export const structureEnergyModel = z.strictObject({
  type: z.literal("structure-energy"),
  data: z.string().describe("name of a data set of one element; energies alone are used"),
  network: z.enum(["cnn", "mlp"]).optional().describe("convolutions of size 1 over the descriptors, or dense layers; default cnn"),
  widths: z.array(z.int().min(1)).min(1).optional().describe("channels or hidden layers' widths; default: 34853 parameters in all"),
  radial: z.int().min(1).optional().describe("trained functions of each of G1, G2, G3; default 18"),
  angular: z.int().min(0).optional().describe("trained functions of each of G4, G5; default 0"),
  reach: z.number().min(3).max(20).optional().describe("longest radial cutoff, angstrom; default 5"),
  angularReach: z.number().min(2).max(10).optional().describe("longest angular cutoff, angstrom; default 4"),
  training: structureEnergyTraining.optional(),
  retraining: structureEnergyTraining.optional().describe("what differs when training starts from the model's current version"),
  startFrom,
  retrain: z.enum(["on-change", "manual"]).default("manual"),
});

export const shippedModel = z.strictObject({ type: z.literal("shipped"), potential: z.string().describe("such as sw-si-1985") });

export const n2p2Model = z.strictObject({
  type: z.literal("n2p2"),
  folder: z.string().describe("with input.nn, scaling.data and weights.ZZZ.data; relative to the project folder"),
  units: z.enum(["angstrom-ev", "bohr-hartree"]).describe("of the files, which do not say it themselves"),
});

export const aenetModel = z.strictObject({
  type: z.literal("aenet"),
  networks: z
    .record(z.string(), z.string())
    .describe("network file of every species, binary (.nn, .ann) or ASCII (.ascii); relative to the project folder"),
  angularDomain: z
    .enum(["cosine", "pi"])
    .default("cosine")
    .describe("how Chebyshev functions take the angle: pi for networks from before aenet 2.0.4, which do not say so themselves"),
});

export const lammpsModel = z.strictObject({
  type: z.literal("lammps"),
  file: z
    .string()
    .describe("parameter file of a classical potential: .sw, .tersoff, .eam, .eam.alloy, .eam.fs; relative to the project folder"),
  labels: z
    .array(z.string())
    .optional()
    .describe("labels of a .sw or .tersoff file to take, as in pair_coeff; default: all that are element symbols"),
});

export const projectFile = z.strictObject({
  $schema: z.string().optional(),
  dataSets: z.record(z.string(), dataSet).default({}),
  models: z
    .record(
      z.string(),
      z.discriminatedUnion("type", [behlerParrinelloModel, structureEnergyModel, shippedModel, n2p2Model, aenetModel, lammpsModel]),
    )
    .default({}),
  calculators: z
    .record(z.string(), calculator)
    .default({})
    .describe("what labels structures, or moves their atoms in a run: other programs, or models"),
  defaultModel: z.string().optional().describe("used for hover, lenses and commands that name none"),
});
export type ProjectFile = z.infer<typeof projectFile>;
/** A model that is trained here: it names a data set. */
export type TrainableModel = Extract<ProjectFile["models"][string], { data: string }>;
