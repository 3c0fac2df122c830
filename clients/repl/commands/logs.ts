// logs: the last lines of the daemon's log.
import { logs as logsRequest } from "@adatom/protocol/lifecycle.ts";
import type { Command } from "../command/command.ts";

export const logs: Command = {
  name: "logs",
  summary: "the last lines of the daemon's log",
  positionals: [],
  options: [{ name: "lines", short: "n", type: "integer", value: "N", summary: "how many (default 50)" }],
  examples: ["--lines 20"],
  async run(context) {
    const client = await context.connect({ start: true });
    const got = await client.request(logsRequest, { lines: context.arguments.number("lines") ?? 50 });
    context.output.result(got, () => [context.output.style.dim(got.file), ...got.lines]);
    return 0;
  },
};
