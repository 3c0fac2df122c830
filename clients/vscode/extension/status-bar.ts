// The status-bar item: what trains now and how well.
import * as vscode from "vscode";
import { statusText } from "../shared/status-text.ts";
import type { DaemonLink } from "./daemon-link.ts";
import type { RunStore } from "./run-store.ts";

export function createStatusBar(link: DaemonLink, store: RunStore): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("adatom.status", vscode.StatusBarAlignment.Left, 10);
  item.name = "Adatom";
  const show = () => {
    const { text, tooltip, tone } = statusText(link.connection, store.runs);
    item.text = text;
    item.tooltip = tooltip;
    item.command = link.connection === "failed" ? "adatom.showLog" : "adatom.showTraining";
    item.backgroundColor = tone === "normal" ? undefined : new vscode.ThemeColor(`statusBarItem.${tone}Background`);
  };
  show();
  item.show();
  return vscode.Disposable.from(item, store.onChanged(show), link.onConnection(show));
}
