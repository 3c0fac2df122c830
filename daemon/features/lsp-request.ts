// Requests of the Language Server Protocol: parameters checked, cancellation passed on, and "the text has changed" told in LSP's own way.
import { Failure } from "@adatom/protocol/failure.ts";
import { type CancellationToken, ResponseError } from "vscode-jsonrpc/node";
import { z } from "zod";
import { answer, checkParams } from "../sessions/answer.ts";
import type { Services, Session } from "./feature.ts";

/** LSP's code for an answer that would be about a text that is no more; the editor asks again. */
export const contentModified = -32801;

export const textDocument = z.looseObject({ uri: z.string() });
export const textDocumentParams = z.looseObject({ textDocument });
export const positionParams = z.looseObject({ textDocument, position: z.looseObject({ line: z.int().min(0), character: z.int().min(0) }) });

export function onLspRequest<P extends z.ZodType, R>(
  session: Session,
  services: Services,
  method: string,
  schema: P,
  handler: (params: z.infer<P>, signal: AbortSignal) => Promise<R>,
): void {
  session.connection.onRequest(method, (given: unknown, token: CancellationToken) =>
    answer<unknown>(method, token, services.log, async (signal) => {
      const params = checkParams(method, schema, given);
      try {
        return await handler(params, signal);
      } catch (error) {
        if (error instanceof Failure && error.errorName === "StaleDocument") throw new ResponseError(contentModified, error.message);
        throw error;
      }
    }),
  );
}

/** @throws Failure StaleDocument unless the document still has this version: checked before every answer made from it */
export function requireUnchanged(services: Services, session: Session, uri: string, version: number | null | undefined): void {
  const now = services.documents.version(session.id, uri);
  if (now !== version) throw new Failure("StaleDocument", `${uri} changed while the answer was made. Ask again.`);
}

/** A notification of LSP's own to a client that may just be leaving: then nobody needs it. */
export function notifyClient(session: Session, method: string, params: unknown): void {
  try {
    session.connection.sendNotification(method, params).catch(() => {});
  } catch {
    // The connection is disposed of already.
  }
}

/** A request to a client of which nothing but its arrival is wanted; clients that do not know it answer with an error. */
export function requestOfClient(session: Session, method: string): void {
  try {
    session.connection.sendRequest(method).catch(() => {});
  } catch {
    // As above.
  }
}
