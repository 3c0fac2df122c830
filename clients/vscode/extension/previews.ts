// All structure previews of this window: one a document, restored after a reload.
import { basename } from "node:path";
import * as vscode from "vscode";
import type { DaemonLink } from "./daemon-link.ts";
import { PreviewPanel } from "./preview-panel.ts";
import { webviewRoot } from "./webview-page.ts";

const viewType = "adatom.preview";

export class Previews implements vscode.WebviewPanelSerializer {
  #link: DaemonLink;
  #context: vscode.ExtensionContext;
  #open = new Map<string, PreviewPanel>();

  constructor(context: vscode.ExtensionContext, link: DaemonLink) {
    this.#context = context;
    this.#link = link;
    context.subscriptions.push(vscode.window.registerWebviewPanelSerializer(viewType, this));
  }

  show(uri: vscode.Uri, frame: number): void {
    const known = this.#open.get(uri.toString());
    if (known !== undefined) {
      known.showFrame(frame);
      known.panel.reveal(undefined, true);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(viewType, `${basename(uri.fsPath)} (atoms)`, place, {
      enableScripts: true,
      localResourceRoots: [webviewRoot(this.#context.extensionUri)],
      // The picture and its camera stay while another tab is in front.
      retainContextWhenHidden: true,
    });
    this.#add(panel, uri, frame);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const document = (state as { document?: unknown } | null | undefined)?.document;
    if (typeof document !== "string") return panel.dispose();
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(this.#context.extensionUri)] };
    this.#add(panel, vscode.Uri.parse(document), 0);
  }

  #add(panel: vscode.WebviewPanel, uri: vscode.Uri, frame: number): void {
    panel.iconPath = vscode.Uri.joinPath(this.#context.extensionUri, "icons", "adatom-tab.svg");
    this.#open.set(uri.toString(), new PreviewPanel(panel, uri, frame, this.#link, this.#context.extensionUri));
    panel.onDidDispose(() => this.#open.delete(uri.toString()));
  }
}
