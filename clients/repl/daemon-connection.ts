// One connection to the daemon shared by everything in this process: made when first needed, made anew after a loss.
import { type Client, connect as connectClient, DaemonDown } from "@adatom/connect/index.ts";
import { type ConnectDaemon, DaemonAbsent, type DaemonClient } from "./daemon-client.ts";
import { version } from "./version.ts";

export interface ConnectionListener {
  /** Something a user should see once: a daemon of another build, a daemon being started. */
  readonly note: (text: string) => void;
}

export interface DaemonConnection {
  readonly connect: ConnectDaemon;
  close(): void;
}

/** @param name what the daemon's status calls this client */
export function daemonConnection(name: string, { note }: ConnectionListener): DaemonConnection {
  let current: Promise<Client> | null = null;
  const told = new Set<string>();
  const tell = (text: string): void => {
    if (!told.has(text)) note(text);
    told.add(text);
  };
  const open = async (start: boolean): Promise<Client> => {
    const client = await connectClient({
      client: { name, version },
      start,
      keep: !start,
      onProgress: (what) => note(`${what} ...`),
    });
    for (const warning of client.warnings) tell(warning);
    client.onState((state) => {
      if (state === "closed") current = null;
    });
    return client;
  };
  return {
    async connect({ start }) {
      // No await between seeing that there is none and noting the one begun: two callers at once share one connection.
      for (let known = current; known !== null; known = current) {
        const client = await known.catch(() => null);
        if (client?.state === "connected") return adapt(client);
        if (current === known) current = null;
      }
      const opening = open(start);
      current = opening;
      try {
        return adapt(await opening);
      } catch (error) {
        if (current === opening) current = null;
        if (!start && error instanceof DaemonDown && error.message.startsWith("No Adatom daemon runs"))
          throw new DaemonAbsent(error.message);
        throw error;
      }
    },
    close() {
      current?.then(
        (client) => client.close(),
        () => {},
      );
    },
  };
}

function adapt(client: Client): DaemonClient {
  return {
    request: (definition, params, options) => client.request(definition, params, options),
    on: (definition, handler) => client.on(definition, handler),
    onClose: (handler) =>
      client.onState((state) => {
        if (state === "closed") handler();
      }),
    close: () => client.close(),
  };
}
