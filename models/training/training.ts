// What training a potential offers its driver: it prepares, then advances in short steps that can be interleaved
// with other work, and can be snapshotted between any two steps so that a resumed run equals an unbroken one.
import type { Snapshot } from "../dynamics/dynamics.ts";
import type { Structure } from "../structure/structure.ts";
import type { TrainingForecast } from "./forecast.ts";

/** Errors on one part of the data. MAE are per structure (energy, per atom) and per Cartesian component (force). */
export interface Metrics {
  readonly structures: number;
  readonly atoms: number;
  readonly energyMaeMeVPerAtom: number;
  readonly energyRmseMeVPerAtom: number;
  readonly forceMaeEvPerA: number;
  readonly forceRmseEvPerA: number;
  /** Of stress components; absent where stresses are not trained on. */
  readonly stressMaeEvPerA3?: number;
  readonly stressRmseEvPerA3?: number;
  /** Of stress components times the volume, per atom. */
  readonly strainMaeEvPerAtom?: number;
}

export interface EpochReport {
  readonly epoch: number;
  readonly loss: number;
  readonly train: Metrics;
  readonly validation: Metrics;
  /** True when this epoch's validation score is the best so far. */
  readonly best: boolean;
  readonly learningRate?: number;
}

export interface TrainingProgress {
  readonly phase: "descriptors" | "epochs" | "finished";
  /** Done and total in this phase's own unit (structures, epochs). */
  readonly done: number;
  readonly total: number;
  /** Set when the advance closed an epoch. */
  readonly epoch?: EpochReport;
  /** Set when the advance looked ahead: once, before descriptors. */
  readonly forecast?: TrainingForecast;
  /** Set with phase "finished". */
  readonly reason?: "maximum-epochs" | "early-stopping" | "time-limit" | "diverged";
}

export interface TrainingRun {
  /** One short step (about 10 to 50 ms): a structure's descriptors, a mini-batch, a line-search trial. */
  advance(): Promise<TrainingProgress>;
  /** Everything to resume, between any two calls of advance(); descriptors are recomputed, not stored. */
  snapshot(): Snapshot;
  /** The best model so far as arrays and JSON, to be stored and loaded as a potential. */
  bestModel(): Snapshot;
  /** Releases tensors; safe to call twice. */
  dispose(): void;
}

export interface TrainingData {
  /** Each has reference energy and, unless only energies are trained, forces. */
  readonly train: readonly Structure[];
  readonly validation: readonly Structure[];
}
