// A session: the handshake first, parameters checked, failures by name, cancellation, LSP's life, and a hostile peer alone hurt.
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Feature } from "@adatom/daemon/features/feature.ts";
import { request } from "@adatom/protocol/define.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { structureSource } from "@adatom/protocol/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { z } from "zod";
import { until } from "../private-daemon.ts";
import { greeting, harness } from "./harness.ts";

const ask = request({
  method: "test/ask",
  summary: "for tests",
  params: z.strictObject({ kind: z.string().default("echo"), source: structureSource.optional() }),
  result: z.unknown(),
  errors: [],
  since: "0",
});
let cancelled = 0;
const feature: Feature = {
  stem: "test",
  capabilities: { hoverProvider: true },
  register(session) {
    session.onRequest(ask, async ({ kind }, signal) => {
      if (kind === "failure") throw new Failure("UnknownModel", "No such model.", { known: ["a"] });
      if (kind === "bug") throw new TypeError("a slip");
      if (kind === "wait") {
        await new Promise<void>((_, reject) =>
          signal.addEventListener("abort", () => {
            cancelled++;
            reject(new Error("stopped"));
          }),
        );
      }
      return { kind };
    });
  },
};

async function withHarness(body: (h: Awaited<ReturnType<typeof harness>>) => Promise<void>, handshakeSeconds?: number): Promise<void> {
  const h = await harness([feature], handshakeSeconds);
  try {
    await body(h);
  } finally {
    await h.close();
  }
}
const errorOf = (message: Record<string, unknown>) => message.error as { code: number; message: string; data?: { name?: string } };

test("hello is answered with builds and numbers; sent again it is refused", () =>
  withHarness(async (h) => {
    const peer = await h.peer();
    const welcome = (await peer.ask("adatom/hello", greeting)).result as Record<string, unknown>;
    assert.is(welcome.build, "daemon-build");
    assert.is(welcome.protocol, greeting.protocol);
    assert.is(errorOf(await peer.ask("adatom/hello", greeting)).data?.name, "Unauthorised");
    assert.is(h.sessions.size, 1);
  }));

test("anything before hello, a wrong token and a wrong hello close the connection", () =>
  withHarness(async (h) => {
    const first = await h.peer();
    first.tell("initialize", {});
    await first.closed;
    const second = await h.peer();
    assert.is(errorOf(await second.ask("adatom/hello", { ...greeting, token: "0".repeat(64) })).data?.name, "Unauthorised");
    await second.closed;
    const third = await h.peer();
    assert.match(errorOf(await third.ask("adatom/hello", { token: 5 })).message, /token: .*expected string/);
    await third.closed;
    assert.is(h.log.filter((line) => /dropped/.test(line)).length, 3, h.log.join("\n"));
    assert.is(h.sessions.size, 0);
  }));

test("a peer that says nothing is dropped after the handshake's time", () =>
  withHarness(async (h) => {
    const peer = await h.peer();
    await peer.closed;
    assert.match(h.log.join("\n"), /no adatom\/hello within 0.1 s/);
  }, 0.1));

test("another protocol number is refused by name with both numbers, and only adatom/shutdown is heard after it", () =>
  withHarness(async (h) => {
    const peer = await h.peer();
    const error = errorOf(await peer.ask("adatom/hello", { ...greeting, protocol: 999 }));
    assert.is(error.data?.name, "VersionMismatch");
    assert.match(error.message, /protocol 1\b.*protocol 999/);
    peer.tell("test/ask", {});
    await peer.closed;
  }));

test("wrong parameters name the field, failures keep their code and data, bugs are internal errors and logged", () =>
  withHarness(async (h) => {
    const peer = await h.peer();
    await peer.ask("adatom/hello", greeting);
    const wrong = errorOf(await peer.ask("test/ask", { kind: 5 }));
    assert.is(wrong.code, -32602);
    assert.match(wrong.message, /kind: .*expected string, received number/);
    assert.match(errorOf(await peer.ask("test/ask", { source: { path: 7 } })).message, /source.path: .*expected string, received number/);
    assert.match(errorOf(await peer.ask("test/ask", { knd: 7 })).message, /knd/);
    const failure = errorOf(await peer.ask("test/ask", { kind: "failure" }));
    assert.equal(failure, { code: -32013, message: "No such model.", data: { name: "UnknownModel", known: ["a"] } } as never);
    const bug = errorOf(await peer.ask("test/ask", { kind: "bug" }));
    assert.is(bug.code, -32603);
    assert.match(h.log.join("\n"), /test\/ask failed: TypeError: a slip/);
    assert.equal((await peer.ask("test/ask")).result, { kind: "echo" });
    assert.is(errorOf(await peer.ask("no/such", {})).code, -32601);
  }));

test("a cancelled request is answered as cancelled, its handler told", () =>
  withHarness(async (h) => {
    const peer = await h.peer();
    await peer.ask("adatom/hello", greeting);
    const before = cancelled;
    const answer = peer.ask("test/ask", { kind: "wait" });
    await sleep(30);
    peer.tell("$/cancelRequest", { id: 2 });
    assert.is(errorOf(await answer).code, -32800);
    assert.is(cancelled, before + 1);
    // Cancelled while it still waits in the queue: the handler is not even begun.
    const queued = peer.ask("test/ask", { kind: "wait" });
    peer.tell("$/cancelRequest", { id: 3 });
    assert.is(errorOf(await queued).code, -32800);
  }));

