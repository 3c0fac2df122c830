// One connection of one client, from its first byte to its end. A hostile or broken client is dropped with one log line;
// nothing it does reaches the others.
import type { Socket } from "node:net";
import type { Params } from "@adatom/protocol/define.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { hello } from "@adatom/protocol/handshake.ts";
import {
  type CancellationToken,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { Feature, Log, Services, Session } from "../features/feature.ts";
import { FramingLimiter, limits, limitsBeforeHello } from "../socket/framing.ts";
import { outgoing } from "../socket/outgoing.ts";
import { unhurriedJson } from "../socket/unhurried-json.ts";
import { answer, checkParams } from "./answer.ts";
import { createGate } from "./gate.ts";
import { answerHello, type Identity } from "./hello.ts";
import { registerLanguageLife } from "./language.ts";

export interface OwnSession extends Session {
  becomeLanguageClient(folders: readonly string[]): void;
  setWorkspaceFolders(folders: readonly string[]): void;
  close(): void;
}

export interface SessionHost {
  readonly identity: Identity;
  readonly services: Services;
  readonly features: readonly Feature[];
  readonly handshakeSeconds: number;
  opened(session: Session): void;
  closed(session: Session): void;
}

/** A refusal needs this long to leave before the connection is closed. */
const refusalMs = 50;

let lastId = 0;

/** Takes over a fresh socket. */
export function acceptSession(socket: Socket, host: SessionHost): void {
  const { log } = host.services;
  const id = ++lastId;
  let ended = false;
  let session: OwnSession | undefined;
  const closeListeners: (() => void)[] = [];

  const end = (why?: string) => {
    if (ended) return;
    ended = true;
    clearTimeout(handshakeTimer);
    if (why) log.warn(`session ${id} (${session?.client ?? "no handshake"}) dropped: ${why}`);
    // What was already answered still goes out, but a peer that does not read cannot keep the socket.
    socket.end();
    setTimeout(() => socket.destroy(), why ? 100 : 1000).unref();
    guard.destroy();
    connection.dispose();
    for (const listener of closeListeners) guarded(log, listener);
    if (session) host.closed(session);
  };
  const handshakeTimer = setTimeout(() => end(`no adatom/hello within ${host.handshakeSeconds} s`), host.handshakeSeconds * 1000);

  const guard = new FramingLimiter(limitsBeforeHello);
  const way = outgoing(socket, (bytes) => end(`it does not read: ${bytes} bytes wait for it`));
  const writer = new StreamMessageWriter(way, { contentTypeEncoder: { name: "application/json", encode: unhurriedJson } });
  const gate = createGate((message, code, text) => {
    void writer.write({ jsonrpc: "2.0", id: message.id, error: { code, message: text } } as Parameters<typeof writer.write>[0]);
  }, end);
  // jsonrpc quotes whole messages.
  const complain = (text: string) => log.warn(`session ${id}: ${text.slice(0, 300)}`);
  const logger = { error: complain, warn: complain, info: () => {}, log: () => {} };
  const reader = new StreamMessageReader(guard);
  // Its timer for half-sent messages would go on for ever after the connection's end, and hold all of it in memory.
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, writer, logger, { messageStrategy: gate });

  socket.on("error", () => end());
  socket.on("close", () => end());
  guard.on("error", (error) => end(error.message));
  connection.onError(([error]) => end(error.message));
  connection.onClose(() => end());

  connection.onRequest(hello.method, (...all: unknown[]) => {
    const [given, token] = paramsAndToken(all);
    const result = answer(hello.method, token, log, () => {
      if (gate.state !== "shut") throw new Failure("Unauthorised", "adatom/hello was sent twice on this connection.");
      const params = checkParams(hello.method, hello.params, given);
      try {
        const welcome = answerHello(params, host.identity);
        gate.state = "open";
        guard.allow(limits);
        session = open(params);
        return welcome;
      } catch (error) {
        // A client of another protocol may still ask an idle daemon to make room.
        if (error instanceof Failure && error.errorName === "VersionMismatch") {
          gate.state = "stop-only";
          session = open(params);
        }
        throw error;
      }
    });
    clearTimeout(handshakeTimer);
    void result.catch((error) => {
      if (gate.state !== "shut") return;
      gate.state = "refused";
      setTimeout(() => end((error as Error).message), refusalMs);
    });
    return result;
  });

  function open(params: Params<typeof hello>): OwnSession {
    const made = createSession(id, `${params.client.name} ${params.client.version}`, connection, log, end, (listener) =>
      closeListeners.push(listener),
    );
    registerLanguageLife(made, host.services, host.features);
    for (const feature of host.features) feature.register(made, host.services);
    made.onClose(() => {
      host.services.documents.closeSession(id);
    });
    host.opened(made);
    return made;
  }

  socket.pipe(guard);
  connection.listen();
}

/** vscode-jsonrpc calls a handler with the token alone where a request has no params. */
function paramsAndToken(given: unknown[]): [params: unknown, token: CancellationToken] {
  return [given.length > 1 ? given[0] : undefined, given.at(-1) as CancellationToken];
}

function guarded(log: Log, listener: () => void): void {
  try {
    listener();
  } catch (error) {
    log.error(`closing a session: ${(error as Error).stack}`);
  }
}

function createSession(
  id: number,
  client: string,
  connection: MessageConnection,
  log: Log,
  end: () => void,
  onClose: (listener: () => void) => void,
): OwnSession {
  let folders: readonly string[] = [];
  let isLanguageClient = false;
  return {
    id,
    client,
    connectedAt: Date.now(),
    connection,
    get workspaceFolders() {
      return folders;
    },
    get isLanguageClient() {
      return isLanguageClient;
    },
    becomeLanguageClient(given) {
      isLanguageClient = true;
      folders = given;
    },
    setWorkspaceFolders(given) {
      folders = given;
    },
    onRequest(definition, handler) {
      connection.onRequest(definition.method, (...given: unknown[]) => {
        const [params, token] = paramsAndToken(given);
        return answer<unknown>(definition.method, token, log, (signal) =>
          handler(checkParams(definition.method, definition.params, params) as never, signal),
        );
      });
    },
    onNotification(definition, handler) {
      connection.onNotification(definition.method, (given: unknown) => {
        try {
          handler(checkParams(definition.method, definition.params, given) as never);
        } catch (error) {
          const text = error instanceof ResponseError || error instanceof Failure ? error.message : (error as Error).stack;
          log.warn(`session ${id} (${client}): ${definition.method}: ${text}`);
        }
      });
    },
    notify(definition, params) {
      connection.sendNotification(definition.method, params).catch(() => {});
    },
    onClose,
    close: end,
  };
}
