// One structure preview: a webview beside the text that follows its document, its version and its cursor.
import { basename } from "node:path";
import { preview } from "@adatom/protocol/preview.ts";
import type { StructureSource } from "@adatom/protocol/structure.ts";
import * as vscode from "vscode";
import type { FromPreview, ToPreview } from "../webviews/preview/messages.ts";
import type { DaemonLink } from "./daemon-link.ts";
import { failureText } from "./failure-text.ts";
import { frameOfLine, type LineRange } from "./frame-lines.ts";
import { isStructure } from "./languages.ts";
import { webviewPage } from "./webview-page.ts";

/** Typing is followed after this pause. */
const settleMs = 120;

export class PreviewPanel {
  readonly uri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  #link: DaemonLink;
  #frame: number;
  #forces = false;
  #ready = false;
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;
  #symbols: { version: number; ranges: LineRange[] } | null = null;

  constructor(panel: vscode.WebviewPanel, uri: vscode.Uri, frame: number, link: DaemonLink, extensionUri: vscode.Uri) {
    this.panel = panel;
    this.uri = uri;
    this.#frame = frame;
    this.#link = link;
    const { webview } = panel;
    const listeners = [
      webview.onDidReceiveMessage((message: FromPreview) => void this.#receive(message)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => document === this.#document() && this.refresh()),
      // An answer for a text that is gone must not stay: the file on disk takes over.
      vscode.workspace.onDidCloseTextDocument((document) => document.uri.toString() === uri.toString() && this.refresh()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => void this.#follow(textEditor)),
      vscode.languages.onDidChangeDiagnostics(
        ({ uris }) => uris.some((changed) => changed.toString() === uri.toString()) && this.#postProblems(),
      ),
      link.onConnection((connection) => connection === "connected" && this.refresh()),
    ];
    panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      vscode.Disposable.from(...listeners).dispose();
    });
    webview.html = webviewPage(webview, extensionUri, {
      title: "Structure preview",
      script: "preview.js",
      styles: ["preview.css"],
      data: { document: uri.toString() },
    });
  }

  showFrame(frame: number): void {
    if (frame === this.#frame) return;
    this.#frame = frame;
    this.refresh();
  }

  /** Asks for the geometry again, soon. */
  refresh(): void {
    this.#post({ type: "pending" });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), settleMs);
  }

  #document(): vscode.TextDocument | undefined {
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === this.uri.toString() && isStructure(document));
  }

  async #load(): Promise<void> {
    if (!this.#ready || this.#link.connection !== "connected") return;
    const document = this.#document();
    const version = document?.version ?? null;
    const source: StructureSource = document === undefined ? { path: this.uri.fsPath } : { uri: this.uri.toString() };
    const asked = ++this.#asked;
    const isOld = () => asked !== this.#asked || (this.#document()?.version ?? null) !== version;
    try {
      const frame = await this.#link.request(preview, { source, frame: this.#frame, forces: this.#forces });
      // A newer request is under way, or the text changed and its own is coming.
      if (isOld() || frame.version !== version) return;
      const radiusScale = vscode.workspace.getConfiguration("adatom.preview").get("radiusScale", 0.55);
      this.#post({ type: "frame", name: basename(this.uri.fsPath), frame, radiusScale });
      this.#postProblems();
    } catch (error) {
      if (isOld()) return;
      if (this.#frame > 0 && (await this.#frameIsGone(document))) return this.showFrame(0);
      this.#post({ type: "failure", ...failureText(error) });
    }
  }

  /** Frames were deleted from the text: the first one is shown then. */
  async #frameIsGone(document: vscode.TextDocument | undefined): Promise<boolean> {
    if (document === undefined) return false;
    const ranges = await this.#ranges(document).catch(() => []);
    return ranges.length > 0 && this.#frame >= ranges.length;
  }

  async #receive(message: FromPreview): Promise<void> {
    if (message.type === "ready") {
      this.#ready = true;
      await this.#load();
      const editor = vscode.window.visibleTextEditors.find((known) => known.document === this.#document());
      if (editor !== undefined) this.#post({ type: "select", line: editor.selection.active.line });
    } else if (message.type === "show-frame") this.showFrame(message.frame);
    else if (message.type === "reveal-line") await this.#reveal(message.line);
    else {
      this.#forces = message.mode !== "element";
      await this.#load();
    }
  }

  async #reveal(line: number): Promise<void> {
    const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === this.uri.toString());
    const column = open?.viewColumn ?? vscode.ViewColumn.One;
    const editor = await vscode.window.showTextDocument(this.uri, { viewColumn: column, preserveFocus: true });
    const range = editor.document.lineAt(Math.min(line, editor.document.lineCount - 1)).range;
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  async #follow(editor: vscode.TextEditor): Promise<void> {
    if (editor.document !== this.#document()) return;
    const { line } = editor.selection.active;
    this.#post({ type: "select", line });
    const ranges = await this.#ranges(editor.document).catch(() => []);
    const frame = frameOfLine(ranges, line);
    if (frame >= 0) this.showFrame(frame);
  }

  async #ranges(document: vscode.TextDocument): Promise<LineRange[]> {
    const { version } = document;
    if (this.#symbols?.version === version) return this.#symbols.ranges;
    type Symbols = { range: { start: { line: number }; end: { line: number } } }[] | null;
    const textDocument = { uri: this.uri.toString() };
    const symbols = await this.#link.languageRequest<Symbols>("textDocument/documentSymbol", { textDocument });
    const ranges = (symbols ?? []).map(({ range }) => ({ first: range.start.line, last: range.end.line }));
    if (document.version === version) this.#symbols = { version, ranges };
    return ranges;
  }

  #postProblems(): void {
    const errors = vscode.languages.getDiagnostics(this.uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    this.#post({ type: "problems", count: errors.length, line: errors[0]?.range.start.line ?? null });
  }

  #post(message: ToPreview): void {
    if (this.#ready) void this.panel.webview.postMessage(message);
  }
}
