// A model as the force driver of another program, over the i-PI protocol.
import { z } from "zod";
import { request } from "./define.ts";
import { run } from "./runs.ts";
import { oneStructure } from "./structure.ts";
import { since } from "./version.ts";

export const ipi = request({
  method: "adatom/ipi",
  summary:
    "Connects to a program that speaks i-PI's protocol as a server (i-PI, ASE's SocketIOCalculator) and gives it energies, forces and virials of a model until it ends, as a run. The structure says which atoms there are: the protocol does not. Nothing ever listens on a TCP port. The run's result is {evaluations, extrapolatingEvaluations, address, model, seconds}.",
  params: z
    .strictObject({
      ...oneStructure,
      socket: z.string().optional().describe("name or path of a UNIX socket; a name gets i-PI's prefix /tmp/ipi_"),
      address: z
        .string()
        .refine((text) => /^[^\s:]+:\d{1,5}$/.test(text) && Number(text.split(":")[1]) < 65_536, {
          message: "a host and a port below 65536 such as localhost:31415",
        })
        .optional()
        .describe("host:port of a server to connect to"),
      connectSeconds: z.number().min(0).default(60).describe("how long to wait until somebody listens"),
    })
    .refine(({ socket, address }) => (socket === undefined) !== (address === undefined), {
      path: ["socket"],
      message: "name either a socket or an address",
    }),
  result: run,
  errors: ["BadStructure", "UnknownModel", "UnsupportedSpecies", "FileUnreadable", "BadProject"],
  since,
});
