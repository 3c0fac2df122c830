// Everything that each kind of job needs; also what is stored in the database so that it can be started again.
import type { SiliconRecipe } from "@adatom/models/amorphous/silicon-recipe.ts";
import type { Ensemble, Stage } from "@adatom/models/dynamics/dynamics.ts";
import type { TrustLimits } from "@adatom/models/dynamics/trust.ts";
import type { ProjectFile, TrainableModel } from "@adatom/protocol/project-file.ts";
import type { StudyName } from "@adatom/protocol/study.ts";
import type { ModelReference } from "./contract.ts";
import type { IpiAddress } from "./ipi/force-client.ts";
import type { ActiveLearningParameters } from "./jobs/active-learning/parameters.ts";
import type { CalculatorSpec } from "./labels/calculator.ts";

export interface DataSetParameters {
  readonly kind: "dataset";
  readonly recipe: SiliconRecipe;
  readonly model: ModelReference;
  /** Configurations to be made. */
  readonly size: number;
  readonly walks: number;
  /** Threads. */
  readonly workers: number;
  readonly output: string;
}

/** A calculator of adatom.json that gives a run its forces. */
export interface CalculatorReference {
  readonly kind: "calculator";
  readonly name: string;
  readonly spec: Exclude<CalculatorSpec, { type: "model" }>;
  /** Folder of labels that are known already. */
  readonly labels: string;
}

/** What a run takes its forces from. */
export type ForceReference = ModelReference | CalculatorReference;

/** What a run does where its model is not to be trusted any more. */
export interface TrustPolicy extends TrustLimits {
  readonly action: "warn" | "pause" | "stop";
  /** Steps between checks. */
  readonly every: number;
  /** Extended XYZ that structures beyond the limits are added to; null: none are saved. */
  readonly output: string | null;
}

export type JobParameters =
  | DataSetParameters
  | ActiveLearningParameters
  | {
      readonly kind: "train";
      readonly project: string;
      readonly modelName: string;
      readonly model: TrainableModel;
      /** Absolute paths found by the globs when the job was made; `dataSet` holds split and seed. */
      readonly files: readonly string[];
      readonly testFiles: readonly string[];
      readonly dataSet: ProjectFile["dataSets"][string];
      /** Active version to start warm from and to be compared with on the same validation set. */
      readonly current: Extract<ModelReference, { kind: "stored" }> | null;
      readonly fresh: boolean;
      /** A network to start from where not from `current`; absent: random first weights. */
      readonly from?: Exclude<ModelReference, { kind: "shipped" }>;
      /** Where the best model goes at the end (a safetensors file that does not exist yet). */
      readonly output: string;
      /** Folder of the feature cache, where derivatives go that do not fit into memory; absent: all stay in memory. */
      readonly features?: string;
    }
  | {
      readonly kind: "md";
      /** A safetensors or extended XYZ copy of the starting structure in the job's own folder. */
      readonly structurePath: string;
      /** Repeats of the structure along its cell vectors; default 1, 1, 1. */
      readonly supercell?: readonly [number, number, number];
      readonly model: ForceReference;
      readonly ensemble: Ensemble;
      readonly temperatureKelvin: number;
      /** Reached linearly at the end of the run, where given. */
      readonly temperatureEndKelvin?: number;
      /** Outside, GPa, under npt; default 0. */
      readonly pressureGPa?: number;
      readonly pressureEndGPa?: number;
      readonly timestepFs: number;
      /** With stages: their sum. */
      readonly steps: number;
      readonly stages?: readonly Stage[];
      readonly frictionPerFs: number;
      readonly thermostatTimeFs?: number;
      readonly barostatTimeFs?: number;
      /** Atoms that never move, of the structure that is run, from 0, and elements all of whose atoms never move. */
      readonly fixedAtoms?: readonly number[];
      readonly fixedElements?: readonly string[];
      readonly removeDrift?: "none" | "momentum" | "rotation";
      readonly seed: number;
      readonly sampleEvery: number;
      /** ASE's format where the name ends in .traj, else extended XYZ. */
      readonly trajectory: string | null;
      /** Of a learned model. */
      readonly trust?: TrustPolicy;
      /** Steps between frames of the running g(r); 0 or none: no g(r). */
      readonly radialEvery?: number;
    }
  | {
      readonly kind: "relax";
      readonly structurePath: string;
      readonly model: ForceReference;
      readonly forceTolerance: number;
      readonly maximumSteps: number;
      readonly method?: "fire" | "cg" | "l-bfgs";
      readonly cell?: "none" | "isotropic" | "full";
      readonly pressureGPa?: number;
      readonly stressToleranceGPa?: number;
      readonly fixedAtoms?: readonly number[];
      readonly output: string;
    }
  | {
      readonly kind: "monte-carlo";
      readonly structurePath: string;
      readonly supercell: readonly [number, number, number];
      readonly model: ForceReference;
      readonly temperatureKelvin: number;
      readonly trials: number;
      readonly displacementAngstrom: number;
      readonly adaptTrials: number;
      readonly targetAcceptance: number;
      readonly fixedAtoms?: readonly number[];
      readonly seed: number;
      readonly sampleEvery: number;
      readonly trajectory: string | null;
    }
  | {
      readonly kind: "neb";
      readonly structurePath: string;
      readonly finalPath: string;
      readonly model: ForceReference;
      readonly images: number;
      readonly forceTolerance: number;
      readonly maximumSteps: number;
      readonly springConstant: number;
      readonly climb: boolean;
      readonly relaxEnds: boolean;
      readonly fixedAtoms?: readonly number[];
      readonly output: string;
    }
  | {
      readonly kind: "study";
      readonly study: StudyName;
      /** Absolute paths; none where the study makes its own data. */
      readonly files: readonly string[];
      /** Labelled scaled structures; else they are made and labelled by `reference`. */
      readonly scaledFiles: readonly string[];
      /** One file for each of `files`: a structure labelled at many scales; none where `reference` computes the curves. */
      readonly curveFiles: readonly string[];
      /** Labels all structures anew, where given. */
      readonly reference: ModelReference | null;
      /** Of each data set, spread evenly over it; 0: all. */
      readonly structures: number;
      readonly seed: number;
      readonly epochs: number;
      readonly hidden: readonly number[];
      readonly forceWeight: number;
      /** Folder, made where it is not there. */
      readonly output: string;
    }
  | {
      readonly kind: "ipi";
      readonly structurePath: string;
      /** As the user named it. */
      readonly structureName: string;
      readonly model: ModelReference;
      readonly address: IpiAddress;
      readonly connectSeconds: number;
    }
  | {
      readonly kind: "label";
      readonly project: string;
      readonly files: readonly string[];
      readonly calculator: CalculatorSpec;
      /** Extended XYZ. */
      readonly output: string;
      readonly append: boolean;
      /** Folder of labels that are known already, and of the run's calculations. */
      readonly labels: string;
      readonly workFolder: string;
    };
