// One open document in the worker: its text, its newest version, and the parse of exactly that version.
import { Failure } from "@adatom/protocol/failure.ts";
import { TextDocument } from "vscode-languageserver-textdocument";
import { fileNameOfUri } from "./file-name.ts";
import type { FrameStore } from "./frame-store.ts";
import type { TextChange } from "./messages.ts";
import { parseText, Superseded } from "./parse-text.ts";

export class OpenText {
  readonly uri: string;
  private document: TextDocument;
  private parsed: { readonly version: number; readonly store: FrameStore } | null = null;
  private running: { readonly version: number; readonly abort: AbortController; readonly done: Promise<FrameStore> } | null = null;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly onParsed: (version: number, store: FrameStore) => void;
  private readonly onTrouble: (error: unknown) => void;
  private readonly debounceMs: number;

  constructor(
    opened: { uri: string; languageId: string; version: number; text: string },
    debounceMs: number,
    onParsed: (version: number, store: FrameStore) => void,
    onTrouble: (error: unknown) => void,
  ) {
    this.uri = opened.uri;
    this.document = TextDocument.create(opened.uri, opened.languageId, opened.version, opened.text);
    this.debounceMs = debounceMs;
    this.onParsed = onParsed;
    this.onTrouble = onTrouble;
    this.schedule(0);
  }

  get version(): number {
    return this.document.version;
  }

  get text(): string {
    return this.document.getText();
  }

  change(version: number, changes: readonly TextChange[]): void {
    this.document = TextDocument.update(this.document, [...changes], version);
    if (this.running) this.running.abort.abort();
    this.schedule(this.debounceMs);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.running?.abort.abort();
  }

  /**
   * The frames of exactly this version.
   * @throws Failure StaleDocument when the text has moved on, UnknownDocument when it was closed meanwhile
   */
  async store(version: number): Promise<FrameStore> {
    this.requireVersion(version);
    if (this.parsed?.version === version) return this.parsed.store;
    try {
      return await this.parse();
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      this.requireVersion(version);
      throw error;
    }
  }

  requireVersion(version: number): void {
    if (this.closed) throw new Failure("UnknownDocument", `${this.uri} was closed.`);
    if (version === this.version) return;
    throw new Failure(
      "StaleDocument",
      `${this.uri} changed while the answer was made (version ${version}, now ${this.version}). Ask again.`,
    );
  }

  private schedule(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.parse().catch((error: unknown) => {
        if (!(error instanceof Superseded)) this.onTrouble(error);
      });
    }, milliseconds);
  }

  private parse(): Promise<FrameStore> {
    const version = this.version;
    if (this.parsed?.version === version) return Promise.resolve(this.parsed.store);
    if (this.running?.version === version) return this.running.done;
    clearTimeout(this.timer);
    const abort = new AbortController();
    const done = parseText(this.text, fileNameOfUri(this.uri), abort.signal, this.document.languageId).then((store) => {
      if (abort.signal.aborted) throw new Superseded();
      this.parsed = { version, store };
      this.running = null;
      this.onParsed(version, store);
      return store;
    });
    this.running = { version, abort, done };
    // Everybody who waits gets the error as well; this only keeps it from counting as unhandled.
    done.catch(() => {
      if (this.running?.version === version) this.running = null;
    });
    return done;
  }
}
