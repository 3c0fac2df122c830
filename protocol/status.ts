// What the daemon is, holds and does now.
import { z } from "zod";
import { request } from "./define.ts";
import { since } from "./version.ts";

export const status = request({
  method: "adatom/status",
  summary: "The daemon's state: sessions, jobs, models, compute process, memory, event-loop delay.",
  params: z.strictObject({}),
  result: z.strictObject({
    version: z.string(),
    build: z.string(),
    protocol: z.int(),
    pid: z.int(),
    uptimeSeconds: z.number(),
    idleTimeoutSeconds: z.number(),
    folder: z.string().describe("where the store lives"),
    socket: z.string(),
    sessions: z.array(z.strictObject({ id: z.int(), client: z.string(), connectedSeconds: z.number(), documents: z.int() })),
    jobs: z.strictObject({ running: z.int(), queued: z.int(), paused: z.int() }),
    compute: z.strictObject({
      state: z.enum(["starting", "ready", "restarting", "failed", "stopped"]),
      pid: z.int().nullable(),
      restarts: z.int(),
      backend: z.string().nullable(),
      loadedModels: z.array(z.string()),
      modelBytes: z.number().nullable().describe("what the loaded models take"),
      modelBytesCap: z.number().nullable().describe("beyond it the models used longest ago are given up and loaded again when asked for"),
      tensors: z.int().nullable(),
      tensorBytes: z.number().nullable(),
      tensorBytesCap: z.number().nullable().describe("a run whose step takes more than this at once fails"),
      jobTensors: z
        .array(z.strictObject({ run: z.int(), tensors: z.int(), bytes: z.number() }))
        .describe("what each run that is being worked on holds between its steps"),
      memoryBytes: z.number().nullable(),
    }),
    projects: z.array(z.strictObject({ folder: z.string(), watching: z.boolean(), problems: z.int() })),
    memoryBytes: z.number(),
    eventLoopDelayMaxMs: z.number().describe("largest delay of the daemon's event loop since the last status request"),
  }),
  errors: [],
  since,
});
