// textDocument/foldingRange: a fold per frame.
import { RawJson } from "../socket/unhurried-json.ts";
import type { Feature } from "./feature.ts";
import { onLspRequest, textDocumentParams } from "./lsp-request.ts";

export const feature: Feature = {
  stem: "folding-ranges",
  capabilities: { foldingRangeProvider: true },
  register(session, services) {
    onLspRequest(session, services, "textDocument/foldingRange", textDocumentParams, async ({ textDocument: { uri } }) => {
      if (services.documents.version(session.id, uri) === undefined) return null;
      return new RawJson(await services.documents.outline(session.id, uri, "folds"));
    });
  },
};
