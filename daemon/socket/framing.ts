// The guard before vscode-jsonrpc, which would buffer any Content-Length and die on deeply nested JSON. It checks headers,
// message size and nesting by scanning bytes, passes good bytes on unchanged, and ends the connection at the first bad one.
// It also paces: jsonrpc takes one message a tick, so a chunk of n messages is followed by a pause of n ticks, and a
// flood waits in the sender's socket instead of our memory.
import { Transform, type TransformCallback } from "node:stream";

export interface FramingLimits {
  readonly headerBytes: number;
  readonly messageBytes: number;
  readonly depth: number;
}

export const limits: FramingLimits = { headerBytes: 512, messageBytes: 8 * 1024 * 1024, depth: 64 };

/** Before the token was shown: room for adatom/hello, and little else. */
export const limitsBeforeHello: FramingLimits = { ...limits, messageBytes: 64 * 1024 };

const quote = 0x22;
const backslash = 0x5c;

export class FramingError extends Error {}

export class FramingLimiter extends Transform {
  #limits: FramingLimits;
  #header = "";
  #bodyLeft = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #messages = 0;

  constructor(chosen: FramingLimits = limits) {
    super();
    this.#limits = chosen;
  }

  /** From the next message on. */
  allow(chosen: FramingLimits): void {
    this.#limits = chosen;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#messages = 0;
    try {
      let offset = 0;
      while (offset < chunk.length) offset = this.#bodyLeft > 0 ? this.#scanBody(chunk, offset) : this.#scanHeader(chunk, offset);
    } catch (error) {
      done(error as Error);
      return;
    }
    this.push(chunk);
    const wait = (ticks: number) => {
      if (ticks <= 1) done();
      else setImmediate(wait, ticks - 1);
    };
    wait(this.#messages);
  }

  #scanHeader(chunk: Buffer, from: number): number {
    // Headers are short: gather them as text, byte by byte, up to the limit.
    for (let index = from; index < chunk.length; index++) {
      this.#header += String.fromCharCode(chunk[index]!);
      if (this.#header.length > this.#limits.headerBytes) throw new FramingError(`header longer than ${this.#limits.headerBytes} bytes`);
      if (this.#header.endsWith("\r\n\r\n")) {
        this.#bodyLeft = this.#contentLength(this.#header.slice(0, -4));
        this.#header = "";
        this.#depth = 0;
        this.#inString = false;
        this.#escaped = false;
        return index + 1;
      }
    }
    return chunk.length;
  }

  #contentLength(header: string): number {
    let length: number | undefined;
    for (const line of header.split("\r\n")) {
      const match = /^([A-Za-z-]+): *([^\r\n]*)$/.exec(line);
      const name = match?.[1]?.toLowerCase();
      const value = match?.[2]?.trim() ?? "";
      if (name === "content-length") {
        if (length !== undefined || !/^\d{1,10}$/.test(value)) throw new FramingError("bad Content-Length");
        length = Number(value);
      } else if (name === "content-type") {
        if (!/^application\/vscode-jsonrpc(; *charset=utf-?8)?$/i.test(value)) throw new FramingError("unsupported Content-Type");
      } else throw new FramingError("unknown header");
    }
    if (length === undefined) throw new FramingError("no Content-Length");
    if (length === 0) throw new FramingError("empty message");
    if (length > this.#limits.messageBytes) {
      throw new FramingError(`message of ${length} bytes, at most ${this.#limits.messageBytes} are taken`);
    }
    return length;
  }

  #scanBody(chunk: Buffer, from: number): number {
    const end = Math.min(chunk.length, from + this.#bodyLeft);
    for (let index = from; index < end; index++) {
      const byte = chunk[index]!;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inString = false;
      } else if (byte === quote) this.#inString = true;
      else if (byte === 0x7b || byte === 0x5b) {
        if (++this.#depth > this.#limits.depth) throw new FramingError(`JSON nested deeper than ${this.#limits.depth}`);
      } else if (byte === 0x7d || byte === 0x5d) this.#depth--;
    }
    this.#bodyLeft -= end - from;
    if (this.#bodyLeft === 0) this.#messages++;
    return end;
  }
}
