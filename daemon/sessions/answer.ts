// From a handler to a JSON-RPC answer: parameters checked by schema, failures with their codes, and everything unexpected
// logged and answered as an internal error, so that no handler can hurt another session.
import { errorCodes } from "@adatom/protocol/errors.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { issueWords } from "@adatom/protocol/issue-words.ts";
import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-jsonrpc/node";
import type { z } from "zod";
import type { Log } from "../features/feature.ts";

/** LSP's code for a request that its sender cancelled. */
export const requestCancelled = -32800;

/** A union's own issue says only that no branch fits: what is said instead is why the nearest branch does not. */
function flatten(issue: z.core.$ZodIssue, before: PropertyKey[] = []): { path: PropertyKey[]; words: string }[] {
  const path = [...before, ...issue.path];
  if (issue.code !== "invalid_union") return [{ path, words: issueWords(issue) }];
  const fits = (branch: z.core.$ZodIssue[]) =>
    branch.filter((one) => one.code === "invalid_type" || one.code === "unrecognized_keys").length;
  const nearest = [...issue.errors].sort((a, b) => fits(a) - fits(b) || a.length - b.length)[0];
  return nearest ? nearest.flatMap((inner) => flatten(inner, path)) : [{ path, words: issueWords(issue) }];
}

/** Which field is wrong and how, one clause a finding: "source.path: Invalid input: expected string, received number". */
export function describeIssues(error: z.ZodError): string {
  const clauses = error.issues.flatMap((issue) => flatten(issue));
  return clauses.map(({ path, words }) => `${path.length > 0 ? path.join(".") : "params"}${words}`).join("; ");
}

export function checkParams<P extends z.ZodType>(method: string, schema: P, params: unknown): z.infer<P> {
  const parsed = schema.safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  throw new ResponseError(ErrorCodes.InvalidParams, `${method}: wrong parameters: ${describeIssues(parsed.error)}`);
}

export async function answer<R>(
  method: string,
  token: CancellationToken,
  log: Log,
  handler: (signal: AbortSignal) => Promise<R> | R,
): Promise<R> {
  const controller = new AbortController();
  const subscription = token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  try {
    // Cancelled while it waited: there is nothing to begin.
    controller.signal.throwIfAborted();
    return await handler(controller.signal);
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    if (error instanceof Failure)
      throw new ResponseError(errorCodes[error.errorName], error.message, { name: error.errorName, ...error.data });
    if (controller.signal.aborted) throw new ResponseError(requestCancelled, `${method} was cancelled.`);
    log.error(`${method} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    throw new ResponseError(
      ErrorCodes.InternalError,
      `${method} failed unexpectedly: ${error instanceof Error ? error.message : String(error)}. The daemon's log has more.`,
    );
  } finally {
    subscription.dispose();
  }
}
