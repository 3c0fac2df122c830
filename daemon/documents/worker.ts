// The documents worker: a thread that holds every text, parses, hashes and answers. The daemon's main thread only forwards.
import { copyFile, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { Failure } from "@adatom/protocol/failure.ts";
import { errorToWire } from "../compute/wire.ts";
import { unreadable } from "../store/unreadable-file.ts";
import { type Answer, answerFrom } from "./answers.ts";
import { DiskFiles, readText, sameStamp, stampOf } from "./disk-files.ts";
import { type FrameStore, parsedOf } from "./frame-store.ts";
import {
  type FromWorker,
  needText,
  type TextOrigin,
  type ToWorker,
  type WorkerMethod,
  type WorkerSettings,
  type WorkerSource,
} from "./messages.ts";
import { OpenText } from "./open-text.ts";
import { Parcels } from "./parcels.ts";
import { parseText } from "./parse-text.ts";

type Message<T extends ToWorker["type"]> = Extract<ToWorker, { type: T }>;

const port = parentPort!;
const settings = workerData as WorkerSettings;
const textsFolder = join(settings.runtimeFolder, "texts");
const parcels = new Parcels(join(settings.runtimeFolder, "parcels"));
const files = new DiskFiles();
/** Given texts by number, least recently used first. */
const givenTexts = new Map<number, Promise<FrameStore>>();
const givenTextsKept = 16;
/** An open document: its text once read. Changes that arrive meanwhile wait in `ready`. */
interface Entry {
  readonly ready: Promise<OpenText>;
  text: OpenText | null;
  closed: boolean;
}
const documents = new Map<string, Entry>();
/** A text longer than this is not handed to the main thread as a text. */
const longestAccessibleText = 4 << 20;
let textFiles = 0;

function send(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, [...transfer]);
}

function keyOf(session: number, uri: string): string {
  return `${session} ${uri}`;
}

async function openText(message: Message<"open">): Promise<OpenText> {
  const { session, uri, languageId, version, origin } = message;
  const text = origin.kind === "text" ? origin.text : await takeFile(message, origin);
  return new OpenText(
    { uri, languageId, version, text },
    settings.debounceMs,
    (parsedVersion, store) => send({ type: "parsed", session, uri, parsed: parsedOf(store, parsedVersion) }),
    (error) => send({ type: "trouble", message: `${uri} could not be parsed: ${error instanceof Error ? error.stack : String(error)}` }),
  );
}

/**
 * Reads the file that an opened text stands in, and tells where it can be read again.
 * @throws Failure FileUnreadable; UnknownDocument when it is not the file any more that was read before a crash
 */
async function takeFile(message: Message<"open">, origin: Extract<TextOrigin, { kind: "file" }>): Promise<string> {
  const { session, uri, version } = message;
  const path = origin.keepAs ?? origin.path;
  if (origin.keepAs !== null) await moveHere(origin.path, origin.keepAs);
  const stamp = await stampOf(path);
  if (origin.expect && !sameStamp(stamp, origin.expect)) {
    throw new Failure("UnknownDocument", `The text of ${uri} was lost when its reader failed, and ${path} has changed. Close and open it.`);
  }
  const text = await readText(path);
  send({ type: "based", session, uri, version, path, stamp });
  return text;
}

/** Moves a spooled file. It may have moved already, before a crash; and it may lie on another file system. */
async function moveHere(path: string, target: string): Promise<void> {
  await mkdir(textsFolder, { recursive: true, mode: 0o700 });
  if (await stat(target).catch(() => null)) return;
  try {
    await rename(path, target);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EXDEV") throw unreadable(path, error);
    await copyFile(path, `${target}.part`);
    await rename(`${target}.part`, target);
    await rm(path, { force: true });
  }
}

function nextTextFile(): string {
  return join(textsFolder, `${process.pid}-${Date.now()}-${++textFiles}.txt`);
}

