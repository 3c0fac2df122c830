// The main thread's face of the documents: forwards to the worker, keeps versions and a journal, and never looks into a long text.
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import type { StructureSource } from "@adatom/protocol/structure.ts";
import type { Log } from "../features/feature.ts";
import type { Documents, ParsedDocument } from "./contract.ts";
import { Journal } from "./journal.ts";
import { needText, type TextOrigin, type WorkerMethod, type WorkerRequests, type WorkerSource } from "./messages.ts";
import { startWorkerLink } from "./worker-link.ts";

export interface DocumentsOptions {
  readonly log: Log;
  /** Ours alone, emptied at the start: parcels and texts of open documents lie in `documents` under it. */
  readonly runtimeFolder: string;
  /** Where clients spool long texts; a file in it is removed once it was taken over. Default: `spool` in the runtime folder. */
  readonly spoolFolder?: string;
  /** Wait after a change before the text is parsed for diagnostics. */
  readonly debounceMs?: number;
  /** The worker's main file; a bundle names its own. */
  readonly workerEntry?: string;
}

export interface RunningDocuments extends Documents {
  /** For trials: ends the worker thread as a crash would. */
  killWorker(): Promise<void>;
}

export function createDocuments(options: DocumentsOptions): RunningDocuments {
  const { log } = options;
  const folder = join(options.runtimeFolder, "documents");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const spoolFolder = resolve(options.spoolFolder ?? join(options.runtimeFolder, "spool"));
  const journal = new Journal(folder);
  const listeners: ((session: number, uri: string, parsed: ParsedDocument) => void)[] = [];
  const closedListeners: ((session: number, uri: string) => void)[] = [];
  const givenTexts = new WeakMap<StructureSource, number>();
  const forgetting = new FinalizationRegistry<number>((id) => link.post({ type: "forgetText", id }));
  let nextTextId = 1;
  const link = startWorkerLink({
    log,
    settings: {
      runtimeFolder: folder,
      debounceMs: options.debounceMs ?? 60,
    },
    ...(options.workerEntry !== undefined && { entry: options.workerEntry }),
    onMessage: (message) => {
      if (message.type === "trouble") return log.warn(message.message);
      const { session, uri } = message;
      if (message.type === "based") return journal.based(session, uri, message.version, message.path, message.stamp);
      if (journal.version(session, uri) !== message.parsed.version) return;
      for (const listener of listeners) listener(session, uri, message.parsed);
    },
    onRestart: (again) => {
      if (!again) journal.loseAll();
      for (const message of journal.replay()) link.post(message);
    },
  });

  function sourceOf(session: number, source: StructureSource): WorkerSource {
    if ("path" in source) return { kind: "file", path: source.path };
    if ("uri" in source) return { kind: "document", session, uri: source.uri, version: requireVersion(session, source.uri) };
    const known = givenTexts.get(source);
    if (known !== undefined) return { kind: "text", id: known, fileName: source.fileName, text: null };
    const id = nextTextId++;
    givenTexts.set(source, id);
    forgetting.register(source, id);
    return { kind: "text", id, fileName: source.fileName, text: source.text };
  }

  function requireVersion(session: number, uri: string): number {
    const version = journal.version(session, uri);
    if (version === undefined) {
      throw new Failure("UnknownDocument", `${uri} is not open in this session. Open it, or name the file by its path.`);
    }
    if (journal.isLost(session, uri)) {
      throw new Failure(
        "UnknownDocument",
        `The text of ${uri} was lost: its reader failed again and again. Close the document and open it.`,
      );
    }
    return version;
  }

  async function ask<M extends WorkerMethod>(
    method: M,
    session: number,
    source: StructureSource,
    rest: Omit<WorkerRequests[M]["params"], "source">,
  ): Promise<WorkerRequests[M]["result"]> {
    const params = { ...rest, source: sourceOf(session, source) } as WorkerRequests[M]["params"];
    try {
      return await link.request(method, params);
    } catch (error) {
      if (!(error instanceof Error && error.name === needText)) throw error;
      givenTexts.delete(source);
      return link.request(method, { ...rest, source: sourceOf(session, source) } as WorkerRequests[M]["params"]);
    }
  }

  /** A file in the spool folder is ours and is taken over; any other stays where it is. */
  function fileOrigin(path: string): TextOrigin {
    const spooled = resolve(path).startsWith(spoolFolder + sep);
    return { kind: "file", path, keepAs: spooled ? join(folder, "texts", `spooled-${nextTextId++}.txt`) : null, expect: null };
  }

  function close(session: number, uri: string): void {
    journal.close(session, uri);
    link.post({ type: "close", session, uri });
    for (const listener of closedListeners) listener(session, uri);
  }

  return {
    open(session, uri, languageId, version, content) {
      const origin: TextOrigin = "text" in content ? { kind: "text", text: content.text } : fileOrigin(content.path);
      const rebase = journal.open(session, uri, languageId, version, origin);
      link.post({ type: "open", session, uri, languageId, version, origin });
      if (rebase) link.post({ type: "rebase", session, uri });
    },
    change(session, uri, version, changes) {
      const rebase = journal.change(session, uri, version, changes);
      if (rebase === undefined) return log.warn(`A change for ${uri}, which session ${session} has not opened, was passed over.`);
      link.post({ type: "change", session, uri, version, changes });
      if (rebase) link.post({ type: "rebase", session, uri });
    },
    close,
    closeSession(session) {
      for (const { uri } of journal.list(session)) close(session, uri);
    },
    list: (session) => journal.list(session),
    version: (session, uri) => journal.version(session, uri),
    text: (session, uri) => ask("text", session, { uri }, {}),
    parsed: (session, source) => ask("parsed", session, source, {}),
    locate: (session, uri, line) => ask("locate", session, { uri }, { line }),
    frame: (session, source, frame) => ask("frame", session, source, { frame }),
    outline: (session, uri, kind) => ask("outline", session, { uri }, { kind, uri }),
    atomLines: (session, source, frame, atoms) => ask("atomLines", session, source, { frame, atoms }),
    parcel: (session, source, frame, expectedHash) => ask("parcel", session, source, { frame, expectedHash: expectedHash ?? null }),
    geometry: (session, source, frame) => ask("geometry", session, source, { frame }),
    onParsed: (listener) => void listeners.push(listener),
    onClosed: (listener) => void closedListeners.push(listener),
    async stop() {
      await link.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    killWorker: () => link.kill(),
  };
}
