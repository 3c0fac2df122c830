// ipi: gives another program energies and forces of a model over the i-PI protocol.
import { ipi as ipiRequest } from "@adatom/protocol/ipi.ts";
import { type Command, UsageError } from "../command/command.ts";
import { filePositional, frameOption, potentialOptions, structureParams } from "../command/potential-options.ts";
import { detachOption, startAndFollow, tookText } from "../follow/run-command.ts";
import { pairs } from "../terminal/table.ts";

export const ipi: Command = {
  name: "ipi",
  summary: "give i-PI, ASE or another program the forces of a model",
  details:
    "Connects to a program that waits for a force driver (i-PI, ASE's SocketIOCalculator) and answers until it ends. FILE has the atoms in that program's order: the protocol does not name them. Ctrl-C ends it.",
  positionals: [filePositional],
  options: [
    { name: "socket", type: "text", value: "NAME", summary: "UNIX socket: a path, or a name as i-PI's <address> (/tmp/ipi_NAME)" },
    { name: "address", type: "text", value: "HOST:PORT", summary: "or a server to connect to; nothing of ours ever listens" },
    { name: "wait", field: "connectSeconds", type: "number", value: "S", summary: "seconds until somebody listens (default 60)" },
    ...potentialOptions,
    frameOption,
    detachOption,
  ],
  examples: ["examples/silicon/diamond.xyz --socket silicon --potential sw-si-1985"],
  async run(context) {
    const { arguments: given, output } = context;
    const [socket, address, wait, frame] = [given.text("socket"), given.text("address"), given.number("wait"), given.number("frame")];
    if ((socket === undefined) === (address === undefined)) throw new UsageError("ipi takes either --socket or --address");
    return startAndFollow(context, {
      start: (client) =>
        client.request(ipiRequest, {
          ...structureParams(context),
          ...(frame !== undefined && { frame }),
          ...(socket !== undefined && { socket: socket.startsWith(".") ? `${context.folder}/${socket}` : socket }),
          ...(address !== undefined && { address }),
          ...(wait !== undefined && { connectSeconds: wait }),
        }),
      result: (run) => run.result,
      text: (run) => {
        const result = run.result ?? {};
        return pairs(
          [
            ["evaluations", `${String(result.evaluations)}${tookText(run)}`],
            ["model", String(result.model)],
            ["for", String(result.address)],
          ],
          output.columns(),
          output.style,
        );
      },
    });
  },
};
