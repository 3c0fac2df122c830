// What the daemon asks of the compute process, and what compute tells back. Plain data only: it crosses a process
// boundary by structured clone, so typed arrays travel as they are. The parent's face is `Compute` below.

import type { SurveyRequest } from "@adatom/models/analysis/survey.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { AnalysisPart } from "@adatom/protocol/analyse.ts";
import type { ExportFormat } from "@adatom/protocol/model-export.ts";
import type { PowderResult, SurveyResult, SymmetryResult } from "./analyses.ts";
import type { DataSetParameters, JobEvent, JobStart } from "./job-contract.ts";
import type { DataSetPlan } from "./jobs/dataset-plan.ts";
import type { HeldTensors } from "./jobs/tensor-ledger.ts";
import type { MemoryCaps } from "./memory-caps.ts";
import type { HeldModel } from "./model-registry.ts";
import type { AtomPrediction, FullPrediction, PredictionSummary } from "./prediction.ts";
import type { PropertiesOptions, PropertiesResult } from "./properties.ts";
import type { AnyTask, ToolResult } from "./tools/tools.ts";

export type * from "./job-contract.ts";
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
  /** Learned and imported models that are held ready, the one used longest ago first. */
  readonly heldModels: readonly HeldModel[];
  readonly caps: MemoryCaps;
  readonly tensors: number;
  readonly tensorBytes: number;
  readonly heldTensors: readonly HeldTensors[];
  readonly memoryBytes: number;
}

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
