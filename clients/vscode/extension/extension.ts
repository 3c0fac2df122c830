// Activation: wiring only.
import * as vscode from "vscode";
import { daemonCommands } from "./daemon-commands.ts";
import { DaemonLink } from "./daemon-link.ts";
import { failureText } from "./failure-text.ts";
import { ModelTree } from "./model-tree.ts";
import { Previews } from "./previews.ts";
import { runCommands } from "./run-commands.ts";
import { RunStore } from "./run-store.ts";
import { RunTree } from "./run-tree.ts";
import { selectCommand } from "./select-command.ts";
import { createStatusBar } from "./status-bar.ts";
import { structureCommands } from "./structure-commands.ts";
import { TrainingPanel } from "./training-panel.ts";

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Adatom", { log: true });
  const link = new DaemonLink(context.extension, log);
  const store = new RunStore(link);
  const previews = new Previews(context, link);
  const training = new TrainingPanel(context, link, store);
  const models = new ModelTree(link, store);
  const commands = {
    ...structureCommands({ link, store, previews, training }),
    ...runCommands(link, store, training),
    ...daemonCommands(link),
    "adatom.select": selectCommand(link),
    "adatom.activateModel": (node: unknown) => models.activate(node),
  };
  context.subscriptions.push(
    log,
    link,
    store,
    createStatusBar(link, store),
    vscode.window.registerTreeDataProvider("adatom.runs", new RunTree(store)),
    vscode.window.registerTreeDataProvider("adatom.models", models),
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, reported(run))),
  );
  // Not awaited: the editor goes on while a daemon starts.
  void link.start().catch((error: unknown) => log.error(String(error)));
}

/** A command's error is shown as the daemon said it, not as VS Code's "Error running command". */
function reported(run: (...given: unknown[]) => unknown): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    try {
      await run(...given);
    } catch (error) {
      void vscode.window.showErrorMessage(`Adatom: ${failureText(error).message}`);
    }
  };
}
