// A message as JSON bytes without holding up the event loop: a short one at once, a long one piece by piece with pauses.
// JSON.stringify alone would stall every session for a tenth of a second over a preview of a million atoms.
import { setImmediate as pause } from "node:timers/promises";

/** What is written in one go: nodes of the value's tree and characters of its strings. Well under a millisecond. */
const shortNodes = 2000;
const shortCharacters = 1 << 17;
/** Work between two pauses. */
const workMs = 5;

/** Bytes that stand as a base64 string in JSON, encoded only while they are written. */
export class Base64 {
  readonly bytes: Uint8Array;

  constructor(array: ArrayBufferView) {
    this.bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  }

  toJSON(): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength).toString("base64");
  }
}

/** A value that is JSON text (UTF-8) already, made elsewhere: it is written as it is. */
export class RawJson {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  toJSON(): unknown {
    return JSON.parse(Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength).toString());
  }
}

/** The same bytes as `JSON.stringify(value)` for plain data, Base64 and RawJson (no other toJSON, no cycles). */
export async function unhurriedJson(value: unknown): Promise<Buffer> {
  if (isShort(value)) return Buffer.from(JSON.stringify(value));
  const pieces: Uint8Array[] = [];
  let length = 0;
  let since = performance.now();
  const breathe = async (): Promise<void> => {
    if (performance.now() - since < workMs) return;
    await pause();
    since = performance.now();
  };
  for (const written of piecesOf(value)) {
    const piece = typeof written === "string" ? Buffer.from(written) : written;
    pieces.push(piece);
    length += piece.length;
    await breathe();
  }
  // Not Buffer.concat: fresh memory of tens of megabytes costs as many milliseconds to fill.
  const all = Buffer.allocUnsafe(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
    await breathe();
  }
  return all;
}

/** Stands for bytes whose text would be too long. */
const longText = " ".repeat(shortCharacters + 1);

function isShort(value: unknown): boolean {
  let nodes = 0;
  let characters = 0;
  const visit = (one: unknown): boolean => {
    if (++nodes > shortNodes) return false;
    if (typeof one === "string") {
      characters += one.length;
      return characters <= shortCharacters;
    }
    if (typeof one !== "object" || one === null) return true;
    if (one instanceof RawJson) return false;
    if (one instanceof Base64) return visit(one.bytes.length > shortCharacters / 2 ? longText : "");
    if (Array.isArray(one)) return one.length <= shortNodes && one.every(visit);
    for (const key in one) if (!visit((one as Record<string, unknown>)[key])) return false;
    return true;
  };
  return visit(value);
}

function* piecesOf(value: unknown): Generator<string | Uint8Array> {
  if (typeof value === "string") yield* piecesOfString(value);
  else if (typeof value !== "object" || value === null) yield JSON.stringify(value) ?? "null";
  else if (value instanceof RawJson) yield value.bytes;
  else if (value instanceof Base64) yield* piecesOfBase64(value);
  else if (Array.isArray(value)) yield* piecesOfArray(value);
  else {
    let separator = "{";
    for (const [key, one] of Object.entries(value)) {
      if (one === undefined || typeof one === "function") continue;
      yield `${separator}${JSON.stringify(key)}:`;
      separator = ",";
      if (isShort(one)) yield JSON.stringify(one);
      else yield* piecesOf(one);
    }
    yield separator === "{" ? "{}" : "}";
  }
}

/** Elements in runs whose text stays short: as many as `shortNodes` nodes allow, long elements by themselves. */
function* piecesOfArray(values: readonly unknown[]): Generator<string | Uint8Array> {
  let run = 100;
  for (let at = 0; at < values.length; ) {
    yield at === 0 ? "[" : ",";
    let part = values.slice(at, at + run);
    while (part.length > 1 && !isShort(part)) part = part.slice(0, part.length >> 1);
    run = Math.max(1, 2 * part.length);
    at += part.length;
    if (part.length > 1 || isShort(part)) yield JSON.stringify(part).slice(1, -1);
    else yield* piecesOf(part[0]);
  }
  yield values.length === 0 ? "[]" : "]";
}

/** A cut between the halves of a surrogate pair is harmless: each half is then written as an escape. */
function* piecesOfString(text: string): Generator<string> {
  yield '"';
  for (let at = 0; at < text.length; at += shortCharacters) yield JSON.stringify(text.slice(at, at + shortCharacters)).slice(1, -1);
  yield '"';
}

/** In runs of a multiple of three bytes, which need no padding. */
function* piecesOfBase64({ bytes }: Base64): Generator<string> {
  const run = 3 * (shortCharacters >> 1);
  yield '"';
  for (let at = 0; at < bytes.length; at += run) yield new Base64(bytes.subarray(at, at + run)).toJSON();
  yield '"';
}
