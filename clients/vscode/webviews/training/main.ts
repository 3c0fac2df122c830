// The training view: a run's curves as they grow, how far it is, what began it, and its buttons.

import type { Run, RunCurve } from "@adatom/protocol/runs.ts";
import { durationText, ended, fractionDone, kindText, progressText, runName } from "../../shared/run-text.ts";
import { element } from "../element.ts";
import { onMessage, remember, remembered, send } from "../host.ts";
import { onThemeChange } from "../theme.ts";
import { Chart } from "./chart.ts";
import type { FromTraining, ToTraining } from "./messages.ts";
import { plotsOf, stepName } from "./plots.ts";
import { Series } from "./series.ts";

let runs: readonly Run[] = [];
let selected = (remembered() as { run?: number } | undefined)?.run ?? null;
/** True once a person or a command picked a run: then a newer one does not take its place. */
let picked = selected !== null;
let charts: Chart[] = [];
let chartsOf: Run["kind"] | null = null;
const series = new Series();
/** The chart of what changes as a whole, such as g(r). */
let whole: Chart | null = null;
let wholeName = "";

const tell = (message: FromTraining) => send(message);
const chooser = element("select", { label: "Run" });
const state = element("span", { class: "state" });
const facts = element("div", { class: "facts" });
const bar = element("progress", { max: 1, value: 0, label: "Progress" });
const controls = element("div", { class: "controls" });
const notes = element("div", { class: "notes" });
const plots = element("div", { class: "plots" });
const wholePlot = element("div", { class: "plots" });
const empty = element("p", { class: "empty" }, "No runs yet. Train a model with the command “Adatom: Train Model”.");
const offline = element("p", { class: "offline", hidden: true }, "The daemon is away; connecting again ...");
const body = element(
  "div",
  { hidden: true },
  element("header", { class: "run" }, chooser, state, controls),
  bar,
  facts,
  notes,
  plots,
  wholePlot,
);
document.getElementById("root")!.append(offline, empty, body);
chooser.addEventListener("change", () => choose(Number(chooser.value), true));

function choose(id: number, byPerson: boolean): void {
  picked ||= byPerson;
  if (selected !== id || series.length === 0) {
    selected = id;
    series.clear();
    showWhole(null);
    tell({ type: "want", id });
  }
  remember({ run: id });
  showRun();
}

function showRuns(): void {
  empty.hidden = runs.length > 0;
  body.hidden = runs.length === 0;
  if (!runs.some((run) => run.id === selected)) picked = false;
  // Rows of a run that someone is looking at are never replaced by another's.
  const follow = runs.find((run) => run.state === "running" && run.kind === "train") ?? runs[0];
  if (!picked && follow !== undefined && follow.id !== selected) choose(follow.id, false);
  chooser.replaceChildren(
    ...runs.map((run) =>
      element("option", { value: String(run.id), selected: run.id === selected }, `#${run.id} ${runName(run)} (${run.state})`),
    ),
  );
  showRun();
}

function showRun(): void {
  const run = runs.find((known) => known.id === selected);
  if (run === undefined) return;
  chooser.value = String(run.id);
  if (chartsOf !== run.kind) {
    chartsOf = run.kind;
    charts = plotsOf[run.kind].map((plot) => new Chart(plot, stepName[run.kind]));
    plots.replaceChildren(...charts.map((chart) => chart.element));
  }
  state.textContent = run.state;
  state.dataset.state = run.state;
  bar.value = fractionDone(run);
  bar.hidden = ended(run);
  const left = run.state === "running" && run.secondsLeft !== null ? `${durationText(run.secondsLeft)} left` : "";
  const restarts = run.restarts === 0 ? "" : `resumed from its checkpoint${run.restarts === 1 ? "" : ` ${run.restarts} times`}`;
  const how = ended(run) ? "" : progressText(run);
  facts.textContent = [kindText(run), how, left, `begun by: ${run.reason}`, restarts].filter((text) => text !== "").join(" · ");
  notes.replaceChildren(
    ...(run.error === null ? [] : [element("p", { class: "error" }, run.error)]),
    ...run.warnings.map((warning) => element("p", { class: "warning" }, warning)),
    ...resultText(run).map((text) => element("p", { class: "result" }, text)),
  );
  const actions = {
    running: ["pause", "cancel"],
    queued: ["cancel"],
    paused: ["resume", "cancel"],
    failed: ["resume"],
    cancelled: ["resume"],
    done: [],
  } as const;
  const names = { pause: "Pause", resume: "Resume", cancel: "Stop" };
  const wanted: readonly ("pause" | "resume" | "cancel")[] = actions[run.state];
  // Left alone while they are the same, or a click between two updates would meet a button that is gone.
  if (controls.dataset.for !== `${run.id} ${run.state}`) {
    controls.dataset.for = `${run.id} ${run.state}`;
    controls.replaceChildren(
      ...wanted.map((type) => {
        const button = element("button", { type: "button" }, names[type]);
        button.addEventListener("click", () => tell({ type, id: run.id }));
        return button;
      }),
    );
  }
  showCurves();
}

/** What came out of a training run: the version, and its errors on structures it never saw. */
function resultText(run: Run): string[] {
  if (run.kind !== "train" || run.result === null) return [];
  const { version, accepted, test } = run.result as { version?: number | null; accepted?: boolean; test?: Record<string, number> | null };
  const energy = test?.energyMaeMeVPerAtom;
  const force = test?.forceMaeEvPerA;
  const lines: string[] = [];
  if (accepted === false)
    lines.push(`Kept as version ${version ?? "?"}, but not in use: its validation error was worse than the current one's.`);
  else if (typeof version === "number") lines.push(`Version ${version} is in use.`);
  if (energy !== undefined && force !== undefined) lines.push(`On the test set: ${energy.toFixed(2)} meV/atom, ${force.toFixed(3)} eV/Å.`);
  return lines;
}

let drawPending = false;
function showCurves(): void {
  if (drawPending) return;
  drawPending = true;
  requestAnimationFrame(() => {
    drawPending = false;
    for (const chart of charts) chart.show(series);
    // For tests.
    document.body.dataset.points = String(series.length);
    document.body.dataset.run = String(selected);
  });
}

/** Draws a curve that is no series of rows; none where there is none. */
function showWhole(curve: RunCurve | null): void {
  if (curve === null || whole === null || wholeName !== curve.name) {
    whole = null;
    wholePlot.replaceChildren();
  }
  if (curve === null) return;
  const { name, xLabel, yLabel, x, y } = curve;
  if (whole === null) {
    whole = new Chart({ title: name, unit: "", logarithmic: false, curves: [{ key: "y", label: yLabel }] }, xLabel);
    wholeName = name;
    wholePlot.append(whole.element);
  }
  const points = new Series();
  points.add(x.map((step, row) => ({ row, step, values: { y: y[row]! } })));
  whole.show(points);
}

onMessage<ToTraining>((message) => {
  if (message.type === "runs") {
    runs = message.runs;
    offline.hidden = message.connected;
    showRuns();
  } else if (message.type === "select") {
    choose(message.id, true);
  } else if (message.type === "curve") {
    if (message.id === selected) showWhole(message.curve);
  } else if (message.id === selected) {
    if (message.reset) series.clear();
    series.add(message.rows);
    showCurves();
  }
});
onThemeChange(() => {
  for (const chart of charts) chart.redraw();
  whole?.redraw();
});
tell({ type: "ready" });
if (selected !== null) tell({ type: "want", id: selected });
