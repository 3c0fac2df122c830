// How a run reads in a few words: in the status bar, the tree and the training view. Pure; used on both sides of the webviews.
import type { Run } from "@adatom/protocol/runs.ts";

export const ended = (run: Run): boolean => run.state === "done" || run.state === "failed" || run.state === "cancelled";

export function kindText(run: Run): string {
  return {
    train: "Training",
    md: "Molecular dynamics",
    relax: "Relaxation",
    neb: "Nudged elastic band",
    "monte-carlo": "Monte Carlo",
    dataset: "Data set",
    study: "Study",
    label: "Labelling",
    "active-learning": "Active learning",
    ipi: "Forces over i-PI",
  }[run.kind];
}

/** Such as "Training silicon". */
export function runName(run: Run): string {
  return run.kind === "train" && run.model !== null
    ? `Training ${run.model}`
    : `${kindText(run)}${run.model === null ? "" : ` with ${run.model}`}`;
}

export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Such as "epoch 12/200", "step 300/1000", or the phase alone while nothing is counted. */
export function progressText(run: Run): string {
  const { phase, done, total } = run.progress;
  const unit = run.kind === "train" ? "epoch" : "step";
  const counted = total > 0 && (phase === "" || isStepping(phase));
  if (counted) return `${unit} ${done}/${total}`;
  return total > 0 ? `${phase} ${done}/${total}` : phase;
}

const isStepping = (phase: string): boolean => /^(train|epoch|step|md|relax|dynamics|running)/i.test(phase);

/** Fraction done, 0 to 1, for a progress bar. */
export function fractionDone(run: Run): number {
  if (run.state === "done") return 1;
  return run.progress.total > 0 ? Math.min(1, run.progress.done / run.progress.total) : 0;
}

/** The number that tells best how it goes, with its unit; empty while there is none. */
export function headlineNumber(run: Run): string {
  const force = run.last?.validationForceMaeEvPerA;
  if (run.kind === "train") return force === undefined ? "" : `validation ${force.toFixed(3)} eV/Å`;
  const temperature = run.last?.temperatureKelvin;
  if (run.kind === "md") return temperature === undefined ? "" : `${temperature.toFixed(0)} K`;
  const mean = run.last?.meanEnergy;
  if (run.kind === "dataset") return mean === undefined ? "" : `mean energy ${mean.toFixed(1)} eV`;
  const largest = run.last?.maximumForce;
  return largest === undefined ? "" : `largest force ${largest.toFixed(3)} eV/Å`;
}

/** One line for the tree: state or progress, then the number. */
export function runSummary(run: Run): string {
  const parts: string[] = [];
  if (run.state === "running") parts.push(progressText(run));
  else if (run.state === "paused") parts.push(`paused at ${progressText(run)}`);
  else parts.push(run.state);
  parts.push(headlineNumber(run));
  if (run.state === "running" && run.secondsLeft !== null) parts.push(`${durationText(run.secondsLeft)} left`);
  return parts.filter((part) => part !== "").join(" · ");
}
