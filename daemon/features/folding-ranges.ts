// textDocument/foldingRange: a fold per frame.
import type { Feature } from "./feature.ts";
import { onLspRequest, textDocumentParams } from "./lsp-request.ts";

export const feature: Feature = {
  stem: "folding-ranges",
  capabilities: { foldingRangeProvider: true },
  register(session, services) {
    onLspRequest(session, services, "textDocument/foldingRange", textDocumentParams, async ({ textDocument: { uri } }) => {
      if (services.documents.version(session.id, uri) === undefined) return null;
      const { frames } = await services.documents.parsed(session.id, { uri });
      return frames
        .filter(({ firstLine, lastLine }) => lastLine > firstLine)
        .map(({ firstLine, lastLine }) => ({ startLine: firstLine, endLine: lastLine, kind: "region" }));
    });
  },
};
