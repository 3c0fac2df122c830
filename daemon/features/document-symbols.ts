// textDocument/documentSymbol: a symbol per frame, for outline and "go to symbol".
import type { FrameSummary } from "../documents/contract.ts";
import type { Feature } from "./feature.ts";
import { onLspRequest, textDocumentParams } from "./lsp-request.ts";
import { fixed } from "./numbers-as-text.ts";

/** LSP's SymbolKind.Struct. */
const structKind = 23;
const endOfLine = 1_000_000;

export const feature: Feature = {
  stem: "document-symbols",
  capabilities: { documentSymbolProvider: true },
  register(session, services) {
    onLspRequest(session, services, "textDocument/documentSymbol", textDocumentParams, async ({ textDocument: { uri } }) => {
      if (services.documents.version(session.id, uri) === undefined) return null;
      const { frames } = await services.documents.parsed(session.id, { uri });
      return frames.map(symbolOfFrame);
    });
  },
};

function symbolOfFrame(frame: FrameSummary): object {
  const { firstLine, lastLine, headerLine } = frame;
  const energy = frame.referenceEnergy;
  return {
    name: `Frame ${frame.frame + 1}: ${frame.formula || "no atoms"}`,
    detail: energy === null || frame.natoms === 0 ? "" : `${fixed(energy / frame.natoms, 4)} eV/atom in the file`,
    kind: structKind,
    range: { start: { line: firstLine, character: 0 }, end: { line: lastLine, character: endOfLine } },
    selectionRange: { start: { line: headerLine, character: 0 }, end: { line: headerLine, character: 0 } },
  };
}
