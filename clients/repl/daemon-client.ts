// What commands need of a connection to the daemon: typed requests and notifications. clients/connect provides it,
// tests provide one in memory.
import type { Input, NotificationDefinition, Params, RequestDefinition, Result } from "@adatom/protocol/define.ts";

export interface DaemonClient {
  request<D extends RequestDefinition>(definition: D, params: Input<D>, options?: { readonly signal?: AbortSignal }): Promise<Result<D>>;
  /** Hears a notification until the returned function is called. */
  on<D extends NotificationDefinition>(definition: D, handler: (params: Params<D>) => void): () => void;
  /** Called once when the connection is lost or closed. */
  onClose(handler: () => void): () => void;
  close(): void;
}

/** How commands come by a connection: `start` brings up the daemon where none runs. */
export type ConnectDaemon = (options: { readonly start: boolean }) => Promise<DaemonClient>;

/** No daemon runs, and none was to be started. */
export class DaemonAbsent extends Error {
  override name = "DaemonAbsent";
}
