// An error meant for a client: thrown anywhere in the daemon, answered as a JSON-RPC error with its code and data.
import type { ErrorName } from "./errors.ts";

export class Failure extends Error {
  readonly errorName: ErrorName;
  readonly data: Readonly<Record<string, unknown>> | undefined;
  /** @param message what was wrong, where, and what to do, as one or two sentences */
  constructor(errorName: ErrorName, message: string, data?: Readonly<Record<string, unknown>>) {
    super(message);
    this.name = errorName;
    this.errorName = errorName;
    this.data = data;
  }
}
