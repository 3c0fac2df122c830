// Commands on runs and projects: train, pause, resume, stop, show.
import { cancelRun, pauseRun, type Run, resumeRun } from "@adatom/protocol/runs.ts";
import { train } from "@adatom/protocol/train.ts";
import * as vscode from "vscode";
import { runName, runSummary } from "../shared/run-text.ts";
import { chooseModel } from "./choose-model.ts";
import type { DaemonLink } from "./daemon-link.ts";
import type { RunStore } from "./run-store.ts";
import { runOf } from "./run-tree.ts";
import type { TrainingPanel } from "./training-panel.ts";

export function runCommands(link: DaemonLink, store: RunStore, training: TrainingPanel): Record<string, (...given: unknown[]) => unknown> {
  const onRun =
    (request: typeof pauseRun | typeof resumeRun | typeof cancelRun, states: readonly Run["state"][]) => async (argument: unknown) => {
      const id = runOf(argument) ?? (await pickRun(store, states));
      if (id !== null) await link.request(request, { id });
    };
  return {
    "adatom.train": async () => {
      const choice = await chooseModel(link, "Train which model?");
      if (choice === null) return;
      const run = await link.request(train, { project: choice.project, model: choice.model });
      training.show(run.id);
    },
    "adatom.showTraining": (argument) => training.show(runOf(argument)),
    "adatom.pauseRun": onRun(pauseRun, ["running"]),
    "adatom.resumeRun": onRun(resumeRun, ["paused", "failed", "cancelled"]),
    "adatom.stopRun": onRun(cancelRun, ["running", "paused", "queued"]),
  };
}

async function pickRun(store: RunStore, states: readonly Run["state"][]): Promise<number | null> {
  const fitting = store.runs.filter((run) => states.includes(run.state));
  if (fitting.length === 0) void vscode.window.showInformationMessage(`Adatom: no run is ${states.join(" or ")}.`);
  if (fitting.length < 2) return fitting[0]?.id ?? null;
  const items = fitting.map((run) => ({ label: `#${run.id} ${runName(run)}`, description: runSummary(run), id: run.id }));
  return (await vscode.window.showQuickPick(items, { placeHolder: "Which run?" }))?.id ?? null;
}
