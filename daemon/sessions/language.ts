// The Language Server Protocol's own life of a session: initialize, shutdown, exit, and the texts it opens. Exit closes
// this session only; the daemon serves others.
import { fileURLToPath } from "node:url";
import { didOpenSpooled } from "@adatom/protocol/documents.ts";
import { ErrorCodes, ResponseError } from "vscode-jsonrpc/node";
import { z } from "zod";
import type { Feature, Services } from "../features/feature.ts";
import { checkParams } from "./answer.ts";
import type { OwnSession } from "./session.ts";

const folder = z.looseObject({ uri: z.string() });
const initializeParams = z.looseObject({
  rootUri: z.string().nullish(),
  workspaceFolders: z.array(folder).nullish(),
  capabilities: z.looseObject({}).optional(),
});
const foldersChanged = z.looseObject({ event: z.looseObject({ added: z.array(folder), removed: z.array(folder) }) });
const position = z.looseObject({ line: z.int().min(0), character: z.int().min(0) });
const didOpen = z.looseObject({
  textDocument: z.looseObject({ uri: z.string(), languageId: z.string(), version: z.int(), text: z.string() }),
});
const didChange = z.looseObject({
  textDocument: z.looseObject({ uri: z.string(), version: z.int() }),
  contentChanges: z.array(z.looseObject({ range: z.looseObject({ start: position, end: position }).optional(), text: z.string() })),
});
const didClose = z.looseObject({ textDocument: z.looseObject({ uri: z.string() }) });

function pathOf(uri: string): string[] {
  try {
    return [fileURLToPath(uri)];
  } catch {
    return [];
  }
}

/** What every session can do, with each feature's part. */
export function serverCapabilities(features: readonly Feature[]): Record<string, unknown> {
  return Object.assign(
    {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: 2 },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
    ...features.map((feature) => feature.capabilities ?? {}),
  );
}

export function registerLanguageLife(session: OwnSession, services: Services, features: readonly Feature[]): void {
  const { connection } = session;
  let phase: "new" | "initialized" | "shutdown" = "new";

  connection.onRequest("initialize", (given: unknown) => {
    if (phase !== "new") return new ResponseError(ErrorCodes.InvalidRequest, "initialize was sent twice on this connection.");
    const params = checkParams("initialize", initializeParams, given);
    phase = "initialized";
    const uris = params.workspaceFolders?.map((entry) => entry.uri) ?? (params.rootUri ? [params.rootUri] : []);
    session.becomeLanguageClient(uris.flatMap(pathOf));
    return { capabilities: serverCapabilities(features), serverInfo: { name: "adatom", version: services.lifecycle.version } };
  });
  connection.onRequest("shutdown", () => {
    phase = "shutdown";
    return null;
  });
  connection.onNotification("exit", () => session.close());
  connection.onNotification("initialized", () => {});
  connection.onNotification("workspace/didChangeWorkspaceFolders", (given: unknown) => {
    const { event } = checkParams("workspace/didChangeWorkspaceFolders", foldersChanged, given);
    const removed = new Set(event.removed.flatMap((entry) => pathOf(entry.uri)));
    const kept = session.workspaceFolders.filter((path) => !removed.has(path));
    session.setWorkspaceFolders([...kept, ...event.added.flatMap((entry) => pathOf(entry.uri))]);
  });

  const documents = (method: string, handler: (given: unknown) => void) =>
    connection.onNotification(method, (given: unknown) => {
      try {
        handler(given);
      } catch (error) {
        services.log.warn(`session ${session.id} (${session.client}): ${(error as Error).message}`);
      }
    });
  documents("textDocument/didOpen", (given) => {
    const { textDocument } = checkParams("textDocument/didOpen", didOpen, given);
    const { uri, languageId, version, text } = textDocument;
    services.documents.open(session.id, uri, languageId, version, { text });
  });
  documents("textDocument/didChange", (given) => {
    const { textDocument, contentChanges } = checkParams("textDocument/didChange", didChange, given);
    const changes = contentChanges.map(({ range, text }) => (range ? { range, text } : { text }));
    services.documents.change(session.id, textDocument.uri, textDocument.version, changes);
  });
  documents("textDocument/didClose", (given) => {
    const { uri } = checkParams("textDocument/didClose", didClose, given).textDocument;
    services.documents.close(session.id, uri);
  });
  session.onNotification(didOpenSpooled, ({ uri, languageId, version, textPath }) => {
    services.documents.open(session.id, uri, languageId, version, { path: textPath });
  });
}
