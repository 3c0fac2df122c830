// The first message on a connection: proves the token and tells both sides' builds and protocol numbers.
import { z } from "zod";
import { request } from "./define.ts";
import { since } from "./version.ts";

export const hello = request({
  method: "adatom/hello",
  summary: "First message of every connection. A wrong token closes it; a different protocol number is refused with VersionMismatch.",
  params: z.strictObject({
    token: z.string().describe("64 hex digits, from the daemon's token file"),
    protocol: z.int(),
    build: z.string().describe("hash of the client's copy of the daemon's sources"),
    client: z.strictObject({ name: z.string(), version: z.string() }),
  }),
  result: z.strictObject({
    protocol: z.int(),
    build: z.string(),
    version: z.string(),
    pid: z.int(),
    startedAt: z.string(),
    jobsRunning: z.int(),
  }),
  errors: ["Unauthorised", "VersionMismatch"],
  since,
});
