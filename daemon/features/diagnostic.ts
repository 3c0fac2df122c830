// A finding in a text as LSP says it.
import type { Problem } from "@adatom/models/formats/format.ts";

export interface Diagnostic {
  readonly range: Range;
  /** LSP's: 1 error, 2 warning, 3 information. */
  readonly severity: 1 | 2 | 3;
  readonly code: string;
  readonly source: "adatom";
  readonly message: string;
  readonly relatedInformation?: readonly { readonly location: { readonly uri: string; readonly range: Range }; readonly message: string }[];
}

export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export function diagnosticOf({ severity, code, message, line, column, endColumn }: Problem): Diagnostic {
  const range = { start: { line, character: column }, end: { line, character: endColumn } };
  return { range, severity: severity === "error" ? 1 : 2, code, source: "adatom", message };
}

/** From the first column to the end of the line, wherever that is: LSP cuts a range at the line's end. */
export function wholeLine(line: number): Range {
  return { start: { line, character: 0 }, end: { line, character: 1_000_000 } };
}
