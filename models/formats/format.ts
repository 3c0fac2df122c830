// What every structure format offers: text to frames with problems, and frames back to text.
// A reader never throws on bad input: it says what is wrong, where, and keeps what it could read.
import type { Structure } from "../structure/structure.ts";

export type Severity = "error" | "warning";

/** Something wrong in a file. Lines and columns count from 0, as LSP does; endColumn is exclusive. */
export interface Problem {
  readonly severity: Severity;
  /** Stable kebab-case code, for tests and quick fixes: "atom-count", "unknown-element", "bad-number", ... */
  readonly code: string;
  /** What was wrong and what to do about it, one sentence each. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** One structure of a file, and where it stands in the text. Lines count from 0. */
export interface Frame {
  readonly structure: Structure;
  /** First and last line of the frame, both inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The line a reader takes for the frame's headline: the comment line of XYZ, the first line of POSCAR. */
  readonly headerLine: number;
  /** Line of each atom, N; atoms made by symmetry name the line of the atom they come from. */
  readonly atomLines: Uint32Array;
}

export interface ParseResult {
  readonly frames: readonly Frame[];
  readonly problems: readonly Problem[];
}

export interface Format {
  /** "extxyz", "xyz", "xsf", "poscar", "cif", "n2p2", "pymatgen-json". */
  readonly name: string;
  /** What a person calls it. */
  readonly title: string;
  /** Endings with the dot, lower case. */
  readonly extensions: readonly string[];
  /** Whole file names, such as POSCAR. */
  readonly fileNames: readonly string[];
  /** A file holds one structure and no more: write takes exactly one, and throws a RangeError for any other number. */
  readonly single?: true;
  parse(text: string): ParseResult;
  /** Absent where a format is read only. Numbers are written so that they read back bit for bit where the format allows. A RangeError, with what to do, for a structure that the format cannot hold. */
  write?(structures: readonly Structure[]): string;
}
