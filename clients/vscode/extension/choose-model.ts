// Which trainable model of the projects in this window a command is about.
import { dirname } from "node:path";
import { openProject } from "@adatom/protocol/project.ts";
import * as vscode from "vscode";
import type { DaemonLink } from "./daemon-link.ts";
import { failureText } from "./failure-text.ts";

export interface ChosenModel {
  /** Folder of adatom.json. */
  readonly project: string;
  readonly model: string;
}

/** Without a question when there is one only; null when there is none, which is said, or when the user turns away. */
export async function chooseModel(link: DaemonLink, question: string): Promise<ChosenModel | null> {
  const files = await vscode.workspace.findFiles("**/adatom.json", "**/node_modules/**", 50);
  const choices: (vscode.QuickPickItem & ChosenModel)[] = [];
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
  if (choices.length > 1) return (await vscode.window.showQuickPick(choices, { placeHolder: question })) ?? null;
  if (wrong !== null) void vscode.window.showErrorMessage(`Adatom: ${wrong}`);
  else void vscode.window.showInformationMessage("There is no trainable model: this window has no adatom.json that names one.");
  return null;
}
