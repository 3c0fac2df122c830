// stop: ends the daemon.
import { shutdown } from "@adatom/protocol/lifecycle.ts";
import type { Command } from "../command/command.ts";
import { runningDaemon } from "../command/running-daemon.ts";
import type { DaemonClient } from "../daemon-client.ts";
import { counted } from "../terminal/numbers.ts";

export const stop: Command = {
  name: "stop",
  summary: "end the daemon",
  details: "Refused while runs go on; with --force they are checkpointed first, and go on when a daemon next starts.",
  positionals: [],
  options: [{ name: "force", type: "flag", summary: "also while runs go on" }],
  examples: ["", "--force"],
  async run(context) {
    const client = await runningDaemon(context);
    if (!client) return 0;
    const stopped = await shutDown(client, context.arguments.flag("force"));
    context.output.result(stopped, () => [`the daemon has stopped${checkpointedText(stopped.checkpointedJobs)}`]);
    return 0;
  },
};

/** Ends the daemon and waits until it has closed the connection. */
export async function shutDown(client: DaemonClient, force: boolean): Promise<{ stopping: true; checkpointedJobs: number }> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const forget = client.onClose(resolve);
  try {
    const stopping = await client.request(shutdown, { force });
    await closed;
    return stopping;
  } finally {
    forget();
  }
}

export function checkpointedText(jobs: number): string {
  return jobs > 0 ? `; ${counted(jobs, "run")} checkpointed` : "";
}
