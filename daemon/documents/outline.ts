// Lists with an entry a frame (symbols, folds, lenses) as JSON bytes, made in the worker: thousands of frames cross the main
// thread as one buffer that it only passes on.
import type { FrameSummary } from "./contract.ts";

export type OutlineKind = "symbols" | "folds" | "lenses";

/** Frames that get an entry: more than any editor shows. */
const mostFrames = 5000;
/** LSP's SymbolKind.Struct. */
const structKind = 23;
/** LSP cuts a range at the end of its line. */
const endOfLine = 1_000_000;

/** UTF-8 of a JSON array of LSP's DocumentSymbol, FoldingRange or CodeLens. */
export function outlineJson(
  kind: OutlineKind,
  frames: readonly FrameSummary[],
  uri: string,
  version: number | null,
): Uint8Array<ArrayBuffer> {
  const shown = frames.slice(0, mostFrames);
  const entries =
    kind === "symbols"
      ? shown.map(symbolOf)
      : kind === "folds"
        ? shown.filter(({ firstLine, lastLine }) => lastLine > firstLine).map(foldOf)
        : shown.flatMap((frame) => lensesOf(frame, uri, version));
  return new TextEncoder().encode(JSON.stringify(entries));
}

function symbolOf(frame: FrameSummary): object {
  const { firstLine, lastLine, headerLine } = frame;
  const energy = frame.referenceEnergy;
  return {
    name: `Frame ${frame.frame + 1}: ${frame.formula || "no atoms"}`,
    detail: energy === null || frame.natoms === 0 ? "" : `${(energy / frame.natoms).toFixed(4)} eV/atom in the file`,
    kind: structKind,
    range: { start: { line: firstLine, character: 0 }, end: { line: lastLine, character: endOfLine } },
    selectionRange: { start: { line: headerLine, character: 0 }, end: { line: headerLine, character: 0 } },
  };
}

function foldOf({ firstLine, lastLine }: FrameSummary): object {
  return { startLine: firstLine, endLine: lastLine, kind: "region" };
}

/** The first lens has no command: it is resolved (codeLens/resolve) into the frame's energy when an editor shows it. */
function lensesOf({ frame, headerLine, firstLine }: FrameSummary, uri: string, version: number | null): object[] {
  const line = Math.min(firstLine, headerLine);
  const range = { start: { line, character: 0 }, end: { line, character: 0 } };
  return [
    { range, data: { uri, version, frame } },
    { range, command: { title: "Preview", command: "adatom.preview", arguments: [uri, frame] } },
    { range, command: { title: "Relax", command: "adatom.relax", arguments: [uri, frame] } },
  ];
}
