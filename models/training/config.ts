// What a user may say about a training run, and what is taken where nothing is said. Plain JSON throughout.
import type { DescriptorConfig } from "../descriptors/descriptor-config.ts";
import { defaultDescriptors } from "../descriptors/descriptor-config.ts";
import type { Activation } from "../networks/behler-parrinello/activation.ts";
import { activations } from "../networks/behler-parrinello/activation.ts";
import { defaultEpochs, type OptimiserConfig, type ResolvedOptimiser, resolveOptimiser } from "./optimiser-config.ts";

export interface TrainingConfig {
  readonly descriptors?: DescriptorConfig | undefined;
  /** Widths of the hidden layers. */
  readonly hidden?: readonly number[] | undefined;
  readonly activation?: Activation | undefined;
  readonly optimiser?: OptimiserConfig | undefined;
  /** Structures a step (Adam, gradient descent); else how many are worked on at once, with no effect on the result. */
  readonly batchStructures?: number | undefined;
  /** Weight of the squared energy error per atom (eV^2) in the loss. */
  readonly energyWeight?: number | undefined;
  /** Weight of the mean squared force-component error (eV^2/angstrom^2); Levenberg-Marquardt: 0, its default. */
  readonly forceWeight?: number | undefined;
  /** Passes over the data, or iterations of L-BFGS and Levenberg-Marquardt; the learning rate falls over this length. */
  readonly epochs?: number | undefined;
  /** Epochs without a better validation score before stopping. */
  readonly patience?: number | undefined;
  /** The run ends, and the learning rate has fallen, by then. Such a run depends on the machine's speed. */
  readonly timeLimitSeconds?: number | undefined;
  /** Of first weights and shuffling. */
  readonly seed?: number | undefined;
  /** Decay a step of the running average of weights that is validated and kept; 0 turns it off. Adam and gradient descent only. */
  readonly averaging?: number | undefined;
}

/** Every choice made. */
export interface ResolvedTraining {
  readonly descriptors: DescriptorConfig;
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly optimiser: ResolvedOptimiser;
  readonly batchStructures: number;
  readonly energyWeight: number;
  readonly forceWeight: number;
  readonly epochs: number;
  readonly patience: number;
  readonly timeLimitSeconds: number | null;
  readonly seed: number;
  readonly averaging: number;
}

/** @throws RangeError naming the field that makes no sense */
export function resolveTraining(config: TrainingConfig, warm: boolean): ResolvedTraining {
  const optimiser = resolveOptimiser(config.optimiser ?? { type: "adam" }, warm);
  const epochs = config.epochs ?? defaultEpochs[optimiser.type];
  const falling = optimiser.type === "adam" || optimiser.type === "sgd";
  const ofEnergies = optimiser.type === "levenberg-marquardt";
  const resolved: ResolvedTraining = {
    descriptors:
      config.descriptors?.radial || config.descriptors?.angular || config.descriptors?.functions ? config.descriptors : defaultDescriptors,
    hidden: config.hidden ?? [32, 32],
    activation: config.activation ?? "tanh",
    optimiser,
    batchStructures: config.batchStructures ?? 8,
    energyWeight: config.energyWeight ?? 50,
    forceWeight: config.forceWeight ?? (ofEnergies ? 0 : 1),
    epochs,
    // The learning rate of such steps falls along a cosine over all epochs, and the best epochs come late: stopping before most of it
    // has passed would leave the model where the steps were still large.
    patience: config.patience ?? Math.max(50, Math.ceil(epochs * (falling ? 0.7 : 0.33))),
    timeLimitSeconds: config.timeLimitSeconds ?? null,
    seed: config.seed ?? 1,
    averaging: config.averaging ?? 0.99,
  };
  const check = (fits: boolean, field: string, rule: string): void => {
    if (!fits) throw new RangeError(`training.${field}: must be ${rule}`);
  };
  const whole = (value: number): boolean => Number.isInteger(value) && value >= 1;
  check(resolved.hidden.every(whole), "hidden", "a list of whole numbers from 1");
  check(activations.includes(resolved.activation), "activation", `one of ${activations.join(", ")}`);
  check(whole(resolved.batchStructures), "batchStructures", "a whole number from 1");
  check(whole(epochs), "epochs", "a whole number from 1");
  check(whole(resolved.patience), "patience", "a whole number from 1");
  check(resolved.energyWeight >= 0 && resolved.forceWeight >= 0, "energyWeight and forceWeight", "zero or positive");
  check(resolved.energyWeight + resolved.forceWeight > 0, "energyWeight and forceWeight", "not both zero");
  check(resolved.averaging >= 0 && resolved.averaging < 1, "averaging", "from 0 to below 1");
  check(Number.isFinite(resolved.seed), "seed", "a finite number");
  if (resolved.timeLimitSeconds !== null) check(resolved.timeLimitSeconds > 0, "timeLimitSeconds", "positive");
  if (ofEnergies) check(resolved.forceWeight === 0, "forceWeight", "0 with Levenberg-Marquardt, which fits energies alone");
  return resolved;
}
