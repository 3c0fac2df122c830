// The extension's line to the daemon: one LanguageClient over the daemon's socket, which comes back by itself when the daemon
// ends. Large texts go by file. LSP's own features (hover, diagnostics, lenses, symbols, folding) need nothing more.
import type { Socket } from "node:net";
import { openStream } from "@adatom/connect/stream.ts";
import type { Input, NotificationDefinition, Params, RequestDefinition, Result } from "@adatom/protocol/define.ts";
import { didOpenSpooled } from "@adatom/protocol/documents.ts";
import * as vscode from "vscode";
import {
  type CancellationToken,
  CloseAction,
  type DidOpenTextDocumentParams,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  type StreamInfo,
} from "vscode-languageclient/node";
import type { Connection } from "../shared/status-text.ts";
import { chooseDaemon } from "./daemon-choice.ts";
import { documentSelector } from "./languages.ts";
import { howToOpen, writeSpoolFile } from "./large-open.ts";

export class DaemonLink implements vscode.Disposable {
  readonly log: vscode.LogOutputChannel;
  readonly onConnection: vscode.Event<Connection>;
  #connectionChanged = new vscode.EventEmitter<Connection>();
  #connection: Connection = "connecting";
  #client: LanguageClient;
  #extension: vscode.Extension<unknown>;
  #spoolFolder = "";
  #tryNow: () => void = () => {};
  #failures = 0;
  #metBefore = false;
  #disposed = false;

