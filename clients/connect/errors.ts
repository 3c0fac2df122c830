// Errors of the connection itself, and daemon answers turned into errors with names.
import { type ErrorName, errorCodes } from "@adatom/protocol/errors.ts";
import { Failure } from "@adatom/protocol/failure.ts";

/** The daemon cannot be reached or started; the message says why and what to do. */
export class DaemonDown extends Error {
  override readonly name = "DaemonDown";
}

/** The request was given up by its own sender. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

const requestCancelled = -32800;
const names = new Map<number, ErrorName>(Object.entries(errorCodes).map(([name, code]) => [code, name as ErrorName]));

/** A daemon's error by its JSON-RPC code: Failure for those of the protocol, Cancelled, else a plain Error. */
export function errorFromAnswer(code: number, message: string, data?: unknown): Error {
  const name = names.get(code);
  if (name) return new Failure(name, message, typeof data === "object" && data !== null ? (data as Record<string, unknown>) : undefined);
  if (code === requestCancelled) return new Cancelled(message);
  return new Error(message);
}
