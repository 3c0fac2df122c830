// Which structures of a file are worth labelling next, seen from a model's training set: chosen, written beside, and opened.
import { select } from "@adatom/protocol/select.ts";
import * as vscode from "vscode";
import { chooseModel } from "./choose-model.ts";
import type { DaemonLink } from "./daemon-link.ts";

export function selectCommand(link: DaemonLink): (given: unknown) => Promise<void> {
  return async (given) => {
    const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme !== "file") {
      void vscode.window.showInformationMessage("Open a saved structure file with candidates first, such as an MD trajectory.");
      return;
    }
    const chosen = await chooseModel(link, "Seen from the training set of which model?");
    if (chosen === null) return;
    const { project, model } = chosen;
    const count = await askCount();
    if (count === null) return;
    const found = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: "Adatom: selecting structures", cancellable: true },
      (_, token) => {
        const params = { candidates: [uri.fsPath], project, model, ...(count !== undefined && { count }), overwrite: true };
        return link.request(select, params, token);
      },
    );
    if (found.output === null) {
      void vscode.window.showInformationMessage(`Adatom: none of ${found.candidates} structures is far from what ${model} was trained on.`);
      return;
    }
    await vscode.window.showTextDocument(vscode.Uri.file(found.output));
    const rest = found.novelAfter > 0 ? `; ${found.novelAfter} others are still far from it` : "";
    void vscode.window.showInformationMessage(
      `Adatom: ${found.chosen.length} of ${found.candidates} structures are worth labelling (${found.extrapolatingStructures} extrapolate)${rest}.`,
    );
  };
}

/** A number, undefined for as many as it takes, null where the user turns away. */
async function askCount(): Promise<number | undefined | null> {
  const text = await vscode.window.showInputBox({
    prompt: "How many at most? Empty: as many as it takes",
    value: "10",
    validateInput: (given) =>
      given.trim() === "" || (Number.isInteger(Number(given)) && Number(given) > 0) ? null : "A whole number, please.",
  });
  if (text === undefined) return null;
  return text.trim() === "" ? undefined : Number(text);
}
