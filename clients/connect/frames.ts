// JSON-RPC messages to and from bytes (LSP's framing), for what happens before or beside a message connection.

export type JsonMessage = Record<string, unknown>;

export function encodeFrame(message: JsonMessage): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

/** Gathers bytes until whole messages stand in them. */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #needed = 0;

  /** @throws Error on a frame that is none */
  push(chunk: Buffer): JsonMessage[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const messages: JsonMessage[] = [];
    while (this.#bytes > 0 && this.#bytes >= this.#needed) {
      const message = this.#next();
      if (!message) break;
      messages.push(message);
    }
    return messages;
  }

  /** Bytes after the last whole message. */
  rest(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  #next(): JsonMessage | null {
    const buffer = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = [buffer];
    const end = buffer.indexOf("\r\n\r\n");
    if (end < 0) {
      if (buffer.length > 4096) throw new Error("no message header in the first 4096 bytes");
      this.#needed = 0;
      return null;
    }
    const match = /content-length: *(\d+)/i.exec(buffer.toString("latin1", 0, end));
    if (!match) throw new Error("a message header without Content-Length");
    const total = end + 4 + Number(match[1]);
    this.#needed = total;
    if (buffer.length < total) return null;
    const message = JSON.parse(buffer.toString("utf8", end + 4, total)) as JsonMessage;
    const rest = buffer.subarray(total);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#bytes = rest.length;
    this.#needed = 0;
    return message;
  }
}
