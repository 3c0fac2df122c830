// What a user may say about a training run, and what is taken where nothing is said. Plain JSON throughout.
import type { DescriptorConfig } from "../descriptors/descriptor-config.ts";
import { withDefaults } from "../descriptors/descriptor-config.ts";
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import { activations } from "../networks/behler-parrinello/activation.ts";
import { symbolOf } from "../structure/elements.ts";
import { type Initialisation, initialisations } from "./initialisation.ts";
import { defaultEpochs, type OptimiserConfig, type ResolvedOptimiser, resolveOptimiser } from "./optimiser-config.ts";
import { checkWeights, type StructureWeights } from "./structure-weights.ts";

export interface TrainingConfig {
  readonly descriptors?: DescriptorConfig | undefined;
  /** Widths of the hidden layers, of all elements' networks or by symbol. */
  readonly hidden?: readonly number[] | Readonly<Record<string, readonly number[]>> | undefined;
  readonly activation?: Activation | undefined;
  readonly optimiser?: OptimiserConfig | undefined;
  /** Structures a step (Adam, gradient descent); else how many are worked on at once, with no effect on the result. */
  readonly batchStructures?: number | undefined;
  /** Weight of the squared energy error per atom (eV^2) in the loss. */
  readonly energyWeight?: number | undefined;
  /** What it is at first, where it grows to `energyWeight` by equal factors an epoch; default: the same. Adam and gradient descent only. */
  readonly firstEnergyWeight?: number | undefined;
  /** Weight of the mean squared force-component error (eV^2/angstrom^2). */
  readonly forceWeight?: number | undefined;
  /** Weight of the mean squared error of stress components times volume, per atom (eV^2); default 0. */
  readonly stressWeight?: number | undefined;
  /** What groups of structures and single ones count. */
  readonly weights?: StructureWeights | undefined;
  /** Energies of free atoms by symbol, eV, so that cohesive energies are learned; default: fitted to the training structures. */
  readonly atomicEnergies?: Readonly<Record<string, number>> | undefined;
  /**
   * In what unit networks give energies: 1 eV ("none", the default), or such that the references' energies per atom, or force
   * components, have standard deviation 1.
   */
  readonly normalise?: Normalisation | undefined;
  /** How first weights are drawn. */
  readonly initialisation?: Initialisation | undefined;
  /** Divide what goes into a node by the number of its inputs, as n2p2's normalize_nodes. */
  readonly normaliseNodes?: boolean | undefined;
  /** Passes over the data, or iterations of L-BFGS and Levenberg-Marquardt; the learning rate falls over this length. */
  readonly epochs?: number | undefined;
  /** Epochs without a better validation score before stopping. */
  readonly patience?: number | undefined;
  /** The first epoch whose weights may be those kept in the end; earlier ones, which few validation structures flatter, go. */
  readonly keepFrom?: number | undefined;
  /** The run ends, and the learning rate has fallen, by then. Such a run depends on the machine's speed. */
  readonly timeLimitSeconds?: number | undefined;
  /** Of first weights and shuffling. */
  readonly seed?: number | undefined;
  /** Decay a step of the running average of weights that is validated and kept; 0 turns it off. Adam and gradient descent only. */
  readonly averaging?: number | undefined;
}

export const normalisations = ["none", "energies", "forces"] as const;
export type Normalisation = (typeof normalisations)[number];

/** Every choice made. */
export interface ResolvedTraining {
  readonly descriptors: DescriptorConfig;
  readonly hidden: readonly number[] | Readonly<Record<string, readonly number[]>>;
  readonly activation: Activation;
  readonly optimiser: ResolvedOptimiser;
  readonly batchStructures: number;
  readonly energyWeight: number;
  readonly firstEnergyWeight: number;
  readonly forceWeight: number;
  readonly stressWeight: number;
  readonly weights: StructureWeights;
  readonly atomicEnergies: Readonly<Record<string, number>> | null;
  readonly normalise: Normalisation;
  readonly initialisation: Initialisation;
  readonly normaliseNodes: boolean;
  readonly epochs: number;
  readonly patience: number;
  readonly keepFrom: number;
  readonly timeLimitSeconds: number | null;
  readonly seed: number;
  readonly averaging: number;
  /** What was left out, and is that of the model started from. */
  readonly adopted: readonly Adoptable[];
}

const adoptable = ["descriptors", "hidden", "activation"] as const;
export type Adoptable = (typeof adoptable)[number];

/**
 * @param warm whether training starts from a model @param adopt whether what of the architecture is left out is then that model's
 * @throws RangeError naming the field that makes no sense
 */