test("LSP: initialize merges capabilities, documents are passed on, exit closes this session only", () =>
  withHarness(async (h) => {
    const peer = await h.peer();
    const other = await h.peer();
    await peer.ask("adatom/hello", greeting);
    await other.ask("adatom/hello", greeting);
    const result = (
      await peer.ask("initialize", { capabilities: {}, workspaceFolders: [{ uri: "file:///w/a", name: "a" }], rootUri: null })
    ).result as Record<string, Record<string, unknown>>;
    assert.is(result.capabilities!.positionEncoding, "utf-16");
    assert.equal(result.capabilities!.textDocumentSync, { openClose: true, change: 2 });
    assert.is(result.capabilities!.hoverProvider, true);
    const session = [...h.sessions].find((one) => one.isLanguageClient)!;
    assert.equal(session.workspaceFolders, ["/w/a"]);
    peer.tell("initialized", {});
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    peer.tell("textDocument/didOpen", { textDocument: { uri: "file:///a.xyz", languageId: "xyz", version: 1, text: "1" } });
    peer.tell("textDocument/didChange", { textDocument: { uri: "file:///a.xyz", version: 2 }, contentChanges: [{ range, text: "2" }] });
    peer.tell("textDocument/didChange", { textDocument: { uri: 5 } });
    peer.tell("adatom/didOpenSpooled", { uri: "file:///b.xyz", languageId: "xyz", version: 1, textPath: "/x" });
    peer.tell("textDocument/didClose", { textDocument: { uri: "file:///a.xyz" } });
    assert.is((await peer.ask("shutdown")).result, null);
    assert.equal(h.documents, [
      ["open", session.id, "file:///a.xyz", "xyz", 1, { text: "1" }],
      ["change", session.id, "file:///a.xyz", 2, [{ range, text: "2" }]],
      ["open", session.id, "file:///b.xyz", "xyz", 1, { path: "/x" }],
      ["close", session.id, "file:///a.xyz"],
    ]);
    peer.tell("exit");
    await peer.closed;
    await until("documents are closed with their session", () => h.documents.at(-1)?.[0] === "closeSession");
    assert.equal((await other.ask("test/ask")).result, { kind: "echo" });
    assert.match(h.log.join("\n"), /textDocument\/didChange: wrong parameters: textDocument.uri/);
  }));

test("bytes that are no messages drop that peer with one line, others go on", () =>
  withHarness(async (h) => {
    const good = await h.peer();
    await good.ask("adatom/hello", greeting);
    for (const bytes of [
      "GET / HTTP/1.1\r\n\r\n",
      "Content-Length: 99999999999\r\n\r\n",
      "Content-Length: 5\r\n\r\n{bad}",
      `Content-Length: 200\r\n\r\n${"[".repeat(200)}`,
    ]) {
      const peer = await h.peer();
      await peer.ask("adatom/hello", greeting);
      const lines = h.log.length;
      peer.socket.write(bytes);
      await peer.closed;
      assert.is(h.log.length - lines, 1, h.log.slice(lines).join("\n"));
    }
    assert.equal((await good.ask("test/ask")).result, { kind: "echo" });
  }));

test("more unanswered requests than allowed are refused, and the connection goes on", () =>
  withHarness(async (h) => {
    const peer = await h.peer();
    await peer.ask("adatom/hello", greeting);
    for (let n = 0; n < 1000; n++) peer.send({ id: `w${n}`, method: "test/ask", params: { kind: "wait" } });
    assert.match(errorOf(await peer.ask("test/ask")).message, /More than 1000 requests/);
    peer.tell("$/cancelRequest", { id: "w5" });
    await until("one is cancelled", () => peer.heard.some((message) => message.id === "w5"));
    assert.equal((await peer.ask("test/ask")).result, { kind: "echo" });
  }));

test("a peer that never reads is dropped, not buffered for", async () => {
  const flood: Feature = {
    stem: "flood",
    register(session) {
      session.onRequest(ask, () => ({ text: "x".repeat(4 * 1024 * 1024) }));
    },
  };
  const h = await harness([flood]);
  try {
    const peer = await h.peer();
    await peer.ask("adatom/hello", greeting);
    peer.socket.pause();
    for (let n = 0; n < 30; n++) peer.send({ id: `f${n}`, method: "test/ask", params: {} });
    await until("it is dropped", () => h.sessions.size === 0);
    assert.match(h.log.join("\n"), /it does not read: \d+ bytes/);
  } finally {
    await h.close();
    await sleep(0);
  }
});

test("hundreds of dropped peers, half of them in the middle of a message, leave nothing in memory", () =>
  withHarness(async (h) => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const heapAfter = async (peers: number): Promise<number> => {
      for (let n = 0; n < peers; n++) {
        const peer = await h.peer();
        await peer.ask("adatom/hello", greeting);
        peer.socket.write(n % 2 === 0 ? "bad\r\n\r\n" : "Content-Length: 100\r\n\r\n{");
        if (n % 2 === 0) await peer.closed;
        else peer.socket.destroy();
      }
      await until("all are gone", () => h.sessions.size === 0);
      h.log.length = 0;
      h.documents.length = 0;
      await sleep(1100);
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = await heapAfter(100);
    const growth = (await heapAfter(300)) - before;
    // A session that stays costs 20 kB or more, 6 MB for all; the heap's own noise is some 100 kB.
    assert.ok(growth < 1e6, `${growth} bytes`);
  }));

test.run();
