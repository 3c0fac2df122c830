// A figure as data: curves over two axes. Drawing it is elsewhere.

export interface Figure {
  /** Stem of its file. */
  readonly name: string;
  readonly title: string;
  /** With units. */
  readonly xLabel: string;
  readonly yLabel: string;
  /** Values at or below zero are left out then. */
  readonly logarithmicX?: boolean;
  readonly logarithmicY?: boolean;
  readonly series: readonly Series[];
  /** Upright lines. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** Level lines. */
  readonly levels?: readonly { readonly y: number; readonly label: string }[];
}

export interface Series {
  readonly name: string;
  /** "steps": a histogram, x the middles of its bins. */
  readonly style: "line" | "points" | "line-and-points" | "steps";
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A table of numbers and words beside figures. */
export interface Table {
  readonly title: string;
  /** With units. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}
