// How a run looks while it goes on: title, progress with time left, newest numbers, and its curve.
import type { Run, RunCurve } from "@adatom/protocol/runs.ts";
import type { LiveView } from "../command/command.ts";
import { truncate } from "../terminal/display-width.ts";
import { duration, shortNumber } from "../terminal/numbers.ts";
import { type PlotOptions, plot, type Series } from "../terminal/plot.ts";
import { progressBar } from "../terminal/progress-bar.ts";
import type { Style } from "../terminal/style.ts";
import { ended, type FollowedRun, type MetricsRow } from "./follow-run.ts";

interface Curve {
  readonly key: string;
  readonly name: string;
}
interface KindView {
  readonly curves: readonly Curve[];
  readonly logarithmic: boolean;
  readonly xName: string;
  readonly numbers: readonly { readonly key: string; readonly name: string; readonly unit: string; readonly decimals?: number }[];
}

/** What is drawn and said of each kind of run; the keys are those of adatom/runs/metrics. */
const kinds: Readonly<Record<Run["kind"], KindView>> = {
  train: {
    curves: [
      { key: "trainForceMaeEvPerA", name: "force MAE train (eV/Å)" },
      { key: "validationForceMaeEvPerA", name: "validation" },
    ],
    logarithmic: true,
    xName: "epoch",
    numbers: [
      { key: "loss", name: "loss", unit: "" },
      { key: "validationEnergyMaeMeVPerAtom", name: "energy", unit: "meV/atom" },
      { key: "validationForceMaeEvPerA", name: "force", unit: "eV/Å" },
    ],
  },
  md: {
    curves: [{ key: "temperatureKelvin", name: "temperature (K)" }],
    logarithmic: false,
    xName: "step",
    numbers: [
      { key: "temperatureKelvin", name: "temperature", unit: "K" },
      { key: "conservedEnergy", name: "conserved energy", unit: "eV", decimals: 4 },
      { key: "pressureGPa", name: "pressure", unit: "GPa", decimals: 2 },
      { key: "volume", name: "volume", unit: "Å³", decimals: 1 },
      { key: "extrapolatingAtoms", name: "extrapolating", unit: "atoms" },
      { key: "maximumSpreadEvPerA", name: "spread of forces", unit: "eV/Å", decimals: 3 },
    ],
  },
  relax: {
    curves: [{ key: "maximumForce", name: "largest force (eV/Å)" }],
    logarithmic: true,
    xName: "step",
    numbers: [
      { key: "energy", name: "energy", unit: "eV", decimals: 4 },
      { key: "maximumForce", name: "largest force", unit: "eV/Å" },
      { key: "maximumStressGPa", name: "largest stress", unit: "GPa" },
    ],
  },
  "monte-carlo": {
    curves: [{ key: "energy", name: "energy (eV)" }],
    logarithmic: false,
    xName: "trial",
    numbers: [
      { key: "energy", name: "energy", unit: "eV", decimals: 4 },
      { key: "acceptance", name: "accepted share", unit: "", decimals: 3 },
    ],
  },
  neb: {
    curves: [{ key: "maximumForce", name: "largest force (eV/Å)" }],
    logarithmic: true,
    xName: "step",
    numbers: [
      { key: "barrier", name: "barrier", unit: "eV", decimals: 4 },
      { key: "maximumForce", name: "largest force", unit: "eV/Å" },
    ],
  },
  label: {
    curves: [{ key: "labelled", name: "labelled" }],
    logarithmic: false,
    xName: "structure",
    numbers: [
      { key: "labelled", name: "labelled", unit: "", decimals: 0 },
      { key: "failed", name: "failed", unit: "", decimals: 0 },
      { key: "known", name: "known before", unit: "", decimals: 0 },
    ],
  },
  "active-learning": {
    curves: [{ key: "forceMaeEvPerA", name: "force MAE on held-out structures (eV/Å)" }],
    logarithmic: true,
    xName: "round",
    numbers: [
      { key: "structures", name: "trained on", unit: "structures", decimals: 0 },
      { key: "energyMaeMeVPerAtom", name: "energy", unit: "meV/atom" },
      { key: "forceMaeEvPerA", name: "force", unit: "eV/Å" },
      { key: "selected", name: "selected", unit: "", decimals: 0 },
      { key: "meanSpreadEvPerA", name: "spread", unit: "eV/Å" },
    ],
  },
  ipi: {
    curves: [{ key: "energy", name: "energy (eV)" }],
    logarithmic: false,
    xName: "evaluation",
    numbers: [
      { key: "energy", name: "energy", unit: "eV", decimals: 4 },
      { key: "maximumForce", name: "largest force", unit: "eV/Å" },
      { key: "extrapolatingAtoms", name: "extrapolating", unit: "atoms" },
    ],
  },
  study: {
    curves: [{ key: "energyMaeMeVPerAtom", name: "test energy MAE (meV/atom)" }],
    logarithmic: true,
    xName: "training",
    numbers: [{ key: "energyMaeMeVPerAtom", name: "test error of the last", unit: "meV/atom" }],
  },
  dataset: {
    curves: [
      { key: "minimumEnergy", name: "minimum (eV)" },
      { key: "meanEnergy", name: "mean of the set" },
    ],
    logarithmic: false,
    xName: "round",
    numbers: [
      { key: "configurations", name: "configurations", unit: "", decimals: 0 },
      { key: "meanEnergy", name: "mean energy", unit: "eV", decimals: 2 },
      { key: "events", name: "events of the walk", unit: "", decimals: 0 },
    ],
  },
};

