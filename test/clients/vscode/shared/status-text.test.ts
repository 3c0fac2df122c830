// What status bar, tree and training view say of runs.
import type { Run } from "@adatom/protocol/runs.ts";
import { durationText, fractionDone, progressText, runName, runSummary } from "adatom-vscode/shared/run-text.ts";
import { statusText } from "adatom-vscode/shared/status-text.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const run: Run = {
  id: 7,
  kind: "train",
  title: "train silicon of /home/me/si",
  state: "running",
  project: "/home/me/si",
  model: "silicon",
  reason: "data/new.xyz changed",
  createdAt: "2026-01-01T00:00:00.000Z",
  startedAt: "2026-01-01T00:00:01.000Z",
  endedAt: null,
  progress: { phase: "training", done: 12, total: 200 },
  secondsLeft: 93,
  restarts: 0,
  last: { validationForceMaeEvPerA: 0.1234, loss: 0.5 },
  result: null,
  error: null,
  warnings: [],
};

test("a training run: model, epoch, validation error", () => {
  const { text, tooltip, tone } = statusText("connected", [run]);
  assert.is(text, "$(sync~spin) Training silicon · epoch 12/200 · validation 0.123 eV/Å");
  assert.match(tooltip, "data/new.xyz changed");
  assert.is(tone, "normal");
});

test("training is shown before other running runs, which are counted", () => {
  const md: Run = { ...run, id: 8, kind: "md", model: "sw-si-1985", progress: { phase: "dynamics", done: 5, total: 10 }, last: null };
  assert.match(statusText("connected", [md, run]).text, /Training silicon.*\(\+1\)$/);
  assert.match(statusText("connected", [md]).text, "Molecular dynamics with sw-si-1985 · step 5/10");
});

test("paused, queued, failed, idle, and no daemon", () => {
  assert.match(statusText("connected", [{ ...run, state: "paused" }]).text, "Training silicon paused");
  assert.match(statusText("connected", [{ ...run, state: "queued" }]).text, "queued");
  const failed = statusText("connected", [{ ...run, state: "failed", error: "disk full" }]);
  assert.is(failed.tone, "error");
  assert.match(failed.tooltip, "disk full");
  assert.match(statusText("connected", []).text, "idle");
  assert.match(statusText("connected", [{ ...run, state: "done" }]).text, "idle");
  assert.is(statusText("failed", [run]).tone, "error");
  assert.not.match(statusText("connecting", [run]).text, "epoch");
});

test("an older failure does not hide behind a newer success, nor before it", () => {
  const done: Run = { ...run, id: 9, state: "done" };
  assert.match(statusText("connected", [done, { ...run, state: "failed" }]).text, "idle");
});

test("progress and summaries", () => {
  assert.is(progressText(run), "epoch 12/200");
  assert.is(progressText({ ...run, progress: { phase: "reading data", done: 3, total: 9 } }), "reading data 3/9");
  assert.is(progressText({ ...run, progress: { phase: "starting", done: 0, total: 0 } }), "starting");
  assert.is(runName({ ...run, model: null }), "Training");
  assert.is(runSummary(run), "epoch 12/200 · validation 0.123 eV/Å · 1 min 33 s left");
  assert.is(runSummary({ ...run, state: "paused", last: null }), "paused at epoch 12/200");
  assert.is(runSummary({ ...run, state: "done" }), "done · validation 0.123 eV/Å");
  assert.is(fractionDone({ ...run, state: "done" }), 1);
  assert.is(fractionDone({ ...run, progress: { phase: "", done: 0, total: 0 } }), 0);
});

test("durations", () => {
  assert.is(durationText(0.4), "0 s");
  assert.is(durationText(59.6), "1 min 0 s");
  assert.is(durationText(7322), "2 h 2 min");
  assert.is(durationText(-1), "0 s");
});

test.run();
