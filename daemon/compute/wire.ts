// What crosses the channel between the daemon and its compute process, and how an error crosses it: by name, message and data.
import { type ErrorName, errorCodes } from "@adatom/protocol/errors.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { ComputeMethod, JobEvent } from "./contract.ts";

/** Daemon to compute. */
export type ToCompute =
  | { readonly type: "request"; readonly id: number; readonly method: ComputeMethod; readonly params: unknown }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "stop" };

/** Compute to daemon. */
export type ToDaemon =
  | { readonly type: "ready" }
  /** The device of the tensor backend went away; the process ends by itself and must not be given it again. */
  | { readonly type: "device-lost"; readonly backend: string; readonly reason: string }
  | { readonly type: "result"; readonly id: number; readonly result: unknown }
  | { readonly type: "error"; readonly id: number; readonly error: WireError }
  | { readonly type: "job"; readonly event: JobEvent };

export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** An error as plain data. A Failure keeps its name and data; anything else keeps name and message. */
export function errorToWire(error: unknown): WireError {
  if (error instanceof Failure) return { name: error.errorName, message: error.message, ...(error.data && { data: error.data }) };
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: "Error", message: String(error) };
}

/** The error again: a Failure where the name is one of the protocol's, else an Error of that name (NeedStructure, AbortError, ...). */
export function errorFromWire(wire: WireError): Error {
  if (wire.name in errorCodes) return new Failure(wire.name as ErrorName, wire.message, wire.data);
  const error = new Error(wire.message);
  error.name = wire.name;
  return error;
}