const stateStyles = { queued: "dim", running: "accent", paused: "warning", done: "good", failed: "error", cancelled: "warning" } as const;

export function stateText(run: Run, style: Style): string {
  return style[stateStyles[run.state]](run.state);
}

/** Share of the work done, 0 to 1. */
export function progressOf(run: Run): number {
  return run.progress.total > 0 ? Math.min(1, run.progress.done / run.progress.total) : 0;
}

/** The newest numbers of a run that are worth a line. */
export function numbersText(run: Run): string {
  return kinds[run.kind].numbers
    .filter(({ key }) => run.last?.[key] !== undefined && !(key === "extrapolatingAtoms" && run.last[key] === 0))
    .map(({ key, name, unit, decimals }) => {
      const value = run.last![key]!;
      return `${name} ${decimals === undefined ? number(value) : value.toFixed(decimals)}${unit && ` ${unit}`}`;
    })
    .join(" · ");
}

function number(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(1) : shortNumber(value, Math.abs(value) / 10);
}

// More points than dots would only cost time.
const mostPoints = 800;

function thinned(rows: readonly MetricsRow[]): readonly MetricsRow[] {
  const stride = Math.ceil(rows.length / mostPoints);
  return stride <= 1 ? rows : rows.filter((_, index) => index % stride === 0 || index === rows.length - 1);
}

/** Curves of a run; none before two rows are there. */
export function runPlot(kind: Run["kind"], rows: readonly MetricsRow[], size: Pick<PlotOptions, "columns" | "lines" | "style">): string[] {
  if (rows.length < 2) return [];
  const { curves, logarithmic, xName } = kinds[kind];
  const points = thinned(rows);
  const series: Series[] = curves.map(({ key, name }) => {
    const drawn = points.filter((row) => row.values[key] !== undefined);
    return { name, x: drawn.map((row) => row.step), y: drawn.map((row) => row.values[key]!) };
  });
  return plot(series, { ...size, logarithmic, xName });
}

/** The curve that changes as a whole, such as g(r). */
export function curvePlot(curve: RunCurve | null | undefined, size: Pick<PlotOptions, "columns" | "lines" | "style">): string[] {
  if (!curve) return [];
  return plot([{ name: curve.name, x: curve.x, y: curve.y }], { ...size, xName: curve.xLabel });
}

/** One line, such as: run 3 running · epochs 45/100 · 12.0 s left; or of one that has ended: run 3 done · train silicon. */
export function runLine(run: Run, style: Style): string {
  if (ended(run)) return `${style.bold(`run ${run.id}`)} ${stateText(run, style)} · ${run.title}`;
  const { phase, done, total } = run.progress;
  const count = total > 0 ? ` ${done}/${total}` : "";
  const left = run.secondsLeft !== null && run.state === "running" ? ` · ${duration(run.secondsLeft)} left` : "";
  return `${style.bold(`run ${run.id}`)} ${stateText(run, style)} · ${phase}${count}${left}`;
}

export function runView(followed: FollowedRun, style: Style, hint: string): LiveView {
  const { run, rows, connected } = followed;
  return {
    plain: () => {
      const numbers = numbersText(run);
      return `${runLine(run, style)}${numbers && ` · ${numbers}`}${connected ? "" : " · daemon is away, connecting again"}`;
    },
    lines: (columns, available) => {
      const percent = `${Math.floor(progressOf(run) * 100)} %`.padStart(5);
      const barColumns = Math.max(10, Math.min(60, columns - percent.length - 1));
      const lines = [
        `${runLine(run, style)}  ${style.dim(run.title)}`,
        `${progressBar(progressOf(run), barColumns, style)} ${percent}`,
        numbersText(run),
        connected ? style.dim(hint) : style.warning("The daemon is away; connecting again. The run goes on from its checkpoint."),
      ].filter((line) => line !== "");
      // Legend and axis take two lines beside the canvas.
      const width = Math.min(columns, 78);
      // Legend and axis of the second one take two more.
      const both = available - lines.length - 4;
      const shared = followed.curve && both >= 6;
      const room = Math.min(10, shared ? Math.ceil(both / 2) : both + 2);
      const drawn = room >= 3 ? runPlot(run.kind, rows, { columns: width, lines: room, style }) : [];
      const curve = shared ? curvePlot(followed.curve, { columns: width, lines: Math.min(8, both - room), style }) : [];
      return [...lines.slice(0, -1), ...drawn, ...curve, ...lines.slice(-1)].slice(0, available).map((line) => truncate(line, columns));
    },
  };
}
