// Commands on runs and projects: train, pause, resume, stop, show.
import { dirname } from "node:path";
import { openProject } from "@adatom/protocol/project.ts";
import { cancelRun, pauseRun, type Run, resumeRun } from "@adatom/protocol/runs.ts";
import { train } from "@adatom/protocol/train.ts";
import * as vscode from "vscode";
import { runName, runSummary } from "../shared/run-text.ts";
import type { DaemonLink } from "./daemon-link.ts";
import { failureText } from "./failure-text.ts";
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
      const choice = await pickModel(link);
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

/** A trainable model of the projects in this window; without a question when there is one only. */
async function pickModel(link: DaemonLink): Promise<{ project: string; model: string } | null> {
  const files = await vscode.workspace.findFiles("**/adatom.json", "**/node_modules/**", 50);
  const choices: (vscode.QuickPickItem & { project: string; model: string })[] = [];
  let wrong: string | null = null;
  for (const file of files) {
    const folder = dirname(file.fsPath);
    try {
      const project = await link.request(openProject, { folder });
      for (const model of project.models) {
        if (model.data === null) continue;
        const state = model.activeVersion === null ? "not trained yet" : `version ${model.activeVersion}`;
        choices.push({ label: model.name, description: `${model.type} · ${state}`, detail: folder, project: folder, model: model.name });
      }
    } catch (error) {
      wrong = `${file.fsPath}: ${failureText(error).message}`;
    }
  }
  if (choices.length === 1) return choices[0]!;
  if (choices.length > 1) return (await vscode.window.showQuickPick(choices, { placeHolder: "Train which model?" })) ?? null;
  if (wrong !== null) void vscode.window.showErrorMessage(`Adatom: ${wrong}`);
  else void vscode.window.showInformationMessage("There is no model to train: this window has no adatom.json that names one.");
  return null;
}
