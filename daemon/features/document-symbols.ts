// textDocument/documentSymbol: a symbol per frame, for outline and "go to symbol".
import { RawJson } from "../socket/unhurried-json.ts";
import type { Feature } from "./feature.ts";
import { onLspRequest, textDocumentParams } from "./lsp-request.ts";

export const feature: Feature = {
  stem: "document-symbols",
  capabilities: { documentSymbolProvider: true },
  register(session, services) {
    onLspRequest(session, services, "textDocument/documentSymbol", textDocumentParams, async ({ textDocument: { uri } }) => {
      if (services.documents.version(session.id, uri) === undefined) return null;
      return new RawJson(await services.documents.outline(session.id, uri, "symbols"));
    });
  },
};
