// What an active-learning run is told, and what it tells at its end.
import type { Ensemble } from "@adatom/models/dynamics/dynamics.ts";
import type { TrustLimits } from "@adatom/models/dynamics/trust.ts";
import type { JobParameters, JobResult } from "../../job-contract.ts";
import type { CalculatorSpec } from "../../labels/calculator.ts";

export type TrainParameters = Extract<JobParameters, { kind: "train" }>;
export type TrainResult = Extract<JobResult, { kind: "train" }>;

/** Molecular dynamics that looks for structures: from every starting structure, in every round with other velocities. */
export interface ExploringDynamics {
  readonly ensemble: Ensemble;
  readonly temperatureKelvin: number;
  readonly temperatureEndKelvin?: number;
  readonly pressureGPa: number;
  readonly timestepFs: number;
  readonly steps: number;
  readonly sampleEvery: number;
  readonly frictionPerFs: number;
  readonly seed: number;
}

export interface ActiveLearningParameters {
  readonly kind: "active-learning";
  /** Of each round; its files grow by `output`, its own output is set anew for each. */
  readonly training: TrainParameters;
  readonly calculator: CalculatorSpec;
  /** Copies, in the run's own folder, of the files whose structures dynamics begins with. */
  readonly starts: readonly string[];
  readonly supercell: readonly [number, number, number];
  readonly dynamics: ExploringDynamics;
  /** Dynamics goes no farther than this. */
  readonly limits: TrustLimits;
  readonly rounds: number;
  /** Structures labelled in a round, at most. */
  readonly perRound: number;
  /** See adatom/select. */
  readonly threshold: number;
  /** Displaced and strained copies of every starting structure that are labelled before the first training. */
  readonly bootstrap: number;
  /** Mean absolute error of forces on held-out structures that is good enough, eV/angstrom. */
  readonly targetForceMae: number | null;
  /** Extended XYZ that labelled structures are added to. */
  readonly output: string;
  readonly labels: string;
  readonly workFolder: string;
  /** Where candidates, selections and the models of the rounds lie. */
  readonly roundsFolder: string;
}

/** What one training and what came of its model say; the row of the round, too. */
export interface RoundRow {
  readonly structures: number;
  readonly energyMaeMeVPerAtom: number;
  readonly forceMaeEvPerA: number;
  readonly candidates: number;
  readonly selected: number;
  readonly labelled: number;
  readonly failed: number;
  readonly extrapolatingFrames: number;
  readonly meanSpreadEvPerA?: number;
  readonly maximumSpreadEvPerA?: number;
}

export interface ActiveLearningResult {
  readonly kind: "active-learning";
  readonly rounds: readonly RoundRow[];
  /** Why there was no further round. */
  readonly reason: "rounds" | "nothing new" | "good enough";
  readonly labelled: number;
  readonly failed: number;
  readonly calculator: string;
  readonly output: string;
  readonly training: TrainResult;
  readonly seconds: number;
  readonly last: null;
}
