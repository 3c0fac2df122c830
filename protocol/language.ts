// The messages of the Language Server Protocol that Adatom answers. Their shapes are LSP's own.
import { lsp } from "./define.ts";
import { since } from "./version.ts";

export const hover = lsp({
  method: "textDocument/hover",
  summary:
    "On an atom line: element, neighbours, per-atom energy, force, extrapolation. On a frame header: formula, N, cell, volume, density, energy in the file beside the model's, maximum force, model and its age.",
  since,
});
export const diagnostics = lsp({
  method: "textDocument/publishDiagnostics",
  summary: "Parse errors, atom count, unknown element, overlapping atoms, extrapolation; in adatom.json what is wrong with it.",
  since,
});
export const codeLens = lsp({
  method: "textDocument/codeLens",
  summary: "A lens above every frame: energy per atom under the model, preview (adatom.preview), relax (adatom.relax).",
  since,
});
export const documentSymbols = lsp({ method: "textDocument/documentSymbol", summary: "A symbol per frame.", since });
export const foldingRanges = lsp({ method: "textDocument/foldingRange", summary: "A fold per frame.", since });
