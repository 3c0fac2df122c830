// Hostile peers: thousands of malformed frames, with and without a valid handshake. The daemon stays the same process, its
// memory stays bounded, and another client goes on working all the while.

import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { encodeFrame } from "@adatom/connect/frames.ts";
import { currentEndpoint } from "@adatom/connect/index.ts";
import { hello } from "@adatom/protocol/handshake.ts";
import { status } from "@adatom/protocol/status.ts";
import { protocolNumber } from "@adatom/protocol/version.ts";
import * as assert from "uvu/assert";
import { privateHome } from "../daemon/private-daemon.ts";

export interface Options {
  readonly frames: number;
  readonly seed: number;
}

export const full: Options = { frames: 10_000, seed: 1 };
export const short: Options = { frames: 500, seed: 1 };

/** Peers at a time. */
const parallel = 24;
/** The daemon may grow by caches and garbage not yet collected, not by what 10 000 peers sent (some GB were they kept). */
const growthLimitBytes = 300 * 1024 * 1024;
/** The other client's requests: its own work is trivial, the rest is waiting for attackers on a shared machine. */
const answerLimitMs = 2000;

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const methods = [
  "adatom/status", "adatom/predict", "adatom/hello", "adatom/runs/get", "textDocument/didOpen", "textDocument/didChange", "textDocument/hover",
  "textDocument/codeLens", "initialize", "shutdown", "$/cancelRequest", "$/setTrace", "$/progress", "__proto__", "constructor", "toString", "", "x".repeat(5000),
]; // biome-ignore format: a list

function attack(random: () => number): Buffer {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const junk = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  const value = (depth = 0): unknown =>
    pick<() => unknown>([
      () => null,
      () => pick([0, -1, 1e308, -0, 2 ** 53]),
      () => pick(["", "x", "\u0000", "猫", "x".repeat(10_000), "file:///etc/passwd", "../../.."]),
      () => pick([true, false]),
      () => (depth > 3 ? [] : Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1))),
      () =>
        depth > 3
          ? {}
          : { [pick(["uri", "textDocument", "id", "__proto__", "path", "source", "contentChanges", "range"])]: value(depth + 1) },
    ])();
  const body = (text: string | Buffer, header?: string) =>
    Buffer.concat([Buffer.from(header ?? `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n`), Buffer.from(text)]);
  return pick<() => Buffer>([
    () => junk(1 + Math.floor(random() * 3000)),
    () => Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    () => Buffer.from(`Content-Length: ${pick(["99999999999", "-1", "1e9", "0x10", "", " ", "8388609", "NaN", "1 1"])}\r\n\r\n{}`),
    () => Buffer.from(`X-Header: ${"a".repeat(Math.floor(random() * 100_000))}`),
    () =>
      Buffer.from(`Content-Length: 2\r\nContent-Type: ${pick(["text/html", "application/vscode-jsonrpc; charset=utf-16", "x"])}\r\n\r\n{}`),
    () => body(pick(["[", '{"a":']).repeat(Math.floor(100 + random() * 50_000))),
    () => body(pick(["{", "nul", '{"jsonrpc":"2.0",}', "'", '{"a"', "\u0000", "[1,2"])),
    () => body(pick(["null", "1", '"text"', "true", "[]", "[[]]", "{}", "[null]", '[{"jsonrpc":"2.0","id":1,"method":"adatom/status"}]'])),
    () => body(junk(50)),
    () =>
      body(
        JSON.stringify({
          jsonrpc: pick(["2.0", "1.0", 2, null]),
          id: value(),
          method: pick<unknown>([...methods, null, 5, {}]),
          params: value(),
        }),
      ),
    () => body(JSON.stringify({ jsonrpc: "2.0", id: pick<unknown>([1, "a", null, {}, [], 1.5]), method: pick(methods), params: value() })),
    () => body(JSON.stringify({ jsonrpc: "2.0", method: pick(methods), params: value() })),
    () => body(JSON.stringify({ jsonrpc: "2.0", id: value(), result: value(), error: value() })),
    () => body("{}", "Content-Length: 1000\r\n\r\n"),
    () => Buffer.concat(Array.from({ length: 500 }, () => body('{"jsonrpc":"2.0","method":"$/cancelRequest","params":null}'))),
    () =>
      Buffer.concat(
        Array.from({ length: 500 }, (_, id) => body(`{"jsonrpc":"2.0","id":${id % 3},"method":"adatom/runs/list","params":{}}`)),
      ),
  ])();
}

/** An honest question after the attack: it is answered, or the connection is closed, or it is swallowed by a cut-off frame. */
const question = encodeFrame({ jsonrpc: "2.0", id: "last", method: "no/such", params: {} });
const swallowedMs = 500;

/** @returns whether the daemon closed the connection */
function strike(path: string, greeting: Buffer | null, bytes: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const socket: Socket = connect(path);
    let dropped = true;
    const leave = () => {
      dropped = false;
      socket.destroy();
    };
    const timer = setTimeout(leave, swallowedMs);
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(dropped);
    });
    socket.on("data", (data: Buffer) => {
      if (data.includes('"id":"last"')) leave();
    });
    if (greeting) socket.write(greeting);
    socket.write(bytes);
    socket.write(question);
  });
}

export async function run({ frames, seed }: Options): Promise<Record<string, number>> {
  const home = privateHome();
  try {
    const client = await home.connect();
    const endpoint = currentEndpoint(home.env);
    const token = readFileSync(endpoint.tokenFile, "utf8");
    const params = { token, protocol: protocolNumber, build: "b", client: { name: "hostile", version: "0" } };
    const greeting = encodeFrame({ jsonrpc: "2.0", id: 0, method: hello.method, params });
    const random = mulberry32(seed);
    const { pid, memoryBytes: before } = await client.request(status, {});
    let sent = 0;
    let dropped = 0;
    let slowestMs = 0;
    let largest = before;
    let attacking = true;
    const peers = Array.from({ length: parallel }, async () => {
      while (sent < frames) {
        sent++;
        // Half of them know the token: what is behind the gate must hold as well.
        if (await strike(endpoint.socket, random() < 0.5 ? greeting : null, attack(random))) dropped++;
      }
    });
    const other = (async () => {
      while (attacking) {
        const started = performance.now();
        const now = await client.request(status, {});
        slowestMs = Math.max(slowestMs, performance.now() - started);
        largest = Math.max(largest, now.memoryBytes);
        assert.is(now.pid, pid);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    await Promise.race([Promise.all(peers), other]);
    attacking = false;
    await other;
    const after = await client.request(status, {});
    for (let tries = 0; tries < 50 && after.sessions.length > 1; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      after.sessions = (await client.request(status, {})).sessions;
    }
    assert.is(after.sessions.length, 1, "sessions of hostile peers are left");
    assert.equal(home.daemons(), [pid]);
    assert.ok(slowestMs < answerLimitMs, `another client waited ${slowestMs.toFixed(0)} ms`);
    assert.ok(largest - before < growthLimitBytes, `the daemon grew by ${((largest - before) / 1e6).toFixed(0)} MB`);
    assert.ok(dropped > frames / 5, `only ${dropped} of ${frames} peers were dropped`);
    return { frames, dropped, slowestMs: Math.round(slowestMs), grewMB: Math.round((largest - before) / 1e6) };
  } finally {
    await home.clean();
  }
}
