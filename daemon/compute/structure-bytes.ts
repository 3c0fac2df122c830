// The structures in a file's bytes, whatever they are packed in.
import type { ParseResult } from "@adatom/models/formats/format.ts";
import { detectFormat } from "@adatom/models/formats/index.ts";
import { isUlm, parseUlm } from "@adatom/models/formats/ulm-reader.ts";
import { innerName, unpacked } from "../store/compressed-file.ts";

/** Null for a format that is not known here. @throws Error for a damaged archive */
export function parseStructureBytes(bytes: Uint8Array, path: string): ParseResult | null {
  const plain = unpacked(bytes);
  if (isUlm(plain)) return parseUlm(plain);
  const text = new TextDecoder().decode(plain);
  return detectFormat(text, innerName(path))?.parse(text) ?? null;
}
