// Runs: training, molecular dynamics, relaxation, nudged elastic bands and Monte Carlo as jobs that live in the daemon, not in any client.
import { z } from "zod";
import { notification, request } from "./define.ts";
import { since } from "./version.ts";

export const runState = z.enum(["queued", "running", "paused", "done", "failed", "cancelled"]);

export const run = z.strictObject({
  id: z.int(),
  kind: z.enum(["train", "md", "relax", "neb", "monte-carlo", "dataset", "label", "active-learning", "ipi", "study"]),
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
  warnings: z
    .array(z.string())
    .describe(
      "files skipped, divergence, stall, extrapolation; and of a long training what it is going to take, a text that begins with Forecast:",
    ),
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
    "The metrics rows of a run from a row number on: epochs of training (keys loss, trainEnergyMaeMeVPerAtom, validationEnergyMaeMeVPerAtom, trainForceMaeEvPerA, validationForceMaeEvPerA, learningRate, best, and with stresses trainStressMaeEvPerA3, validationStressMaeEvPerA3), samples of MD (timeFs, temperatureKelvin, potentialEnergy, kineticEnergy, conservedEnergy, extrapolatingAtoms, with a cell pressureGPa, volume, and of a learned model furthestOutside, maximumSpreadEvPerA), steps of a relaxation (energy, maximumForce, and where the cell moves maximumStressGPa, volume, enthalpy) or of a nudged elastic band (maximumForce, barrier, reverseBarrier), structures of a labelling (labelled, failed, known), rounds of active learning (structures, candidates, selected, labelled, failed, energyMaeMeVPerAtom, forceMaeEvPerA, meanSpreadEvPerA, maximumSpreadEvPerA, extrapolatingFrames), evaluations for an i-PI server (energy, maximumForce, extrapolatingAtoms), trials of Monte Carlo (energy, acceptance, displacementAngstrom), trainings of a study (energyMaeMeVPerAtom, energyRmseMeVPerAtom, forceMaeEvPerA of the test part, epochs, seconds), rounds of a data set (configurations, minimumEnergy, meanEnergy, temperatureKelvin, searches, events, acceptedEvents).",
  params: z.strictObject({ id: z.int(), from: z.int().min(0).default(0), limit: z.int().min(1).max(100_000).default(10_000) }),
  result: z.strictObject({
    rows: z.array(z.strictObject({ row: z.int(), step: z.number(), values: z.record(z.string(), z.number()) })),
    total: z.int(),
  }),
  errors: ["UnknownRun"],
  since,
});
export const runCurve = z.strictObject({
  name: z.string().describe("such as g(r)"),
  xLabel: z.string().describe("with its unit"),
  yLabel: z.string(),
  x: z.array(z.number()),
  y: z.array(z.number()),
});
export type RunCurve = z.infer<typeof runCurve>;

export const getRunCurve = request({
  method: "adatom/runs/curve",
  summary:
    "The newest curve of a run that changes as a whole: g(r) of molecular dynamics over its last twenty frames or so. Null where there is none (yet).",
  params: runId,
  result: z.strictObject({ curve: runCurve.nullable() }),
  errors: ["UnknownRun"],
  since,
});
export const plotRun = request({
  method: "adatom/runs/plot",
  summary:
    "Draws a run's rows as SVG files: learning curves of a training, temperature, energy, pressure and g(r) of molecular dynamics, and so on. A run may still go on.",
  params: z.strictObject({ id: z.int(), folder: z.string().describe("absolute path, made where it is not there") }),
  result: z.strictObject({ files: z.array(z.string()).describe("absolute paths; none where the run has nothing to draw yet") }),
  errors: ["UnknownRun", "FileUnreadable"],
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
export const runCurveChanged = notification({
  method: "adatom/runs/curveChanged",
  summary: "A new state of a run's curve.",
  params: z.strictObject({ id: z.int(), step: z.number(), curve: runCurve }),
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
