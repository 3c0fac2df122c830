// What the status-bar item says. Pure.
import type { Run } from "@adatom/protocol/runs.ts";
import { headlineNumber, progressText, runName } from "./run-text.ts";

export type Connection = "connecting" | "connected" | "failed";
export interface StatusText {
  /** With VS Code's $(icon) marks. */
  readonly text: string;
  readonly tooltip: string;
  readonly tone: "normal" | "warning" | "error";
}

/** @param runs newest first */
export function statusText(connection: Connection, runs: readonly Run[]): StatusText {
  if (connection === "failed")
    return { text: "$(error) Adatom: no daemon", tooltip: "The daemon could not be started. Click for the log.", tone: "error" };
  if (connection === "connecting") return { text: "$(sync~spin) Adatom", tooltip: "Connecting to the daemon", tone: "normal" };
  const running = runs.filter((run) => run.state === "running");
  // Training first: it is what the item is there for.
  const shown = running.find((run) => run.kind === "train") ?? running[0];
  if (shown !== undefined) {
    const more = running.length > 1 ? ` (+${running.length - 1})` : "";
    const words = [runName(shown), progressText(shown), headlineNumber(shown)].filter((word) => word !== "");
    return {
      text: `$(sync~spin) ${words.join(" · ")}${more}`,
      tooltip: `Adatom: ${shown.title}\nBegun by: ${shown.reason}`,
      tone: "normal",
    };
  }
  const newest = runs[0];
  const paused = runs.find((run) => run.state === "paused");
  if (paused !== undefined)
    return {
      text: `$(debug-pause) ${runName(paused)} paused`,
      tooltip: `Adatom: paused at ${progressText(paused)}. Click to see it or go on.`,
      tone: "warning",
    };
  if (newest?.state === "queued")
    return { text: `$(clock) ${runName(newest)} queued`, tooltip: "Adatom: waits for its turn", tone: "normal" };
  if (newest?.state === "failed") {
    return { text: `$(error) ${runName(newest)} failed`, tooltip: `Adatom: ${newest.error ?? "no reason was given"}`, tone: "error" };
  }
  return { text: "$(circle-outline) Adatom: idle", tooltip: "Adatom: nothing is running. Click for training runs.", tone: "normal" };
}
