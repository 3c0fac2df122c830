// Sessions over real sockets, with services that only note what was asked of them.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeFrame, FrameDecoder, type JsonMessage } from "@adatom/connect/frames.ts";
import type { Feature, Services, Session } from "@adatom/daemon/features/feature.ts";
import { acceptSession } from "@adatom/daemon/sessions/session.ts";
import { protocolNumber } from "@adatom/protocol/version.ts";

export const token = "f".repeat(64);
export const greeting = { token, protocol: protocolNumber, build: "b", client: { name: "test", version: "1" } };

export interface Harness {
  readonly log: string[];
  readonly documents: unknown[][];
  readonly sessions: Set<Session>;
  peer(): Promise<Peer>;
  close(): Promise<void>;
}

export interface Peer {
  readonly socket: Socket;
  ask(method: string, params?: unknown): Promise<JsonMessage>;
  send(message: JsonMessage): void;
  tell(method: string, params?: unknown): void;
  /** Resolves when the daemon has closed the connection. */
  readonly closed: Promise<void>;
  readonly heard: JsonMessage[];
}

export async function harness(features: readonly Feature[] = [], handshakeSeconds = 5): Promise<Harness> {
  const folder = mkdtempSync(join(tmpdir(), "adt-"));
  const log: string[] = [];
  const documents: unknown[][] = [];
  const sessions = new Set<Session>();
  const note =
    (name: string) =>
    (...given: unknown[]) =>
      void documents.push([name, ...given]);
  const write = (message: string) => void log.push(message);
  const services = {
    log: { info: write, warn: write, error: write },
    lifecycle: { version: "9.9" },
    documents: { open: note("open"), change: note("change"), close: note("close"), closeSession: note("closeSession") },
  } as unknown as Services;
  const server: Server = createServer((socket) =>
    acceptSession(socket, {
      identity: { token, build: "daemon-build", version: "9.9", startedAt: 0, jobsRunning: () => 0 },
      services,
      features,
      handshakeSeconds,
      opened: (session) => void sessions.add(session),
      closed: (session) => void sessions.delete(session),
    }),
  );
  const path = join(folder, "s");
  server.listen(path);
  await once(server, "listening");
  const sockets = new Set<Socket>();
  return {
    log,
    documents,
    sessions,
    async peer() {
      const socket = connect(path);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      await once(socket, "connect");
      socket.on("error", () => {});
      const decoder = new FrameDecoder();
      const heard: JsonMessage[] = [];
      const waiting = new Map<unknown, (message: JsonMessage) => void>();
      socket.on("data", (chunk) => {
        for (const message of decoder.push(chunk)) {
          heard.push(message);
          waiting.get(message.id)?.(message);
        }
      });
      let id = 0;
      const send = (message: JsonMessage) => void socket.write(encodeFrame({ jsonrpc: "2.0", ...message }));
      return {
        socket,
        heard,
        send,
        tell: (method, params) => send({ method, params }),
        ask(method, params) {
          const mine = ++id;
          send({ id: mine, method, params });
          return new Promise((resolve, reject) => {
            waiting.set(mine, resolve);
            socket.once("close", () => reject(new Error(`closed before ${method} was answered`)));
          });
        },
        closed: new Promise((resolve) => socket.once("close", () => resolve())),
      };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
