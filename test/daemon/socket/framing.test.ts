// The guard before vscode-jsonrpc: good bytes pass unchanged however they are cut, bad ones end the stream.
import { FramingLimiter, type FramingLimits } from "@adatom/daemon/socket/framing.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const small: FramingLimits = { headerBytes: 64, messageBytes: 1000, depth: 5 };
const frame = (body: string, header = `Content-Length: ${Buffer.byteLength(body)}`) => `${header}\r\n\r\n${body}`;

function pass(input: Buffer, cut: number, limits = small): Promise<{ output: Buffer; error: string | null }> {
  return new Promise((resolve) => {
    const limiter = new FramingLimiter(limits);
    const chunks: Buffer[] = [];
    const finish = (error: string | null) => resolve({ output: Buffer.concat(chunks), error });
    limiter.on("data", (chunk: Buffer) => chunks.push(chunk));
    limiter.on("error", (error) => finish(error.message));
    limiter.on("end", () => finish(null));
    for (let offset = 0; offset < input.length; offset += cut) limiter.write(input.subarray(offset, offset + cut));
    limiter.end();
  });
}

const good = [
  frame("{}"),
  frame('{"a":"[[[[[[[[[[{{{{"}'),
  frame('{"a":"\\"[[[[[[[[","b":[[[[1]]]]}'),
  frame('{"å":"猫\\\\"}'),
  frame("{}", "content-type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length: 2"),
];

for (const cut of [1, 3, 7, 1000]) {
  test(`good frames pass unchanged in pieces of ${cut}`, async () => {
    const input = Buffer.from(good.join(""));
    const { output, error } = await pass(input, cut, { ...small, headerBytes: 100 });
    assert.is(error, null);
    assert.ok(output.equals(input));
  });
}

const bad: [string, string, RegExp][] = [
  ["a header without end", "x".repeat(100), /header longer than 64/],
  ["another header", frame("{}", "Content-Length: 2\r\nX-Foo: 1"), /unknown header/],
  ["no length", frame("{}", "Content-Type: application/vscode-jsonrpc"), /no Content-Length/],
  ["two lengths", frame("{}", "Content-Length: 2\r\nContent-Length: 2"), /bad Content-Length/],
  ["a negative length", frame("{}", "Content-Length: -2"), /bad Content-Length/],
  ["a length that is no number", frame("{}", "Content-Length: 2e3"), /bad Content-Length/],
  ["an empty message", frame("", "Content-Length: 0"), /empty message/],
  ["a large message", frame("{}", "Content-Length: 1001"), /message of 1001 bytes/],
  ["another charset", frame("{}", "Content-Length: 2\r\nContent-Type: text/html"), /Content-Type/],
  ["deep nesting", frame("[[[[[[1]]]]]]"), /nested deeper than 5/],
  ["deep nesting after an escaped quote", frame('{"a":"\\\\",[[[[[[['), /nested deeper than 5/],
];
for (const [name, text, message] of bad) {
  for (const cut of [1, 1000]) {
    test(`${name} ends the stream (pieces of ${cut})`, async () => {
      const { error } = await pass(Buffer.from(frame("{}") + text), cut);
      assert.match(error ?? "nothing", message);
    });
  }
}

test("many messages in one chunk are paced: the next chunk waits for as many ticks", async () => {
  const limiter = new FramingLimiter(small);
  limiter.resume();
  let ticks = 0;
  const tick = () => {
    ticks++;
    running = setImmediate(tick);
  };
  let running = setImmediate(tick);
  await new Promise<void>((resolve) => limiter.write(frame("{}").repeat(200), () => resolve()));
  clearImmediate(running);
  // One message is handled a tick; both counters advance once a turn of the loop, so they differ by a turn or two at most.
  assert.ok(ticks >= 197, `${ticks} ticks`);
});

test.run();
