// adatom/ipi: a model as the force driver of another program, as a run.
import { ipi } from "@adatom/protocol/ipi.ts";
import type { IpiAddress } from "../compute/ipi/force-client.ts";
import { ipiSocketPath } from "../compute/ipi/socket-path.ts";
import type { Feature } from "./feature.ts";
import { pathOf, resolveRunSource } from "./run-source.ts";

export const feature: Feature = {
  stem: "ipi",
  register(session, services) {
    session.onRequest(ipi, async (params) => {
      const { frame, model, project, copyInto } = await resolveRunSource(services, session, params);
      const address = addressOf(params.socket, params.address);
      const shown = address.kind === "unix" ? address.path : params.address;
      return services.jobs.create({
        title: `forces of ${frame.formula} with ${model.label} for ${shown}`,
        project,
        model: model.label,
        reason: "command",
        prepare: async (_, folder) => ({
          kind: "ipi",
          structurePath: await copyInto(folder),
          structureName: pathOf(params.source) ?? "the structure given",
          model: model.reference,
          address,
          connectSeconds: params.connectSeconds,
        }),
      });
    });
  },
};

function addressOf(socket: string | undefined, address: string | undefined): IpiAddress {
  if (socket !== undefined) return { kind: "unix", path: ipiSocketPath(socket) };
  const [host, port] = address!.split(":") as [string, string];
  return { kind: "tcp", host, port: Number(port) };
}
