// What a user may say about training a structure-energy network, and what is taken where nothing is said: the settings of
// Comin and Lewis, PRB 100, 094107 (2019), where the paper names them. Plain JSON throughout.
import { type Architecture, standardWidths } from "../../networks/structure-energy/architecture.ts";

export interface StructureEnergyConfig {
  /** "cnn" (default) or "mlp". */
  readonly network?: "mlp" | "cnn" | undefined;
  /** Widths of hidden layers or channels of convolutions; default: 34 853 parameters in all with 18 radial functions of each kind. */
  readonly widths?: readonly number[] | undefined;
  /** Functions of each of G1, G2, G3; default 18. */
  readonly radial?: number | undefined;
  /** Functions of each of G4, G5; default 0, as in the paper. */
  readonly angular?: number | undefined;
  /** Largest cutoffs, radial and angular, angstrom; default 5 and 4. */
  readonly reach?: number | undefined;
  readonly angularReach?: number | undefined;
  readonly learningRate?: number | undefined;
  /** "constant" (default) or "cosine": falling to nearly zero over the run. */
  readonly schedule?: "constant" | "cosine" | undefined;
  readonly weightDecay?: number | undefined;
  /** Passes over the data, a step for each structure; default 8. */
  readonly epochs?: number | undefined;
  /** Steps between validations; default 128. */
  readonly validateEvery?: number | undefined;
  /** Structures of the validation set that are used, spread over it evenly; default 128, 0 for all. */
  readonly validationStructures?: number | undefined;
  /** Decay a step of the running average of weights that is validated and kept; default 0: none. */
  readonly averaging?: number | undefined;
  /** Of first weights and order. */
  readonly seed?: number | undefined;
}

export interface ResolvedStructureEnergy {
  readonly architecture: Architecture;
  readonly learningRate: number;
  readonly schedule: "constant" | "cosine";
  readonly weightDecay: number;
  readonly epochs: number;
  readonly validateEvery: number;
  readonly validationStructures: number;
  readonly averaging: number;
  readonly seed: number;
}

/** @throws RangeError naming the field that makes no sense */
export function resolveStructureEnergy(config: StructureEnergyConfig): ResolvedStructureEnergy {
  const network = config.network ?? "cnn";
  const resolved: ResolvedStructureEnergy = {
    architecture: {
      network,
      widths: config.widths ?? standardWidths[network],
      radial: config.radial ?? 18,
      angular: config.angular ?? 0,
      reach: config.reach ?? 5,
      angularReach: config.angularReach ?? 4,
    },
    learningRate: config.learningRate ?? 1e-4,
    schedule: config.schedule ?? "constant",
    weightDecay: config.weightDecay ?? 1e-6,
    epochs: config.epochs ?? 8,
    validateEvery: config.validateEvery ?? 128,
    validationStructures: config.validationStructures ?? 128,
    averaging: config.averaging ?? 0,
    seed: config.seed ?? 1,
  };
  const check = (fits: boolean, field: string, rule: string): void => {
    if (!fits) throw new RangeError(`training.${field}: must be ${rule}`);
  };
  const whole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
  const { architecture: shape } = resolved;
  check(network === "mlp" || network === "cnn", "network", `"mlp" or "cnn"`);
  check(shape.widths.length > 0 && shape.widths.every((width) => whole(width, 1)), "widths", "a list of whole numbers from 1");
  check(whole(shape.radial, 1), "radial", "a whole number from 1");
  check(whole(shape.angular, 0), "angular", "a whole number from 0");
  check(shape.reach >= 3 && shape.reach <= 20, "reach", "from 3 to 20 angstrom");
  check(shape.angularReach >= 2 && shape.angularReach <= 10, "angularReach", "from 2 to 10 angstrom");
  check(resolved.learningRate > 0, "learningRate", "positive");
  check(resolved.schedule === "constant" || resolved.schedule === "cosine", "schedule", `"constant" or "cosine"`);
  check(resolved.weightDecay >= 0, "weightDecay", "zero or positive");
  check(whole(resolved.epochs, 1), "epochs", "a whole number from 1");
  check(whole(resolved.validateEvery, 1), "validateEvery", "a whole number from 1");
  check(whole(resolved.validationStructures, 0), "validationStructures", "a whole number from 0");
  check(resolved.averaging >= 0 && resolved.averaging < 1, "averaging", "from 0 to below 1");
  check(Number.isFinite(resolved.seed), "seed", "a finite number");
  return resolved;
}
