// How a message is declared: one file per capability states its methods, schemas, errors and since when it exists.
// Types are inferred from the zod schemas, so that what is documented, checked and typed is one text.
import type { z } from "zod";
import type { ErrorName } from "./errors.ts";

export interface RequestDefinition<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly kind: "request";
  readonly method: string;
  readonly summary: string;
  readonly params: P;
  readonly result: R;
  /** Errors a caller should expect beyond InvalidParams and Cancelled. */
  readonly errors: readonly ErrorName[];
  readonly since: string;
}

export interface NotificationDefinition<P extends z.ZodType = z.ZodType> {
  readonly kind: "notification";
  readonly method: string;
  readonly summary: string;
  readonly params: P;
  readonly from: "client" | "daemon";
  readonly since: string;
}

/** A message of the Language Server Protocol that Adatom answers; its shapes are LSP's own. */
export interface LspDefinition {
  readonly kind: "lsp";
  readonly method: string;
  readonly summary: string;
  readonly since: string;
}

export type Definition = RequestDefinition | NotificationDefinition | LspDefinition;
export type Params<D> = D extends { params: infer P extends z.ZodType } ? z.infer<P> : never;
/** What a sender may leave out where the schema has a default. */
export type Input<D> = D extends { params: infer P extends z.ZodType } ? z.input<P> : never;
export type Result<D> = D extends { result: infer R extends z.ZodType } ? z.infer<R> : never;

export function request<P extends z.ZodType, R extends z.ZodType>(
  definition: Omit<RequestDefinition<P, R>, "kind">,
): RequestDefinition<P, R> {
  return { kind: "request", ...definition };
}

export function notification<P extends z.ZodType>(definition: Omit<NotificationDefinition<P>, "kind">): NotificationDefinition<P> {
  return { kind: "notification", ...definition };
}

export function lsp(definition: Omit<LspDefinition, "kind">): LspDefinition {
  return { kind: "lsp", ...definition };
}
