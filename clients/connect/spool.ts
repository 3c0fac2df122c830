// Texts too large for a message go to the daemon as a file of the user's own runtime folder.
import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { didOpenSpooled } from "@adatom/protocol/documents.ts";
import type { Endpoint } from "@adatom/protocol/endpoint.ts";
import type { JsonMessage } from "./frames.ts";

/** In UTF-16 units; the daemon takes messages of 8 MiB, and three bytes a unit with escapes must fit. */
export const spoolAbove = 1024 * 1024;

/** Writes a text where the daemon may take it from (mode 0600). @returns its path */
export function spoolText(endpoint: Endpoint, text: string): string {
  mkdirSync(endpoint.spoolFolder, { recursive: true, mode: 0o700 });
  const path = join(endpoint.spoolFolder, `${randomUUID()}.txt`);
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
  return path;
}

/** textDocument/didOpen of a large text as adatom/didOpenSpooled; every other message as it is. */
export function spooled(endpoint: Endpoint, message: JsonMessage): JsonMessage {
  if (message.method !== "textDocument/didOpen") return message;
  const { textDocument } = message.params as { textDocument: { uri: string; languageId: string; version: number; text: string } };
  if (typeof textDocument?.text !== "string" || textDocument.text.length <= spoolAbove) return message;
  const { uri, languageId, version, text } = textDocument;
  return { jsonrpc: "2.0", method: didOpenSpooled.method, params: { uri, languageId, version, textPath: spoolText(endpoint, text) } };
}
