// What the daemon asks of the compute process, and what compute tells back. Plain data only: it crosses a process
// boundary by structured clone, so typed arrays travel as they are. The parent's face is `Compute` below.

import type { SiliconRecipe } from "@adatom/models/amorphous/silicon-recipe.ts";
import type { SurveyRequest } from "@adatom/models/analysis/survey.ts";
import type { TableTwo } from "@adatom/models/analysis/table-two.ts";
import type { Ensemble, RelaxationSample, Stage, ThermoSample } from "@adatom/models/dynamics/dynamics.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { EpochReport, Metrics } from "@adatom/models/training/training.ts";
import type { AnalysisPart } from "@adatom/protocol/analyse.ts";
import type { ExportFormat } from "@adatom/protocol/model-export.ts";
import type { ProjectFile, TrainableModel } from "@adatom/protocol/project-file.ts";
import type { PowderResult, SurveyResult, SymmetryResult } from "./analyses.ts";
import type { DataSetPlan } from "./jobs/dataset-plan.ts";
import type { HeldTensors } from "./jobs/tensor-ledger.ts";
import type { AtomPrediction, FullPrediction, PredictionSummary } from "./prediction.ts";
import type { PropertiesOptions, PropertiesResult } from "./properties.ts";
import type { AnyTask, ToolResult } from "./tools/tools.ts";

export type { AtomPrediction, FullPrediction, PredictionSummary } from "./prediction.ts";

/** Files of another program's potential, by absolute paths. */
export type ImportedSource =
  | { readonly program: "n2p2"; readonly folder: string; readonly units: "angstrom-ev" | "bohr-hartree" }
  /** Network file by species. */
  | { readonly program: "aenet"; readonly networks: Readonly<Record<string, string>>; readonly angularDomain: "cosine" | "pi" }
  /** A parameter file of a classical potential; `labels` are those of the file to take, as in LAMMPS's pair_coeff. */
  | { readonly program: "lammps"; readonly file: string; readonly labels: readonly string[] | null };

/**
 * Which potential: one shipped in the code, a version of a learned model in the store (a safetensors file), or another
 * program's files, with a stamp that changes when they do.
 */
export type ModelReference =
  | { readonly kind: "shipped"; readonly name: string }
  | { readonly kind: "stored"; readonly name: string; readonly version: number; readonly path: string }
  | { readonly kind: "imported"; readonly name: string; readonly source: ImportedSource; readonly stamp: string };

/** A structure by the hash of its content; compute answers NeedStructure until it was given it. */
export interface StructureReference {
  readonly hash: string;
}

/** A structure on its way to compute: inline when small, else as a file of our own raw form (see structure-parcel.ts). */
export type StructureParcel = { readonly kind: "inline"; readonly structure: Structure } | { readonly kind: "file"; readonly path: string };

export interface AtomNeighbours {
  /** Nearest first, at most 12, inside 1.3 times the sum of covalent radii. */
  readonly bonded: readonly { readonly atom: number; readonly distanceAngstrom: number }[];
}

export interface Overlap {
  readonly first: number;
  readonly second: number;
  readonly distanceAngstrom: number;
}

/** An analysis of several structures: what its result includes, and the time between frames where diffusion is wanted. */
export interface SurveyStart {
  readonly include: readonly AnalysisPart[];
  readonly timestepFs: number | null;
  readonly request: SurveyRequest;
}

