// Open documents and structure files as the daemon's main thread sees them: everything heavy (texts, parsing, hashing)
// happens in a worker thread, and only small answers come back. Documents are keyed by (session, URI).
import type { Problem } from "@adatom/models/formats/format.ts";
import type { StructureSource } from "@adatom/protocol/structure.ts";
import type { StructureParcel } from "../compute/contract.ts";
import type { OutlineKind } from "./outline.ts";

export interface FrameSummary {
  readonly frame: number;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly headerLine: number;
  readonly natoms: number;
  readonly formula: string;
  readonly species: readonly number[];
  /** Content hash: the key of predictions. */
  readonly hash: string;
  /** Rows are vectors, angstrom; null without a cell. */
  readonly cell: readonly number[] | null;
  readonly periodic: readonly [boolean, boolean, boolean];
  readonly volume: number | null;
  readonly densityGramPerCm3: number | null;
  readonly referenceEnergy: number | null;
  readonly referenceMaximumForce: number | null;
  /** Stress in the file, eV/angstrom^3, Voigt xx yy zz yz xz xy, positive under tension. */
  readonly referenceStress: readonly number[] | null;
  /** Errors (not warnings) of the file inside this frame's lines: its numbers are then those of what could be read. */
  readonly errors: number;
  /** Why no potential can be asked about it, as a sentence: a position that is not a number, no atoms. */
  readonly unusable: string | null;
}

/** What stands at a line: an atom of a frame, or a frame's headline. */
export interface LineLocation {
  readonly version: number | null;
  /** Frames of the whole document. */
  readonly frameCount: number;
  readonly frame: FrameSummary;
  /** Null on a header line. */
  readonly atom: {
    readonly index: number;
    readonly atomicNumber: number;
    readonly symbol: string;
    /** Angstrom. */
    readonly position: readonly number[];
    readonly referenceForce: readonly number[] | null;
  } | null;
}

export interface ParsedDocument {
  /** Version of the text that this answers for; null for files on disk. */
  readonly version: number | null;
  /** Name of the format; "adatom.json" for a project file and "unknown" for a text of no known format: both without frames. */
  readonly format: string;
  readonly frameCount: number;
  /** All frames up to 500, then the first 500: a list of thousands would hold up the main thread. Others by `frame`. */
  readonly frames: readonly FrameSummary[];
  readonly problems: readonly Problem[];
}

/** A source once resolved: a document of a session, or a file. */
export interface Documents {
  open(session: number, uri: string, languageId: string, version: number, content: { text: string } | { path: string }): void;
  change(
    session: number,
    uri: string,
    version: number,
    changes: readonly { range?: { start: { line: number; character: number }; end: { line: number; character: number } }; text: string }[],
  ): void;
  close(session: number, uri: string): void;
  closeSession(session: number): void;
  /** URIs a session has open, with their newest versions. */
  list(session: number): readonly { uri: string; version: number; languageId: string }[];
  version(session: number, uri: string): number | undefined;
  /**
   * The text of a small open document that is no structure, such as adatom.json, and its version.
   * @throws Failure UnknownDocument | StaleDocument; BadStructure above 4 MiB
   */
  text(session: number, uri: string): Promise<{ version: number; text: string }>;
  /**
   * Answers about open documents are for exactly the text the document had when asked.
   * @throws Failure BadStructure | FileUnreadable | UnknownDocument | StaleDocument when the text changed meanwhile
   */
  parsed(session: number, source: StructureSource): Promise<ParsedDocument>;
  /** Null where no atom and no header stands at the line. */
  locate(session: number, uri: string, line: number): Promise<LineLocation | null>;
  frame(session: number, source: StructureSource, frame: number): Promise<FrameSummary>;
  /** UTF-8 of JSON that LSP asks for, an entry a frame (the first 5000), as made by the worker: to be passed on as RawJson. */
  outline(session: number, uri: string, kind: OutlineKind): Promise<Uint8Array>;
  /** Lines of some atoms of a frame, by their indices. */
  atomLines(session: number, source: StructureSource, frame: number, atoms: readonly number[]): Promise<number[]>;
  /**
   * The frame's structure, for compute or a job.
   * @throws Failure StaleDocument also where the frame's content is not (any more) that of `expectedHash`
   */
  parcel(session: number, source: StructureSource, frame: number, expectedHash?: string): Promise<StructureParcel>;
  /** Float32 positions, numbers, lines and so on of one frame, for the preview (transferred, not copied). */
  geometry(
    session: number,
    source: StructureSource,
    frame: number,
  ): Promise<{
    summary: FrameSummary;
    frames: number;
    version: number | null;
    positions: Float32Array;
    atomicNumbers: Uint8Array;
    atomLines: Uint32Array;
  }>;
  /** Called after a document was (re)parsed: diagnostics and lenses follow from here. */
  onParsed(listener: (session: number, uri: string, parsed: ParsedDocument) => void): void;
  onClosed(listener: (session: number, uri: string) => void): void;
  stop(): Promise<void>;
}
