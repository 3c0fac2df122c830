// adatom --stdio: an editor's LSP through the forwarder to a real daemon, large texts by file, a daemon killed underneath.
import { readdirSync } from "node:fs";
import { PassThrough } from "node:stream";
import { DocumentJournal } from "@adatom/connect/document-journal.ts";
import { encodeFrame, FrameDecoder, type JsonMessage } from "@adatom/connect/frames.ts";
import { currentEndpoint, runStdioForwarder } from "@adatom/connect/index.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type PrivateHome, privateHome, until } from "../../daemon/private-daemon.ts";

function editor(home: PrivateHome) {
  const input = new PassThrough();
  const output = new PassThrough();
  const errors = new PassThrough();
  const decoder = new FrameDecoder();
  const heard: JsonMessage[] = [];
  output.on("data", (chunk) => heard.push(...decoder.push(chunk)));
  const exit = runStdioForwarder({ input, output, errors, env: home.env, keep: true });
  const send = (message: JsonMessage) => void input.write(encodeFrame({ jsonrpc: "2.0", ...message }));
  let id = 0;
  return {
    heard,
    input,
    exit,
    tell: (method: string, params: unknown) => send({ method, params }),
    async ask(method: string, params: unknown): Promise<JsonMessage> {
      const mine = ++id;
      send({ id: mine, method, params });
      const mineOf = () => heard.find((message) => message.id === mine && !("method" in message));
      await until(`answer to ${method}`, () => mineOf() !== undefined, 20_000);
      return mineOf()!;
    },
  };
}

const silicon = (x: string) =>
  `2\nLattice="5.43 0 0 0 5.43 0 0 0 5.43" pbc="T T T" Properties=species:S:1:pos:R:3\nSi ${x} 0 0\nSi 1.3575 1.3575 1.3575\n`;
const uri = "file:///nowhere/si.xyz";
const hover = { textDocument: { uri }, position: { line: 2, character: 0 } };
const text = (message: JsonMessage) => JSON.stringify(message.result ?? message.error);

test("hover through the forwarder; the daemon killed underneath is started again and knows the edited text", async () => {
  const home = privateHome();
  try {
    const one = editor(home);
    const first = (await one.ask("initialize", { capabilities: {}, rootUri: null, processId: null })).result as {
      capabilities: Record<string, unknown>;
    };
    assert.ok(first.capabilities.hoverProvider);
    one.tell("initialized", {});
    one.tell("textDocument/didOpen", { textDocument: { uri, languageId: "xyz", version: 1, text: silicon("0.0") } });
    const range = { start: { line: 2, character: 3 }, end: { line: 2, character: 6 } };
    one.tell("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges: [{ range, text: "0.1" }] });
    const before = text(await one.ask("textDocument/hover", hover));
    assert.match(before, /Si/);
    for (const pid of home.daemons()) process.kill(pid, "SIGKILL");
    // A request that the dying daemon swallowed is answered with an error; asked again it is answered by the new one.
    await until("the same answer from the new daemon", async () => text(await one.ask("textDocument/hover", hover)) === before, 20_000);
    assert.is(home.daemons().length, 1);
    assert.is(one.heard.filter((message) => message.id === "adatom-stdio-replay").length, 0);
    one.input.end();
    assert.is(await one.exit, 0);
  } finally {
    await home.clean();
  }
});

test("a large text travels as a file that the daemon takes away; exit ends the forwarder with 0", async () => {
  const home = privateHome();
  try {
    const one = editor(home);
    await one.ask("initialize", { capabilities: {}, rootUri: null, processId: null });
    one.tell("initialized", {});
    const large = silicon("0.0").repeat(12_000);
    assert.ok(large.length > 1024 * 1024);
    one.tell("textDocument/didOpen", { textDocument: { uri, languageId: "xyz", version: 1, text: large } });
    assert.match(text(await one.ask("textDocument/hover", hover)), /Si/);
    await until("the spool folder is empty", () => readdirSync(currentEndpoint(home.env).spoolFolder).length === 0);
    // The whole text replaced, longer than any message may be.
    const longer = silicon("0.2").repeat(80_000);
    assert.ok(longer.length > 8 * 1024 * 1024);
    one.tell("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges: [{ text: longer }] });
    const last = { ...hover, position: { line: 80_000 * 4 - 1, character: 0 } };
    await until("hover on its last line", async () => /Si/.test(text(await one.ask("textDocument/hover", last))), 30_000);
    assert.is((await one.ask("shutdown", undefined)).result, null);
    one.tell("exit", undefined);
    assert.is(await one.exit, 0);
    assert.is(home.daemons().length, 1);
  } finally {
    await home.clean();
  }
});

test("what is not LSP on standard input ends with 1", async () => {
  const home = privateHome();
  try {
    const one = editor(home);
    one.input.write("hello?\r\n\r\n");
    assert.is(await one.exit, 1);
  } finally {
    await home.clean();
  }
});

test("the journal keeps what a new daemon must hear: openings and edits in order, whole texts in place of them", () => {
  const journal = new DocumentJournal();
  const say = (method: string, params: unknown) => journal.note({ method: `textDocument/${method}`, params });
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  say("didOpen", { textDocument: { uri: "a", languageId: "x", version: 1, text: "1" } });
  say("didOpen", { textDocument: { uri: "b", languageId: "x", version: 1, text: "1" } });
  say("didChange", { textDocument: { uri: "a", version: 2 }, contentChanges: [{ range, text: "2" }] });
  say("didChange", { textDocument: { uri: "b", version: 2 }, contentChanges: [{ range, text: "2" }] });
  say("didChange", { textDocument: { uri: "b", version: 3 }, contentChanges: [{ text: "whole" }] });
  assert.is(journal.replay().length, 3);
  assert.equal(journal.replay()[2]!.params, { textDocument: { uri: "b", languageId: "x", version: 3, text: "whole" } });
  say("didClose", { textDocument: { uri: "a" } });
  assert.is(journal.replay().length, 1);
});

test.run();
