// restart: ends the daemon and starts another; its runs go on from their checkpoints.
import { status } from "@adatom/protocol/status.ts";
import type { Command } from "../command/command.ts";
import { DaemonAbsent } from "../daemon-client.ts";
import { checkpointedText, shutDown } from "./stop.ts";

export const restart: Command = {
  name: "restart",
  summary: "end the daemon and start it anew",
  details: "Refused while runs go on; with --force they are checkpointed first, and go on in the new daemon.",
  positionals: [],
  options: [{ name: "force", type: "flag", summary: "also while runs go on" }],
  examples: ["--force"],
  async run(context) {
    let checkpointed = 0;
    try {
      const old = await context.connect({ start: false });
      checkpointed = (await shutDown(old, context.arguments.flag("force"))).checkpointedJobs;
    } catch (error) {
      if (!(error instanceof DaemonAbsent)) throw error;
    }
    const client = await context.connect({ start: true });
    const state = await client.request(status, {});
    context.output.result(state, () => [`the daemon runs anew, pid ${state.pid}${checkpointedText(checkpointed)}`]);
    return 0;
  },
};
