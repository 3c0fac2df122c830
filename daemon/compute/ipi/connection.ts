// One end of an i-PI connection: bytes asked for by number, whoever sends them and however they are cut.
import type { Socket } from "node:net";
import { headerLength, headerName } from "./messages.ts";

export class IpiConnection {
  private readonly socket: Socket;
  private chunks: Buffer[] = [];
  private length = 0;
  private ended: Error | null = null;
  private wake: (() => void) | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.length += chunk.length;
      this.wake?.();
    });
    const end = (error: Error): void => {
      this.ended ??= error;
      this.wake?.();
    };
    socket.on("error", end);
    socket.on("close", () => end(new Error("the other program closed the connection")));
  }

  /** @throws Error when the connection ends before so many bytes came */
  async read(count: number): Promise<Buffer> {
    while (this.length < count) {
      if (this.ended) throw this.ended;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
    }
    if (count === 0) return Buffer.alloc(0);
    const all = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    this.chunks = all.length > count ? [all.subarray(count)] : [];
    this.length -= count;
    return all.subarray(0, count);
  }

  async readName(): Promise<string> {
    return headerName(await this.read(headerLength));
  }

  /** @throws Error for a number that cannot be meant */
  async readCount(most: number, what: string): Promise<number> {
    const count = (await this.read(4)).readInt32LE();
    if (count < 0 || count > most)
      throw new Error(`the other program says ${count} ${what}: it does not speak the i-PI protocol as it should`);
    return count;
  }

  send(bytes: Buffer): void {
    if (!this.ended) this.socket.write(bytes);
  }

  close(): void {
    this.socket.destroy();
  }
}
