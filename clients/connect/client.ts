// A typed client of the daemon: requests and notifications by their definitions, cancellation, reconnection.
import { setTimeout as sleep } from "node:timers/promises";
import type { Input, NotificationDefinition, Params, RequestDefinition, Result } from "@adatom/protocol/define.ts";
import {
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { Cancelled, DaemonDown, errorFromAnswer } from "./errors.ts";
import type { Welcome } from "./handshake.ts";
import { type ConnectOptions, type DaemonStream, openStream } from "./stream.ts";

export type ClientState = "connected" | "reconnecting" | "closed";

export interface ClientOptions extends ConnectOptions {
  /** True: after a loss, connect again (starting the daemon if need be) with growing pauses. Default false. */
  readonly reconnect?: boolean;
}

export interface Client {
  /** What the daemon said of itself in the handshake. */
  readonly daemon: Welcome;
  /** Plain sentences a user should see once, such as a daemon of another build. */
  readonly warnings: readonly string[];
  /** @throws Failure by the protocol's error names, Cancelled, DaemonDown */
  request<D extends RequestDefinition>(definition: D, params: Input<D>, options?: { signal?: AbortSignal }): Promise<Result<D>>;
  notify<D extends NotificationDefinition>(definition: D, params: Input<D>): void;
  /** Handlers stay across reconnections. @returns how to end it */
  on<D extends NotificationDefinition>(definition: D, handler: (params: Params<D>) => void): () => void;
  onState(listener: (state: ClientState, why: string) => void): () => void;
  /** Called once, when the connection is closed for good (lost without `reconnect`, or closed here). */
  onClose(listener: () => void): () => void;
  readonly state: ClientState;
  /** The connection of the moment, for LSP's own messages. */
  readonly connection: MessageConnection;
  close(): void;
}

export async function connect(options: ClientOptions): Promise<Client> {
  const handlers = new Map<string, Set<(params: never) => void>>();
  const stateListeners = new Set<(state: ClientState, why: string) => void>();
  let state: ClientState = "connected";
  let stream = await openStream(options);
  let connection = attach(stream);
  let reconnected: Promise<void> | undefined;

  function attach(to: DaemonStream): MessageConnection {
    const made = createMessageConnection(new StreamMessageReader(to.socket), new StreamMessageWriter(to.socket));
    made.onError(() => {});
    made.onNotification((method, params) => {
      for (const handler of handlers.get(method) ?? []) handler(params as never);
    });
    to.socket.once("close", () => lost(made));
    made.listen();
    to.socket.resume();
    return made;
  }

  function become(next: ClientState, why: string): void {
    state = next;
    for (const listener of stateListeners) listener(next, why);
  }

  function lost(which: MessageConnection): void {
    // Rejects what was in flight on it.
    which.dispose();
    if (state === "closed" || which !== connection) return;
    if (!options.reconnect) become("closed", "the daemon ended");
    else reconnected = again();
  }

  async function again(): Promise<void> {
    become("reconnecting", "the daemon ended");
    for (let attempt = 0; state === "reconnecting"; attempt++) {
      // 0.1 s, doubling, 5 s at most.
      await sleep(Math.min(100 * 2 ** attempt, 5000));
      if (state !== "reconnecting") return;
      try {
        // Never fight over builds on the way back: another client may have restarted it on purpose.
        const next = await openStream({ ...options, keep: true });
        if ((state as ClientState) === "closed") {
          next.socket.destroy();
          return;
        }
        stream = next;
        connection = attach(next);
        become("connected", "connected again");
      } catch (error) {
        become("reconnecting", (error as Error).message);
      }
    }
  }

  const client: Client = {
    get daemon() {
      return stream.welcome;
    },
    get warnings() {
      return stream.warnings;
    },
    get connection() {
      return connection;
    },
    get state() {
      return state;
    },
    async request(definition, params, { signal } = {}) {
      if (signal?.aborted) throw new Cancelled(`${definition.method} was cancelled.`);
      if (state === "reconnecting") await reconnected;
      if (state !== "connected") throw new DaemonDown("The connection to the daemon is closed.");
      const source = new CancellationTokenSource();
      const abort = () => source.cancel();
      signal?.addEventListener("abort", abort, { once: true });
      try {
        return await connection.sendRequest(definition.method, params, source.token);
      } catch (error) {
        // jsonrpc rejects what was in flight on a connection that ended with a code of its own.
        const ended = error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected;
        if (error instanceof ResponseError && !ended) throw errorFromAnswer(error.code, error.message, error.data);
        throw new DaemonDown(`The daemon ended before it answered ${definition.method}. Ask again; its log: ${stream.endpoint.logFile}`);
      } finally {
        signal?.removeEventListener("abort", abort);
        source.dispose();
      }
    },
    notify(definition, params) {
      if (state === "connected") connection.sendNotification(definition.method, params).catch(() => {});
    },
    on(definition, handler) {
      const set = handlers.get(definition.method) ?? new Set();
      handlers.set(definition.method, set);
      set.add(handler as (params: never) => void);
      return () => void set.delete(handler as (params: never) => void);
    },
    onState(listener) {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    onClose(listener) {
      return client.onState((next) => {
        if (next === "closed") listener();
      });
    },
    close() {
      if (state === "closed") return;
      become("closed", "closed by this client");
      stream.socket.end();
      connection.dispose();
    },
  };
  return client;
}
