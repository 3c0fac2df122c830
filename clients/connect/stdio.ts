// LSP over standard input and output for any editor (adatom --stdio): frames go to the user's daemon and back. When the
// daemon ends, it is started again and told what the editor had said (initialize, open documents), and the editor goes on.
// Ends with its input.
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { DocumentJournal } from "./document-journal.ts";
import { encodeFrame, FrameDecoder, type JsonMessage } from "./frames.ts";
import { spoolAbove, spooled } from "./spool.ts";
import { type ConnectOptions, type DaemonStream, openStream } from "./stream.ts";

export interface StdioOptions extends Partial<ConnectOptions> {
  readonly input?: Readable;
  readonly output?: Writable;
  /** For what goes wrong; never standard output, which is the protocol's. */
  readonly errors?: Writable;
}

/** LSP's ServerCancelled: the editor may ask again. */
const serverCancelled = -32802;
/** So many fruitless starts in a row, or connections lost at once, and the forwarder gives up. */
const attempts = 5;
/** A connection that lives longer was not lost because of what is replayed on it. */
const soonMs = 3000;
/** Id of our own initialize to a new daemon; editors use numbers or strings of their own. */
const replayId = "adatom-stdio-replay";

/** @returns the exit code: 0 at the end of input or after `exit`, 1 when no daemon can be had */
export async function runStdioForwarder(options: StdioOptions = {}): Promise<number> {
  const { input = process.stdin, output = process.stdout, errors = process.stderr } = options;
  const client = options.client ?? { name: "adatom --stdio", version: "0.1.0" };
  const fromEditor = new FrameDecoder();
  const journal = new DocumentJournal();
  /** Editor's requests without an answer yet, and daemon's requests that the editor has not answered yet. */
  const unanswered = new Map<unknown, string>();
  let initialize: JsonMessage | undefined;
  let initialized = false;
  let stream: DaemonStream | undefined;
  let soonLost = 0;
  let waiting: JsonMessage[] = [];
  let done: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    done = resolve;
  });

  const toEditor = (message: JsonMessage) => void output.write(encodeFrame(message));

  function toDaemon(message: JsonMessage): void {
    if (!stream) {
      waiting.push(message);
      return;
    }
    // An editor that is quicker than the daemon waits, so that nothing piles up here.
    if (!stream.socket.write(encodeFrame(spooled(stream.endpoint, message)))) {
      input.pause();
      stream.socket.once("drain", () => input.resume());
    }
  }

  function hearEditor(message: JsonMessage): void {
    const { id, method } = message;
    if (method === "initialize") initialize = message;
    if (method === "initialized") initialized = true;
    journal.note(message);
    if (id !== undefined && typeof method === "string") unanswered.set(id, method);
    // A long text that replaces another goes by file, which only an opening can.
    const reopening = journal.reopening(message);
    if (reopening && isLong(reopening[1]!)) for (const one of reopening) toDaemon(one);
    else toDaemon(message);
    if (method === "exit") setTimeout(() => done(0), 50);
  }

  function attach(next: DaemonStream, replaying: boolean): void {
    const decoder = new FrameDecoder();
    const since = performance.now();
    next.socket.on("data", (chunk) => {
      try {
        for (const message of decoder.push(chunk)) {
          if (message.id === replayId) continue;
          if (!("method" in message)) unanswered.delete(message.id);
          toEditor(message);
        }
      } catch (error) {
        errors.write(`adatom: the daemon's answer cannot be read: ${(error as Error).message}\n`);
        next.socket.destroy();
      }
    });
    next.socket.once("close", () => {
      if (stream !== next) return;
      stream = undefined;
      soonLost = performance.now() - since < soonMs ? soonLost + 1 : 0;
      if (soonLost < attempts) void again();
      else {
        errors.write("adatom: the daemon ends the connection again and again; its log says why (adatom logs)\n");
        done(1);
      }
    });
    for (const warning of next.warnings) errors.write(`adatom: ${warning}\n`);
    stream = next;
    if (replaying && initialize) {
      toDaemon({ ...initialize, id: replayId });
      if (initialized) toDaemon({ jsonrpc: "2.0", method: "initialized", params: {} });
      for (const message of journal.replay()) toDaemon(message);
    }
    const held = waiting;
    waiting = [];
    // What the journal holds was said again already.
    for (const message of held) if (!replaying || !isDocumentNotice(message)) toDaemon(message);
    next.socket.resume();
  }

  async function again(): Promise<void> {
    for (const [id, method] of unanswered) {
      toEditor({
        jsonrpc: "2.0",
        id,
        error: { code: serverCancelled, message: `The daemon ended before it answered ${method}; ask again.` },
      });
    }
    unanswered.clear();
    for (let attempt = 0; ; attempt++) {
      try {
        attach(await openStream({ ...options, client, keep: true }), true);
        return;
      } catch (error) {
        if (attempt + 1 === attempts) {
          errors.write(`adatom: the daemon ended and cannot be started again: ${(error as Error).message}\n`);
          done(1);
          return;
        }
        await sleep(200 * 2 ** attempt);
      }
    }
  }

  input.on("data", (chunk: Buffer) => {
    try {
      for (const message of fromEditor.push(chunk)) hearEditor(message);
    } catch (error) {
      errors.write(`adatom: standard input is not LSP: ${(error as Error).message}\n`);
      done(1);
    }
  });
  input.once("end", () => done(0));
  output.once("error", () => done(0));

  try {
    attach(await openStream({ ...options, client }), false);
  } catch (error) {
    errors.write(`adatom: ${(error as Error).message}\n`);
    return 1;
  }
  const code = await ended;
  const last = stream;
  stream = undefined;
  last?.socket.end();
  return code;
}

function isLong(opening: JsonMessage): boolean {
  return (opening.params as { textDocument: { text: string } }).textDocument.text.length > spoolAbove;
}

function isDocumentNotice(message: JsonMessage): boolean {
  const { method } = message;
  return (
    method === "initialize" ||
    method === "initialized" ||
    (typeof method === "string" && /^textDocument\/did(Open|Change|Close)$/.test(method))
  );
}
