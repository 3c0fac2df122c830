// For commands about the daemon itself, which must not start one just to ask or to end it.
import { DaemonAbsent, type DaemonClient } from "../daemon-client.ts";
import type { CommandContext } from "./command.ts";

/** The running daemon, or null after saying that there is none. */
export async function runningDaemon({ connect, output }: CommandContext): Promise<DaemonClient | null> {
  try {
    return await connect({ start: false });
  } catch (error) {
    if (!(error instanceof DaemonAbsent)) throw error;
    output.result({ running: false }, () => ["no daemon is running; commands that need one start it"]);
    return null;
  }
}
