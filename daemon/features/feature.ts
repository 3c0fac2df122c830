// What a feature is: one capability's handlers, registered on every session, working through the daemon's services.
import type { NotificationDefinition, Params, RequestDefinition, Result } from "@adatom/protocol/define.ts";
import type { MessageConnection } from "vscode-jsonrpc/node";
import type { Compute } from "../compute/contract.ts";
import type { Documents } from "../documents/contract.ts";
import type { Jobs } from "../jobs/contract.ts";
import type { ModelLibrary, Projects, Watch } from "../project/contract.ts";

/** One connection of one client. */
export interface Session {
  readonly id: number;
  readonly client: string;
  readonly connectedAt: number;
  /** Raw connection, for LSP's own messages. */
  readonly connection: MessageConnection;
  /** Workspace folders and capabilities of LSP's initialize; empty for command-line sessions. */
  readonly workspaceFolders: readonly string[];
  readonly isLanguageClient: boolean;
  /** Checks params with the definition's schema, answers Failures with their codes, passes on cancellation. */
  onRequest<D extends RequestDefinition>(
    definition: D,
    handler: (params: Params<D>, signal: AbortSignal) => Promise<Result<D>> | Result<D>,
  ): void;
  onNotification<D extends NotificationDefinition>(definition: D, handler: (params: Params<D>) => void): void;
  notify<D extends NotificationDefinition>(definition: D, params: Params<D>): void;
  onClose(listener: () => void): void;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface Lifecycle {
  readonly version: string;
  readonly build: string;
  readonly startedAt: number;
  readonly folder: string;
  readonly socket: string;
  readonly idleTimeoutSeconds: number;
  sessions(): readonly Session[];
  /** Resolves when everything is put away; the process then ends. */
  stop(why: string): Promise<void>;
  logFile(): string;
  eventLoopDelayMaxMs(): number;
}

export interface Services {
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly documents: Documents;
  readonly compute: Compute;
  readonly jobs: Jobs;
  readonly models: ModelLibrary;
  readonly projects: Projects;
  readonly watch: Watch;
}

export interface Feature {
  /** Same stem as the capability's file in protocol/. */
  readonly stem: string;
  /** Part of LSP's ServerCapabilities that this feature answers for. */
  readonly capabilities?: Readonly<Record<string, unknown>>;
  /** Once, when the daemon starts: cross-session listeners. */
  start?(services: Services): void;
  register(session: Session, services: Services): void;
}
