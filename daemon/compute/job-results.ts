// What each kind of job ends with.
import type { TableTwo } from "@adatom/models/analysis/table-two.ts";
import type { RelaxationSample, ThermoSample } from "@adatom/models/dynamics/dynamics.ts";
import type { Table } from "@adatom/models/figures/figure.ts";
import type { EpochReport, Metrics } from "@adatom/models/training/training.ts";
import type { RunCurve } from "@adatom/protocol/runs.ts";
import type { StudyName } from "@adatom/protocol/study.ts";
import type { ActiveLearningResult } from "./jobs/active-learning/parameters.ts";

export type JobResult =
  | ActiveLearningResult
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
      /** Why the run ended before its steps were done, where its model was not to be trusted any more. */
      readonly stopped: string | null;
      /** Checks beyond the limits, and where structures of them stand. */
      readonly beyondLimits: number;
      readonly saved: string | null;
      readonly radialDistribution: RunCurve | null;
      readonly model: string;
      /** "processor", or the GPU's name. */
      readonly device: string;
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
    }
  | {
      readonly kind: "study";
      readonly study: StudyName;
      readonly cases: number;
      readonly tables: readonly Table[];
      /** Absolute paths of what was written, the tables first. */
      readonly files: readonly string[];
      readonly seconds: number;
      readonly last: null;
    }
  | {
      readonly kind: "ipi";
      readonly evaluations: number;
      readonly extrapolatingEvaluations: number;
      readonly address: string;
      readonly model: string;
      readonly seconds: number;
      readonly last: null;
    }
  | {
      readonly kind: "label";
      readonly structures: number;
      readonly labelled: number;
      /** Of these, known from before. */
      readonly known: number;
      readonly failed: number;
      readonly failures: readonly {
        readonly file: string;
        readonly frame: number;
        readonly reason: string;
        readonly folder: string | null;
      }[];
      readonly calculator: string;
      readonly output: string;
      readonly seconds: number;
      readonly last: null;
    };