/** Requests by name: what goes in, what comes out. Interactive ones go before job steps in compute's queue. */
export interface ComputeRequests {
  "structure.put": { params: { hash: string; parcel: StructureParcel }; result: { hash: string } };
  predict: { params: { structure: StructureReference; model: ModelReference }; result: PredictionSummary };
  "predict.atom": { params: { structure: StructureReference; model: ModelReference; atom: number }; result: AtomPrediction };
  /** With `from` and `count`, energies and forces of these atoms only: a million at once would hold up who receives them. */
  "predict.full": {
    params: { structure: StructureReference; model: ModelReference; from?: number; count?: number };
    result: FullPrediction;
  };
  neighbours: { params: { structure: StructureReference; atom: number }; result: AtomNeighbours };
  overlaps: { params: { structure: StructureReference; limit: number }; result: { overlaps: readonly Overlap[] } };
  /** 5 a bond: atom, atom, cell multiples of the second atom's image. */
  bonds: { params: { structure: StructureReference }; result: { bonds: Int32Array } };
  /** Begins an analysis of several structures; `distances` of all, where g(r) is needed, then `bonds` of all, then `finish`. */
  "analyse.start": { params: SurveyStart; result: { id: number } };
  "analyse.distances": { params: { id: number; structure: StructureReference }; result: Record<string, never> };
  /** The energy (eV) of the file counts where no model is named. */
  "analyse.bonds": {
    params: { id: number; structure: StructureReference; energy: number | null; model: ModelReference | null };
    result: Record<string, never>;
  };
  /** Goes on with the structure of the last `bonds` until done. */
  "analyse.step": { params: { id: number }; result: { done: boolean } };
  "analyse.finish": { params: { id: number }; result: SurveyResult };
  "analyse.drop": { params: { id: number }; result: Record<string, never> };
  /** Tolerance in angstrom. */
  symmetry: { params: { structure: StructureReference; tolerance: number }; result: SymmetryResult };
  /** Powder pattern; wavelength in angstrom. */
  "x-ray": { params: { structure: StructureReference; wavelength: number }; result: PowderResult };
  /** Begins a long calculation, which `step` goes on with until there is a result. */
  "properties.start": {
    params: { structure: StructureReference; model: ModelReference; options: PropertiesOptions };
    result: { id: number };
  };
  "properties.step": { params: { id: number }; result: { result: PropertiesResult | null } };
  "properties.drop": { params: { id: number }; result: Record<string, never> };
  /** Begins work on whole files, which `step` goes on with until there is a result. */
  "tool.start": { params: AnyTask; result: { id: number } };
  "tool.step": { params: { id: number }; result: { result: ToolResult | null } };
  "tool.drop": { params: { id: number }; result: Record<string, never> };
  "shipped.list": { params: Record<string, never>; result: { name: string; description: string; species: number[] }[] };
  /** The shipped potential that covers these elements, or null. */
  "shipped.for": { params: { species: readonly number[] }; result: { name: string } | null };
  /** Writes the files of another program for a model into a folder; their absolute paths. */
  "model.export": { params: { model: ModelReference; format: ExportFormat; folder: string }; result: { files: string[] } };
  /** Atomic numbers that a model covers. */
  "model.species": { params: { model: ModelReference }; result: { species: number[] } };
  info: { params: Record<string, never>; result: ComputeInfo };
  /** Backends found, why others were not, and measured GFLOP/s. */
  benchmark: {
    /** Only this backend, and forced: a software stand-in for a GPU is taken too. */
    params: { backend?: string | undefined };
    result: { backends: BackendReport[] };
  };
  "job.start": { params: JobStart; result: { started: true } };
  /** Stops stepping after a checkpoint; the job is started again later with resume: true. */
  "job.pause": { params: { id: number }; result: { checkpoint: string | null } };
  /** What making a data set would take; a probe of some seconds in a thread of its own. */
  "job.plan": { params: Omit<DataSetParameters, "kind" | "output">; result: DataSetPlan };
  /** Ends the job; training stores its best model so far first when it has one. */
  "job.cancel": { params: { id: number }; result: { ended: true } };
}
export type ComputeMethod = keyof ComputeRequests;

export interface BackendReport {
  readonly name: string;
  /** It is the one that jobs run on. */
  readonly used: boolean;
  readonly found: boolean;
  /** Engine, device and memory; or why it is not there. */
  readonly detail: string;
  /** What to do to have it. */
  readonly advice: string | null;
  readonly gflops: number | null;
}

export interface ComputeInfo {
  readonly backend: string;
  readonly loadedModels: string[];
  readonly tensors: number;
  readonly tensorBytes: number;
  readonly heldTensors: readonly HeldTensors[];
  readonly memoryBytes: number;
}

/** Everything a job needs; also what is stored in the database so that it can be started again. */
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

export type JobParameters =
  | DataSetParameters
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
      /** Where the best model goes at the end (a safetensors file that does not exist yet). */
      readonly output: string;
    }
  | {
      readonly kind: "md";
      /** A safetensors or extended XYZ copy of the starting structure in the job's own folder. */
      readonly structurePath: string;
      /** Repeats of the structure along its cell vectors; default 1, 1, 1. */
      readonly supercell?: readonly [number, number, number];
      readonly model: ModelReference;
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
    }
  | {
      readonly kind: "relax";
      readonly structurePath: string;
      readonly model: ModelReference;
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
      readonly model: ModelReference;
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
      readonly model: ModelReference;
      readonly images: number;
      readonly forceTolerance: number;
      readonly maximumSteps: number;
      readonly springConstant: number;
      readonly climb: boolean;
      readonly relaxEnds: boolean;
      readonly fixedAtoms?: readonly number[];
      readonly output: string;
    };

