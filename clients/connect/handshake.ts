// adatom/hello on a raw socket, before anything else speaks on it.
import type { Socket } from "node:net";
import type { Result } from "@adatom/protocol/define.ts";
import { hello } from "@adatom/protocol/handshake.ts";
import { shutdown } from "@adatom/protocol/lifecycle.ts";
import { protocolNumber } from "@adatom/protocol/version.ts";
import { errorFromAnswer } from "./errors.ts";
import { encodeFrame, FrameDecoder, type JsonMessage } from "./frames.ts";

export type Welcome = Result<typeof hello>;

/** The socket ended before the daemon answered: it is stopping, or was killed. Try again. */
export class Gone extends Error {}

/** Sends one request and waits for its answer; nothing else may read the socket meanwhile. Bytes after it stay in the socket. */
export function askRaw(socket: Socket, method: string, params: unknown, timeoutMs = 10_000): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const decoder = new FrameDecoder();
    const timer = setTimeout(() => finish(new Gone(`no answer to ${method} within ${timeoutMs / 1000} s`)), timeoutMs);
    const finish = (error: Error | null, result?: unknown) => {
      clearTimeout(timer);
      socket.off("data", onData).off("close", onClose).off("error", onError);
      socket.pause();
      if (error) reject(error);
      else resolve(result);
    };
    const onClose = () => finish(new Gone(`the connection ended before ${method} was answered`));
    const onError = (error: Error) => finish(new Gone(error.message));
    const onData = (chunk: Buffer) => {
      let message: JsonMessage | undefined;
      try {
        message = decoder.push(chunk)[0];
      } catch (error) {
        finish(error as Error);
        return;
      }
      if (!message) return;
      const rest = decoder.rest();
      const error = message.error as { code: number; message: string; data?: unknown } | undefined;
      finish(error ? errorFromAnswer(error.code, error.message, error.data) : null, message.result);
      if (rest.length > 0) socket.unshift(rest);
    };
    socket.on("data", onData).on("close", onClose).on("error", onError);
    // A socket that was paused stays so, listeners or not.
    socket.resume();
    socket.write(encodeFrame({ jsonrpc: "2.0", id: 0, method, params }));
  });
}

/** @throws Failure Unauthorised | VersionMismatch; Gone */
export async function sayHello(socket: Socket, token: string, build: string, client: { name: string; version: string }): Promise<Welcome> {
  return (await askRaw(socket, hello.method, { token, protocol: protocolNumber, build, client })) as Welcome;
}

/** Asks an idle daemon to make room. @returns false when it has jobs and stays */
export async function askToStop(socket: Socket): Promise<boolean> {
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    setTimeout(resolve, 10_000).unref();
  });
  try {
    await askRaw(socket, shutdown.method, { force: false });
  } catch (error) {
    if (error instanceof Gone) return true;
    return false;
  }
  socket.resume();
  await closed;
  return true;
}
