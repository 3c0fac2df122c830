// What a study is: trainings that differ in one thing, and what is shown of them. Pure: files, plots as SVG and the run that
// carries a study out are elsewhere. The eleven studies are those of A. Maharaj's thesis (2018).
import type { Stepwise } from "../analysis/stepwise.ts";
import type { Figure, Table } from "../figures/figure.ts";
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import type { TrainingConfig } from "../training/config.ts";
import type { Metrics, TrainingData } from "../training/training.ts";

/** A data set of a material: structures with reference energies, and forces where there are any, in the order of its file. */
export interface MaterialSet {
  readonly name: string;
  readonly structures: readonly Structure[];
}

export interface StudyMaterial {
  /** At least one; where a study trains, it trains on the first. */
  readonly sets: readonly MaterialSet[];
  /** The first set's structures scaled by factors in (1 - range, 1 + range), labelled; empty where the study needs none. */
  readonly scaled: readonly Structure[];
  /** For each set a structure labelled at many scales (data augment's scale-series), where labels come from elsewhere; or none. */
  readonly curves: readonly (readonly Structure[])[];
  /** What the structures are labelled by, where it is a potential of ours. */
  readonly reference: Potential | null;
}

export interface StudyOptions {
  readonly seed: number;
  /** Of every training. */
  readonly epochs: number;
  readonly hidden: readonly number[];
  /** Weight of forces in the loss; 0 trains on energies alone, as the thesis did. */
  readonly forceWeight: number;
}

export interface StudyCase {
  /** Distinguishes it in the table and in curves. */
  readonly label: string;
  /** Cases of one series are joined by a line in plots. */
  readonly series: string;
  /** Its place along the axis of what is varied, where that is a number. */
  readonly x: number | null;
  readonly config: TrainingConfig;
  readonly data: TrainingData & { readonly test: readonly Structure[] };
  /** Further numbers of the trained potential, by name. */
  measure?(potential: Potential): Stepwise<Measured>;
}

export type Measured = Readonly<Record<string, readonly number[]>>;

/** Everything kept of a case: plain JSON. Errors of the best epoch; curves are mean absolute errors in meV/atom. */
export interface CaseOutcome {
  readonly label: string;
  readonly series: string;
  readonly x: number | null;
  readonly structures: { readonly train: number; readonly validation: number; readonly test: number };
  readonly curve: { readonly epoch: readonly number[]; readonly train: readonly number[]; readonly validation: readonly number[] };
  readonly seconds: number;
  readonly stopped: string;
  readonly train: Metrics;
  readonly validation: Metrics;
  readonly test: Metrics;
  readonly measured: Measured;
}

export interface StudyReport {
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
}

export interface Study {
  readonly name: string;
  readonly title: string;
  /** What the thesis found, to set beside. */
  readonly thesis: string;
  /** "set": one data set; "sets": several; "none": it makes its own where none is given. */
  readonly data: "set" | "sets" | "none";
  /** Whether `material.scaled` must be there. */
  readonly needsScaled?: boolean;
  /** Whether `material.curves` or `material.reference` must be there. */
  readonly needsCurves?: boolean;
  /** None where nothing is trained. @throws RangeError where the material does not allow the study */
  cases(material: StudyMaterial, options: StudyOptions): readonly StudyCase[];
  report(material: StudyMaterial, outcomes: readonly CaseOutcome[], options: StudyOptions): StudyReport;
}