function open(message: Message<"open">): void {
  close(message.session, message.uri);
  const ready = openText(message);
  const entry: Entry = { ready, text: null, closed: false };
  documents.set(keyOf(message.session, message.uri), entry);
  ready.then(
    (text) => {
      entry.text = text;
      if (entry.closed) text.close();
    },
    (error: unknown) => send({ type: "trouble", message: `${message.uri} could not be opened: ${(error as Error).message}` }),
  );
}

function change(message: Message<"change">): void {
  const entry = documents.get(keyOf(message.session, message.uri));
  if (!entry) return;
  const apply = (text: OpenText): void => text.change(message.version, message.changes);
  if (entry.text) apply(entry.text);
  else entry.ready.then(apply).catch(() => {});
}

function close(session: number, uri: string): void {
  const key = keyOf(session, uri);
  const entry = documents.get(key);
  if (!entry) return;
  documents.delete(key);
  entry.closed = true;
  entry.text?.close();
}

async function rebase({ session, uri }: Message<"rebase">): Promise<void> {
  const entry = documents.get(keyOf(session, uri));
  if (!entry) return;
  const opened = await entry.ready;
  const { text, version } = opened;
  await mkdir(textsFolder, { recursive: true, mode: 0o700 });
  const path = nextTextFile();
  await writeFile(path, text, { mode: 0o600 });
  if (entry.closed) await rm(path, { force: true });
  else send({ type: "based", session, uri, version, path, stamp: await stampOf(path) });
}

/** @throws Failure UnknownDocument, or why its text could not be read */
async function documentOf(source: Extract<WorkerSource, { kind: "document" }>): Promise<OpenText> {
  const entry = documents.get(keyOf(source.session, source.uri));
  if (!entry) throw new Failure("UnknownDocument", `${source.uri} is not open in this session. Open it, or name the file by its path.`);
  return entry.ready;
}

function givenText(source: Extract<WorkerSource, { kind: "text" }>): Promise<FrameStore> {
  const known = givenTexts.get(source.id) ?? (source.text === null ? undefined : parseText(source.text, source.fileName));
  if (!known) throw Object.assign(new Error("The given text is not held any more."), { name: needText });
  givenTexts.delete(source.id);
  givenTexts.set(source.id, known);
  for (const oldest of givenTexts.keys()) {
    if (givenTexts.size <= givenTextsKept) break;
    givenTexts.delete(oldest);
  }
  return known;
}

async function answer(message: Message<"request">): Promise<Answer<WorkerMethod>> {
  const { source } = message.params;
  const parcel = parcels.parcel.bind(parcels);
  if (source.kind === "document") {
    const document = await documentOf(source);
    document.requireVersion(source.version);
    if (message.method === "text") return { value: shortText(document) };
    const store = await document.store(source.version);
    return answerFrom(store, source.version, message, parcel);
  }
  if (message.method === "text") throw new Failure("UnknownDocument", "Only open documents are handed out as texts.");
  const store = source.kind === "file" ? await files.store(source.path) : await givenText(source);
  return answerFrom(store, null, message, parcel);
}

function shortText(document: OpenText): { version: number; text: string } {
  if (document.text.length > longestAccessibleText) {
    throw new Failure("BadStructure", `${document.uri} is larger than 4 MiB. Make it smaller.`, { problems: [] });
  }
  return { version: document.version, text: document.text };
}

function request(message: Message<"request">): void {
  answer(message).then(
    ({ value, transfer }) => send({ type: "answer", id: message.id, value }, transfer),
    (error: unknown) => {
      const { name, message: text, data } = errorToWire(error);
      send({ type: "error", id: message.id, name, message: text, data: data ?? null });
    },
  );
}

port.on("message", (message: ToWorker) => {
  switch (message.type) {
    case "open":
      return open(message);
    case "change":
      return change(message);
    case "close":
      return close(message.session, message.uri);
    case "rebase":
      return void rebase(message).catch((error: Error) => send({ type: "trouble", message: `Spooling ${message.uri}: ${error.message}` }));
    case "forgetText":
      return void givenTexts.delete(message.id);
    case "request":
      return request(message);
  }
});
