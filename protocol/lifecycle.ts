// Stopping the daemon, and reading its log.
import { z } from "zod";
import { request } from "./define.ts";
import { since } from "./version.ts";

export const shutdown = request({
  method: "adatom/shutdown",
  summary:
    "Ends the daemon. Running jobs are checkpointed and go on when a daemon next starts; without force it is refused while any runs.",
  params: z.strictObject({ force: z.boolean().default(false) }),
  result: z.strictObject({ stopping: z.literal(true), checkpointedJobs: z.int() }),
  errors: ["BusyJobs"],
  since,
});

export const logs = request({
  method: "adatom/logs",
  summary: "The last lines of the daemon's log.",
  params: z.strictObject({ lines: z.int().min(1).max(10_000).default(200) }),
  result: z.strictObject({ file: z.string(), lines: z.array(z.string()) }),
  errors: [],
  since,
});