export interface JobStart {
  readonly id: number;
  readonly parameters: JobParameters;
  /** Folder for the job's checkpoints; the newest good one is used when `resume` is set and one exists. */
  readonly folder: string;
  readonly resume: boolean;
  readonly checkpointSeconds: number;
}

/** What compute tells of a job while it runs. `seq` counts from 0 within one start. */
export type JobEvent =
  | { readonly event: "progress"; readonly id: number; readonly phase: string; readonly done: number; readonly total: number }
  | { readonly event: "row"; readonly id: number; readonly step: number; readonly values: Record<string, number> }
  | { readonly event: "checkpoint"; readonly id: number; readonly path: string; readonly step: number }
  | { readonly event: "warning"; readonly id: number; readonly message: string }
  | { readonly event: "done"; readonly id: number; readonly result: JobResult }
  | { readonly event: "failed"; readonly id: number; readonly message: string };

export type JobResult =
  | {
      readonly kind: "dataset";
      readonly configurations: number;
      readonly minima: number;
      readonly searches: number;
      readonly events: number;
      readonly acceptedEvents: number;
      /** Configurations dropped: equivalent to one before, of positive energy. */
      readonly equivalent: number;
      readonly positive: number;
      /** Over configurations, eV. */
      readonly energyMean: number;
      readonly energySigma: number;
      readonly energyPerAtom: number;
      readonly seconds: number;
      readonly output: string;
      /** Events of the rounds: barrier, asymmetry, displacement; a JSON object a line. */
      readonly eventsOutput: string;
      readonly model: string;
      /** Of a sample spread evenly over the set. */
      readonly table: TableTwo | null;
      readonly last: null;
    }
  | {
      readonly kind: "train";
      /** Path of the stored model; its validation errors and those of `current` on the same validation set. */
      readonly output: string;
      readonly validation: Metrics;
      readonly currentValidation: Metrics | null;
      readonly test: Metrics | null;
      readonly lastEpoch: EpochReport | null;
      readonly reason: string;
      readonly seconds: number;
      readonly species: readonly number[];
      /** Hash of every file trained on, by path. */
      readonly files: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "md";
      readonly steps: number;
      readonly driftEvPerAtomPerPs: number;
      readonly meanTemperatureKelvin: number;
      /** Over the samples, as the temperature; null where the cell has no volume. */
      readonly meanPressureGPa: number | null;
      readonly meanVolume: number | null;
      readonly stepsPerSecond: number;
      readonly trajectory: string | null;
      readonly extrapolatingSamples: number;
      readonly model: string;
      readonly last: ThermoSample;
    }
  | {
      readonly kind: "relax";
      readonly steps: number;
      readonly converged: boolean;
      readonly energyBefore: number;
      readonly energy: number;
      readonly maximumForce: number;
      /** Where the cell moves. */
      readonly maximumStressGPa?: number;
      readonly volume?: number;
      readonly enthalpy?: number;
      readonly output: string;
      readonly model: string;
      readonly last: RelaxationSample;
    }
  | {
      readonly kind: "monte-carlo";
      readonly trials: number;
      readonly acceptance: number;
      readonly displacementAngstrom: number;
      /** Of the samples after the displacement was adapted, eV. */
      readonly meanEnergy: number;
      readonly energyDeviation: number;
      readonly stepsPerSecond: number;
      readonly trajectory: string | null;
      readonly model: string;
      readonly last: null;
    }
  | {
      readonly kind: "neb";
      readonly steps: number;
      readonly converged: boolean;
      readonly barrier: number;
      readonly reverseBarrier: number;
      readonly energies: readonly number[];
      readonly maximumForce: number;
      readonly output: string;
      readonly model: string;
      readonly last: null;
    };

/** Raised by compute for a hash it does not hold (it was restarted, or evicted it): put the structure and ask again. */
export const needStructure = "NeedStructure";

/** The parent's face of the compute process. Every request fails with Failure("DeviceLost") when the process dies. */
export interface Compute {
  request<M extends ComputeMethod>(
    method: M,
    params: ComputeRequests[M]["params"],
    signal?: AbortSignal,
  ): Promise<ComputeRequests[M]["result"]>;
  onJobEvent(listener: (event: JobEvent) => void): void;
  /** Called each time a compute process is ready, also after a crash: jobs are started again from here. */
  onReady(listener: (restarts: number) => void): void;
  /** Called when the process died. */
  onLost(listener: (why: string) => void): void;
  state(): { state: "starting" | "ready" | "restarting" | "failed" | "stopped"; pid: number | null; restarts: number };
  stop(): Promise<void>;
}