  constructor(extension: vscode.Extension<unknown>, log: vscode.LogOutputChannel) {
    this.#extension = extension;
    this.log = log;
    this.onConnection = this.#connectionChanged.event;
    this.#client = new LanguageClient("adatom", "Adatom", () => this.#open(), this.#options());
    this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.#become("connected");
      else if (this.#connection === "connected") this.#become("connecting");
    });
  }

  get connection(): Connection {
    return this.#connection;
  }

  async start(): Promise<void> {
    await this.#client.start();
  }

  /** @throws ResponseError with the protocol's error codes */
  request<D extends RequestDefinition>(definition: D, params: Input<D>, token?: CancellationToken): Promise<Result<D>> {
    return this.#client.sendRequest<Result<D>>(definition.method, params, token);
  }

  /** A message of LSP itself. */
  languageRequest<R>(method: string, params: object): Promise<R> {
    return this.#client.sendRequest<R>(method, params);
  }

  /** The handler stays across reconnections. */
  on<D extends NotificationDefinition>(definition: D, handler: (params: Params<D>) => void): vscode.Disposable {
    return this.#client.onNotification(definition.method, handler);
  }

  /** Does not wait for the next try. */
  tryNow(): void {
    this.#tryNow();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#tryNow();
    if (this.#client.state === State.Running) await this.#client.stop().catch(() => {});
    this.#connectionChanged.dispose();
  }

  #become(connection: Connection): void {
    if (this.#connection === connection) return;
    this.#connection = connection;
    this.#connectionChanged.fire(connection);
  }

  /** Never rejects while the extension lives: LanguageClient would give up for good. It tries again with growing pauses. */
  async #open(): Promise<StreamInfo> {
    for (;;) {
      if (this.#disposed) throw new Error("the extension was put away");
      try {
        return await this.#openOnce();
      } catch (error) {
        this.#failures++;
        this.log.error(`no connection to the daemon: ${(error as Error).message}`);
        this.#become("failed");
        if (this.#failures === 1) void this.#explain((error as Error).message);
        await new Promise<void>((resolve) => {
          this.#tryNow = resolve;
          setTimeout(resolve, Math.min(30_000, 2000 * this.#failures));
        });
        this.#become("connecting");
      }
    }
  }

  async #openOnce(): Promise<StreamInfo> {
    const settings = vscode.workspace.getConfiguration("adatom");
    const { version } = this.#extension.packageJSON as { version: string };
    const choice = chooseDaemon({
      daemonPath: settings.get("daemonPath", ""),
      nodePath: settings.get("nodePath", ""),
      bundledEntry: this.#extension.extensionUri.fsPath + "/dist/daemon/main.mjs",
      ownNodeVersion: process.versions.node,
    });
    const asked = {
      ADATOM_BACKEND: settings.get("backend", ""),
      ADATOM_THREADS: numberSetting(settings.get("threads", 0)),
      ADATOM_TENSOR_MB: numberSetting(settings.get("tensorMemoryMB", 0)),
      ADATOM_MODEL_MB: numberSetting(settings.get("modelMemoryMB", 0)),
    };
    const variables = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ""));
    const stream = await openStream({
      ...choice,
      ...(Object.keys(variables).length > 0 && { env: { ...process.env, ...variables } }),
      // On the way back it is kept whatever its build: another client may have replaced it on purpose, and two would fight.
      keep: choice.keep || this.#metBefore,
      client: { name: `${vscode.env.appName} (${vscode.workspace.name ?? "no folder"})`, version },
      onProgress: (what) => this.log.info(what),
    });
    for (const warning of stream.warnings) this.log.warn(warning);
    this.log.info(`connected to daemon ${stream.welcome.version} (build ${stream.welcome.build}, pid ${stream.welcome.pid})`);
    this.#failures = 0;
    this.#metBefore = true;
    this.#spoolFolder = stream.endpoint.spoolFolder;
    flowOnceHeard(stream.socket);
    return { reader: stream.socket, writer: stream.socket };
  }

  async #explain(message: string): Promise<void> {
    const picked = await vscode.window.showErrorMessage(`Adatom: ${message}`, "Show Log", "Try Again");
    if (picked === "Show Log") this.log.show();
    if (picked === "Try Again") this.#tryNow();
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: async () => {
          this.#become("connecting");
          // A moment, so that a daemon that dies at once on every connection does not spin.
          await new Promise((resolve) => setTimeout(resolve, 200));
          return this.#disposed ? { action: CloseAction.DoNotRestart, handled: true } : { action: CloseAction.Restart, handled: true };
        },
      },
      middleware: {
        // Here and not in didOpen: LanguageClient still notes the document as open, so that its changes follow.
        sendNotification: (type, next, params) => {
          const method = typeof type === "string" ? type : type.method;
          if (method !== "textDocument/didOpen") return next(type, params);
          const spooled = this.#spooled(params as unknown as DidOpenTextDocumentParams);
          return spooled === null ? next(type, params) : next(didOpenSpooled.method, spooled as never);
        },
      },
    };
  }

  /** The message that names a file instead of carrying the text; null for texts that fit a message. */
  #spooled({ textDocument }: DidOpenTextDocumentParams): Params<typeof didOpenSpooled> | null {
    const uri = vscode.Uri.parse(textDocument.uri);
    const document = vscode.workspace.textDocuments.find((known) => known.uri.toString() === uri.toString());
    const path = uri.scheme === "file" ? uri.fsPath : null;
    const how = howToOpen({ length: textDocument.text.length, isDirty: document?.isDirty ?? true, path });
    if (how === "message") return null;
    const textPath = how === "own-file" ? path! : writeSpoolFile(this.#spoolFolder, textDocument.text);
    return { uri: textDocument.uri, languageId: textDocument.languageId, version: textDocument.version, textPath };
  }
}

/** A number as the daemon's environment takes it; empty for 0, the default. */
function numberSetting(value: number): string {
  return value > 0 ? String(value) : "";
}

/** The handshake leaves the socket paused. It flows again when LanguageClient listens: earlier, its first bytes would be lost. */
function flowOnceHeard(socket: Socket): void {
  const heard = (event: string | symbol) => {
    if (event !== "data") return;
    socket.off("newListener", heard);
    setImmediate(() => socket.resume());
  };
  socket.on("newListener", heard);
}