export function resolveTraining(config: TrainingConfig, warm: boolean, adopt = false): ResolvedTraining {
  const optimiser = resolveOptimiser(config.optimiser ?? { type: "adam" }, warm);
  const epochs = config.epochs ?? defaultEpochs[optimiser.type];
  const stepping = optimiser.type === "adam" || optimiser.type === "sgd";
  const falling = stepping && optimiser.schedule !== "constant";
  const energyWeight = config.energyWeight ?? 50;
  const resolved: ResolvedTraining = {
    descriptors: withDefaults(config.descriptors),
    hidden: config.hidden ?? [32, 32],
    activation: config.activation ?? "tanh",
    optimiser,
    batchStructures: config.batchStructures ?? 8,
    energyWeight,
    firstEnergyWeight: config.firstEnergyWeight ?? energyWeight,
    forceWeight: config.forceWeight ?? 1,
    stressWeight: config.stressWeight ?? 0,
    weights: config.weights ?? {},
    atomicEnergies: config.atomicEnergies ?? null,
    normalise: config.normalise ?? "none",
    initialisation: config.initialisation ?? "lecun",
    normaliseNodes: config.normaliseNodes ?? false,
    epochs,
    // The learning rate of such steps falls over all epochs, and the best epochs come late: stopping before most of it
    // has passed would leave the model where the steps were still large.
    patience: config.patience ?? Math.max(50, Math.ceil(epochs * (falling ? 0.7 : 0.33))),
    keepFrom: config.keepFrom ?? 0,
    timeLimitSeconds: config.timeLimitSeconds ?? null,
    seed: config.seed ?? 1,
    averaging: config.averaging ?? 0.99,
    adopted: warm && adopt ? adoptable.filter((field) => config[field] === undefined) : [],
  };
  const check = (fits: boolean, field: string, rule: string): void => {
    if (!fits) throw new RangeError(`training.${field}: must be ${rule}`);
  };
  const whole = (value: number): boolean => Number.isInteger(value) && value >= 1;
  const layers = Array.isArray(resolved.hidden) ? [resolved.hidden as readonly number[]] : Object.values(resolved.hidden);
  check(
    layers.every((widths) => widths.every(whole)),
    "hidden",
    "a list of whole numbers from 1, or one for each element's symbol",
  );
  check(initialisations.includes(resolved.initialisation), "initialisation", `one of ${initialisations.join(", ")}`);
  check(normalisations.includes(resolved.normalise), "normalise", `one of ${normalisations.join(", ")}`);
  check(resolved.stressWeight >= 0, "stressWeight", "zero or positive");
  checkWeights(resolved.weights);
  check(activations.includes(resolved.activation), "activation", `one of ${activations.join(", ")}`);
  check(whole(resolved.batchStructures), "batchStructures", "a whole number from 1");
  check(whole(epochs), "epochs", "a whole number from 1");
  check(whole(resolved.patience), "patience", "a whole number from 1");
  check(resolved.keepFrom === 0 || whole(resolved.keepFrom), "keepFrom", "a whole number");
  check(resolved.energyWeight >= 0 && resolved.forceWeight >= 0, "energyWeight and forceWeight", "zero or positive");
  check(resolved.firstEnergyWeight === energyWeight || stepping, "firstEnergyWeight", "left out with an optimiser other than adam and sgd");
  check(
    (energyWeight > 0 && resolved.firstEnergyWeight > 0) || energyWeight === resolved.firstEnergyWeight,
    "firstEnergyWeight",
    "positive",
  );
  check(resolved.energyWeight + resolved.forceWeight > 0, "energyWeight and forceWeight", "not both zero");
  check(resolved.averaging >= 0 && resolved.averaging < 1, "averaging", "from 0 to below 1");
  check(Number.isFinite(resolved.seed), "seed", "a finite number");
  if (resolved.timeLimitSeconds !== null) check(resolved.timeLimitSeconds > 0, "timeLimitSeconds", "positive");
  return resolved;
}

/** Hidden layers of an element's network. @throws RangeError where they are given by symbol and this one is missing */
export function hiddenOf({ hidden }: Pick<ResolvedTraining, "hidden">, atomicNumber: number): readonly number[] {
  if (Array.isArray(hidden)) return hidden as readonly number[];
  const own = (hidden as Readonly<Record<string, readonly number[]>>)[symbolOf(atomicNumber)];
  if (!own) throw new RangeError(`training.hidden: gives no layers for ${symbolOf(atomicNumber)}, which is in the data`);
  return own;
}
