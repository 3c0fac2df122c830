// Asks what is to move the atoms of a structure: a model, a calculator or a shipped potential.
import { dirname, sep } from "node:path";
import { listModels } from "@adatom/protocol/models.ts";
import { openProject } from "@adatom/protocol/project.ts";
import * as vscode from "vscode";
import { type Forces, folderHolding, forceChoices } from "../shared/force-choices.ts";
import type { DaemonLink } from "./daemon-link.ts";

/** Undefined where the user turns away. */
export async function chooseForces(link: DaemonLink, file: vscode.Uri): Promise<Forces | undefined> {
  const found = await vscode.workspace.findFiles("**/adatom.json", "**/node_modules/**", 50);
  const folder = folderHolding(
    found.map(({ fsPath }) => dirname(fsPath)),
    file.fsPath,
    sep,
  );
  const [project, { shipped }] = await Promise.all([
    folder === undefined ? null : link.request(openProject, { folder }),
    link.request(listModels, {}),
  ]);
  const chosen = await vscode.window.showQuickPick(forceChoices(project, shipped), {
    placeHolder: "Forces of which model, calculator or potential?",
    matchOnDescription: true,
  });
  return chosen?.forces;
}
