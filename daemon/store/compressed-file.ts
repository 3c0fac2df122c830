// Structure files compressed with gzip: known by their first bytes, named as what they hold.
import { gunzipSync } from "node:zlib";

/** V8's longest string is 2^29 - 24 characters. */
export const longestText = 2 ** 29 - 24;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The name of what is inside: "data.xyz" for "data.xyz.gz". */
export function innerName(path: string): string {
  return path.replace(/\.gz$/i, "");
}

/** A file's bytes, unpacked where they are packed. @throws Error for damaged archives and contents too long to hold as text */
export function unpacked(bytes: Uint8Array): Uint8Array {
  return isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: longestText }) : bytes;
}

/** Text of a file's bytes. @throws Error as above */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(unpacked(bytes));
}
