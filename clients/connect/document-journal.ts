// What the editor has told of its open documents, kept so that a daemon that starts anew can be told again: each document's
// opening and every change since, verbatim and in order. No text is computed here.
import type { JsonMessage } from "./frames.ts";

interface Params {
  readonly textDocument: { readonly uri: string; readonly version?: number };
  readonly contentChanges?: readonly { readonly range?: unknown; readonly text: string }[];
}

export class DocumentJournal {
  readonly #documents = new Map<string, { opening: JsonMessage; changes: JsonMessage[] }>();

  note(message: JsonMessage): void {
    const params = message.params as Params | undefined;
    const uri = params?.textDocument?.uri;
    if (params === undefined || uri === undefined) return;
    switch (message.method) {
      case "textDocument/didOpen":
        this.#documents.set(uri, { opening: message, changes: [] });
        break;
      case "textDocument/didClose":
        this.#documents.delete(uri);
        break;
      case "textDocument/didChange": {
        const document = this.#documents.get(uri);
        if (!document) break;
        const only = params.contentChanges?.length === 1 ? params.contentChanges[0] : undefined;
        if (only && only.range === undefined) {
          // The whole text: what came before no longer matters.
          const opened = (document.opening.params as { textDocument: object }).textDocument;
          const textDocument = { ...opened, version: params.textDocument.version, text: only.text };
          document.opening = { ...document.opening, params: { textDocument } };
          document.changes = [];
        } else document.changes.push(message);
      }
    }
  }

  /** What says the same as a change that replaced a whole text: the document closed and opened anew; null for other messages. */
  reopening(message: JsonMessage): JsonMessage[] | null {
    if (message.method !== "textDocument/didChange") return null;
    const { uri } = (message.params as Params).textDocument;
    const document = this.#documents.get(uri);
    if (!document || document.changes.length > 0) return null;
    return [{ jsonrpc: "2.0", method: "textDocument/didClose", params: { textDocument: { uri } } }, document.opening];
  }

  replay(): JsonMessage[] {
    return [...this.#documents.values()].flatMap(({ opening, changes }) => [opening, ...changes]);
  }
}
