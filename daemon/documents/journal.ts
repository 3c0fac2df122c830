// What the main thread keeps of each open document, so that the worker can be given them again after it died:
// where the text can be read and the changes since. Long texts and long histories are put into files by the worker.
import { rm } from "node:fs/promises";
import type { FileStamp, TextChange, TextOrigin, ToWorker } from "./messages.ts";

/** Characters of text and changes kept here of one document before the worker is asked to put its text into a file. */
const journalCharacters = 1 << 20;

interface Entry {
  readonly session: number;
  readonly uri: string;
  readonly languageId: string;
  origin: TextOrigin;
  /** Version of the text at `origin`. */
  baseVersion: number;
  changes: { readonly version: number; readonly changes: readonly TextChange[]; readonly characters: number }[];
  version: number;
  characters: number;
  rebasing: boolean;
  /** Not given to a new worker any more: with it, one died too often. */
  lost: boolean;
}

export class Journal {
  private readonly entries = new Map<string, Entry>();
  private readonly ownFolder: string;

  /** @param ownFolder files at or below it are the daemon's own, and go when no document needs them */
  constructor(ownFolder: string) {
    this.ownFolder = ownFolder;
  }

  /** True when the document has become so long that the worker should put it into a file (Message "rebase"). */
  open(session: number, uri: string, languageId: string, version: number, origin: TextOrigin): boolean {
    this.close(session, uri);
    const characters = origin.kind === "text" ? origin.text.length : 0;
    const entry = {
      session,
      uri,
      languageId,
      origin,
      baseVersion: version,
      changes: [],
      version,
      characters,
      rebasing: false,
      lost: false,
    };
    this.entries.set(keyOf(session, uri), entry);
    return this.wantsRebase(entry);
  }

  /** As open(); undefined for a document that is not open. */
  change(session: number, uri: string, version: number, changes: readonly TextChange[]): boolean | undefined {
    const entry = this.entries.get(keyOf(session, uri));
    if (!entry) return undefined;
    let characters = 0;
    for (const { text } of changes) characters += text.length + 40;
    entry.changes.push({ version, changes, characters });
    entry.version = version;
    entry.characters += characters;
    return this.wantsRebase(entry);
  }

  /** The worker has put the text of a version into a file: what came before is not needed any more. */
  based(session: number, uri: string, version: number, path: string, stamp: FileStamp): void {
    const entry = this.entries.get(keyOf(session, uri));
    if (!entry || version < entry.baseVersion) {
      this.discard({ kind: "file", path, keepAs: null, expect: stamp });
      return;
    }
    if (entry.origin.kind === "text" || entry.origin.path !== path) this.discard(entry.origin);
    entry.origin = { kind: "file", path, keepAs: null, expect: stamp };
    entry.baseVersion = version;
    entry.changes = entry.changes.filter((change) => change.version > version);
    entry.characters = entry.changes.reduce((total, change) => total + change.characters, 0);
    entry.rebasing = false;
  }

  close(session: number, uri: string): void {
    const entry = this.entries.get(keyOf(session, uri));
    if (!entry) return;
    this.entries.delete(keyOf(session, uri));
    this.discard(entry.origin);
  }

  list(session: number): { uri: string; version: number; languageId: string }[] {
    const found: { uri: string; version: number; languageId: string }[] = [];
    for (const { session: owner, uri, version, languageId } of this.entries.values()) {
      if (owner === session) found.push({ uri, version, languageId });
    }
    return found;
  }

  version(session: number, uri: string): number | undefined {
    return this.entries.get(keyOf(session, uri))?.version;
  }

  /** From now on no worker is given the documents that are open now. */
  loseAll(): void {
    for (const entry of this.entries.values()) entry.lost = true;
  }

  isLost(session: number, uri: string): boolean {
    return this.entries.get(keyOf(session, uri))?.lost ?? false;
  }

  /** The messages that give a new worker every open document again. */
  *replay(): Generator<ToWorker> {
    for (const entry of this.entries.values()) {
      const { session, uri, languageId, origin, baseVersion } = entry;
      if (entry.lost) continue;
      entry.rebasing = false;
      yield { type: "open", session, uri, languageId, version: baseVersion, origin };
      for (const { version, changes } of entry.changes) yield { type: "change", session, uri, version, changes };
    }
  }

  private wantsRebase(entry: Entry): boolean {
    if (entry.rebasing || entry.characters <= journalCharacters) return false;
    entry.rebasing = true;
    return true;
  }

  private discard(origin: TextOrigin): void {
    if (origin.kind === "file" && origin.path.startsWith(this.ownFolder)) rm(origin.path, { force: true }).catch(() => {});
  }
}

function keyOf(session: number, uri: string): string {
  return `${session} ${uri}`;
}
