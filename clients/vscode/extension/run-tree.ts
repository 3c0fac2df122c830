// The tree of runs in the Adatom view: newest first, with progress, reason, result and warnings beneath each.
import type { Run } from "@adatom/protocol/runs.ts";
import * as vscode from "vscode";
import { durationText, runName, runSummary } from "../shared/run-text.ts";
import type { RunStore } from "./run-store.ts";

type Node = { readonly run: Run } | { readonly run: Run; readonly detail: Detail };
interface Detail {
  readonly text: string;
  readonly icon: string;
}

const icons: Record<Run["state"], readonly [string, string?]> = {
  queued: ["clock"],
  running: ["sync~spin", "charts.blue"],
  paused: ["debug-pause", "charts.yellow"],
  done: ["check", "charts.green"],
  failed: ["error", "charts.red"],
  cancelled: ["circle-slash"],
};

export class RunTree implements vscode.TreeDataProvider<Node> {
  readonly onDidChangeTreeData: vscode.Event<undefined>;
  #store: RunStore;
  #changed = new vscode.EventEmitter<undefined>();

  constructor(store: RunStore) {
    this.#store = store;
    this.onDidChangeTreeData = this.#changed.event;
    store.onChanged(() => this.#changed.fire(undefined));
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.#store.runs.map((run) => ({ run }));
    return "detail" in node ? [] : details(node.run).map((detail) => ({ run: node.run, detail }));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ("detail" in node) {
      const item = new vscode.TreeItem(node.detail.text);
      item.iconPath = new vscode.ThemeIcon(node.detail.icon);
      item.tooltip = node.detail.text;
      return item;
    }
    const { run } = node;
    const item = new vscode.TreeItem(`#${run.id} ${runName(run)}`, vscode.TreeItemCollapsibleState.Collapsed);
    const [icon, colour] = icons[run.state];
    item.id = `run ${run.id}`;
    item.description = runSummary(run);
    item.tooltip = `${run.title}\n${runSummary(run)}\nBegun by: ${run.reason}`;
    item.iconPath = new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
    item.contextValue = run.state;
    item.command = { command: "adatom.showTraining", title: "Show", arguments: [run.id] };
    return item;
  }
}

function details(run: Run): Detail[] {
  const found: Detail[] = [{ text: `begun by: ${run.reason}`, icon: "info" }];
  if (run.project !== null) found.push({ text: run.project, icon: "folder" });
  if (run.startedAt !== null && run.endedAt !== null) {
    found.push({ text: `took ${durationText((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000)}`, icon: "watch" });
  }
  if (run.error !== null) found.push({ text: run.error, icon: "error" });
  found.push(...run.warnings.map((text) => ({ text, icon: "warning" })));
  return found;
}

/** The run that a command was called on: a tree node, a number, or nothing. */
export function runOf(argument: unknown): number | null {
  if (typeof argument === "number") return argument;
  if (typeof argument === "object" && argument !== null && "run" in argument) return (argument as Node).run.id;
  return null;
}
