// The training view: one webview that shows any run; filled from the daemon's stored rows, then live.
import { cancelRun, getRunCurve, pauseRun, resumeRun, runMetrics } from "@adatom/protocol/runs.ts";
import * as vscode from "vscode";
import type { FromTraining, MetricsRow, ToTraining } from "../webviews/training/messages.ts";
import type { DaemonLink } from "./daemon-link.ts";
import type { RunStore } from "./run-store.ts";
import { webviewPage, webviewRoot } from "./webview-page.ts";

const viewType = "adatom.training";
const pageRows = 10_000;

export class TrainingPanel implements vscode.WebviewPanelSerializer {
  #context: vscode.ExtensionContext;
  #link: DaemonLink;
  #store: RunStore;
  #panel: vscode.WebviewPanel | null = null;
  #ready = false;
  /** The run the page shows. */
  #shown: number | null = null;
  /** Asked for before the page was there. */
  #wanted: number | null = null;
  /** Live rows that came while stored ones were fetched. */
  #waiting: MetricsRow[] | null = null;

  constructor(context: vscode.ExtensionContext, link: DaemonLink, store: RunStore) {
    this.#context = context;
    this.#link = link;
    this.#store = store;
    context.subscriptions.push(
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      store.onChanged(() => this.#postRuns()),
      store.onSubscribed(() => this.#shown !== null && void this.#fill(this.#shown)),
      store.onCurve(({ id, curve }) => id === this.#shown && this.#post({ type: "curve", id, curve })),
      store.onRow(({ id, ...row }) => {
        if (id !== this.#shown) return;
        if (this.#waiting !== null) this.#waiting.push(row);
        else this.#post({ type: "rows", id, rows: [row], reset: false });
      }),
    );
  }

  show(run: number | null): void {
    this.#wanted = run;
    if (this.#panel !== null) {
      this.#panel.reveal(undefined, true);
      if (run !== null) this.#post({ type: "select", id: run });
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Active, preserveFocus: false };
    this.#add(vscode.window.createWebviewPanel(viewType, "Runs", place, { ...this.#options(), retainContextWhenHidden: true }));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = this.#options();
    this.#add(panel);
  }

  #options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [webviewRoot(this.#context.extensionUri)] };
  }

  #add(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    this.#ready = false;
    panel.iconPath = vscode.Uri.joinPath(this.#context.extensionUri, "icons", "adatom-tab.svg");
    panel.onDidDispose(() => {
      this.#panel = null;
      this.#shown = null;
    });
    panel.webview.onDidReceiveMessage((message: FromTraining) => void this.#receive(message));
    panel.webview.html = webviewPage(panel.webview, this.#context.extensionUri, {
      title: "Runs",
      script: "training.js",
      styles: ["uplot.css", "training.css"],
    });
  }

  async #receive(message: FromTraining): Promise<void> {
    try {
      if (message.type === "ready") {
        this.#ready = true;
        this.#postRuns();
        if (this.#wanted !== null) this.#post({ type: "select", id: this.#wanted });
      } else if (message.type === "want") await this.#fill(message.id);
      else {
        const request = { pause: pauseRun, resume: resumeRun, cancel: cancelRun }[message.type];
        await this.#link.request(request, { id: message.id });
      }
    } catch (error) {
      void vscode.window.showErrorMessage(`Adatom: ${(error as Error).message}`);
    }
  }

  /** All stored rows of a run, page by page, then what came meanwhile. */
  async #fill(id: number): Promise<void> {
    this.#shown = id;
    this.#waiting = [];
    try {
      for (let from = 0, total = 1; from < total && this.#shown === id; ) {
        const answer = await this.#link.request(runMetrics, { id, from, limit: pageRows });
        this.#post({ type: "rows", id, rows: answer.rows, reset: from === 0 });
        total = answer.total;
        if (answer.rows.length === 0) break;
        from = answer.rows.at(-1)!.row + 1;
      }
    } catch (error) {
      // The daemon went away meanwhile: the next subscription fills again.
      this.#link.log.warn(`metrics of run ${id}: ${(error as Error).message}`);
    }
    if (this.#shown !== id) return;
    await this.#postCurve(id);
    const rows = this.#waiting ?? [];
    this.#waiting = null;
    if (rows.length > 0) this.#post({ type: "rows", id, rows, reset: false });
  }

  async #postCurve(id: number): Promise<void> {
    try {
      const { curve } = await this.#link.request(getRunCurve, { id });
      if (this.#shown === id) this.#post({ type: "curve", id, curve });
    } catch (error) {
      this.#link.log.warn(`curve of run ${id}: ${(error as Error).message}`);
    }
  }

  #postRuns(): void {
    this.#post({ type: "runs", runs: this.#store.runs, connected: this.#link.connection === "connected" });
  }

  #post(message: ToTraining): void {
    if (this.#ready) void this.#panel?.webview.postMessage(message);
  }
}
