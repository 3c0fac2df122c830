// Runs: training, molecular dynamics, relaxation, nudged elastic bands and Monte Carlo as jobs that live in the daemon, not in any client.
import { z } from "zod";
import { notification, request } from "./define.ts";
import { since } from "./version.ts";

export const runState = z.enum(["queued", "running", "paused", "done", "failed", "cancelled"]);

export const run = z.strictObject({
  id: z.int(),
  kind: z.enum(["train", "md", "relax", "neb", "monte-carlo", "dataset"]),
  title: z.string().describe("such as: train silicon of /home/me/si"),
  state: runState,
  project: z.string().nullable(),
  model: z.string().nullable().describe("model trained or used"),
  reason: z.string().describe("what began it: command, or the file that changed"),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  progress: z.strictObject({ phase: z.string(), done: z.number(), total: z.number() }),
  secondsLeft: z.number().nullable(),
  restarts: z.int().describe("times it was resumed from its checkpoint after a crash or a restart"),
  last: z.record(z.string(), z.number()).nullable().describe("the newest metrics row"),
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z.string().nullable(),
  warnings: z.array(z.string()).describe("files skipped, divergence, stall, extrapolation"),
});
export type Run = z.infer<typeof run>;

const runId = z.strictObject({ id: z.int() });

export const listRuns = request({
  method: "adatom/runs/list",
  summary: "Runs, newest first.",
  params: z.strictObject({ project: z.string().optional(), limit: z.int().min(1).max(1000).default(50) }),
  result: z.strictObject({ runs: z.array(run) }),
  errors: [],
  since,
});
export const getRun = request({
  method: "adatom/runs/get",
  summary: "One run.",
  params: runId,
  result: run,
  errors: ["UnknownRun"],
  since,
});
export const pauseRun = request({
  method: "adatom/runs/pause",
  summary: "Pauses a run at its next step; it is checkpointed.",
  params: runId,
  result: run,
  errors: ["UnknownRun"],
  since,
});
export const resumeRun = request({
  method: "adatom/runs/resume",
  summary: "Lets a paused, cancelled or failed run go on from its checkpoint.",
  params: runId,
  result: run,
  errors: ["UnknownRun"],
  since,
});
export const cancelRun = request({
  method: "adatom/runs/cancel",
  summary: "Ends a run; training keeps its best model so far as a version when it has one.",
  params: runId,
  result: run,
  errors: ["UnknownRun"],
  since,
});
export const runMetrics = request({
  method: "adatom/runs/metrics",
  summary:
    "The metrics rows of a run from a row number on: epochs of training (keys loss, trainEnergyMaeMeVPerAtom, validationEnergyMaeMeVPerAtom, trainForceMaeEvPerA, validationForceMaeEvPerA, learningRate, best), samples of MD (timeFs, temperatureKelvin, potentialEnergy, kineticEnergy, conservedEnergy, extrapolatingAtoms, and with a cell pressureGPa, volume), steps of a relaxation (energy, maximumForce, and where the cell moves maximumStressGPa, volume, enthalpy) or of a nudged elastic band (maximumForce, barrier, reverseBarrier), trials of Monte Carlo (energy, acceptance, displacementAngstrom), rounds of a data set (configurations, minimumEnergy, meanEnergy, temperatureKelvin, searches, events, acceptedEvents).",
  params: z.strictObject({ id: z.int(), from: z.int().min(0).default(0), limit: z.int().min(1).max(100_000).default(10_000) }),
  result: z.strictObject({
    rows: z.array(z.strictObject({ row: z.int(), step: z.number(), values: z.record(z.string(), z.number()) })),
    total: z.int(),
  }),
  errors: ["UnknownRun"],
  since,
});
export const subscribeRuns = request({
  method: "adatom/runs/subscribe",
  summary: "From now on this session gets adatom/runs/changed and adatom/runs/row, of one run or of all.",
  params: z.strictObject({ id: z.int().optional() }),
  result: z.strictObject({ runs: z.array(run) }),
  errors: ["UnknownRun"],
  since,
});
export const runChanged = notification({
  method: "adatom/runs/changed",
  summary: "A run's state or progress changed (at most 5 times a second a run).",
  params: run,
  from: "daemon",
  since,
});
export const runRow = notification({
  method: "adatom/runs/row",
  summary: "A new metrics row of a run.",
  params: z.strictObject({ id: z.int(), row: z.int(), step: z.number(), values: z.record(z.string(), z.number()) }),
  from: "daemon",
  since,
});
